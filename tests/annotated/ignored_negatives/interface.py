import abc
from abc import ABC, abstractmethod
from functools import singledispatch
from typing import Protocol, overload

from sqlalchemy.orm import Session


class Prices(Protocol):
    def price(self, item: str, *, session: Session) -> str: ...

    def prices(self, session: Session) -> list[str]:
        """Return every price."""


class Exporter(ABC):
    @abstractmethod
    def export(self, session: Session) -> bytes:
        return b""

    @property
    @abc.abstractmethod
    def name(self) -> str: ...

    def before(self, session: Session) -> None:
        raise NotImplementedError

    def after(self, session: Session) -> None:
        raise NotImplementedError("override after()")

    def finished(self, session: Session) -> None:
        pass


@overload
def find(key: int, session: Session) -> int: ...
@overload
def find(key: str, session: Session) -> str: ...
def find(key, session: Session):
    return session.get(Exporter, key)


@singledispatch
def convert(value: object, session: Session) -> str:
    raise TypeError(type(value))


@convert.register
def _(value: int, session: Session) -> str:
    return str(value)


def empty(session: Session) -> None:
    """Do nothing, on purpose."""


def refused(session: Session) -> None:
    raise TypeError("not supported here")
