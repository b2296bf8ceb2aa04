"""Every public service takes a session, whether it is seen to need one or not."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, overload

from pydantic import BaseModel
from sqlalchemy import event
from sqlalchemy.orm import Session

from database import session_scope


def price_of(item: str) -> str:  # error: SES104
    return "1.00"


async def price_in(item: str, *names: str) -> str:  # error: SES104
    return item


def with_one(item: str, *, session: Session) -> str:
    return session.get(Item, item).price


def opens_one(item: str) -> str:
    with session_scope() as session:  # error: SES201
        return session.get(Item, item).price


def calls_one(item: str) -> str:  # error: SES104
    return opens_one(item)


def may_get_one(**given: object) -> object:
    return given


def _rounded(price: float) -> str:
    return f"{price:.2f}"


@overload
def found(item: str) -> str: ...
@overload
def found(item: int) -> int: ...
def found(item):  # error: SES104
    def inner(other: str) -> str:
        return other

    return inner(item)


def later(item: str) -> str:
    return item


HANDLERS = {"later": later}


@event.listens_for(Item, "before_insert")
def stamped(mapper, connection, target) -> None:
    target.stamp = "now"


class PriceService:
    def __init__(self, rates: dict[str, str]) -> None:
        self.rates = rates

    def rate(self, item: str) -> str:  # error: SES104
        return self.rates[item]

    @staticmethod
    def plain(item: str) -> str:  # error: SES104
        return item

    @property
    def names(self) -> list[str]:
        return list(self.rates)

    def _hidden(self) -> str:
        return ""

    def __len__(self) -> int:
        return len(self.rates)


class Carrier:
    def __init__(self, session: Session) -> None:
        self._session = session

    def rate(self, item: str) -> str:
        return item


def with_a_carrier(carrier: Carrier) -> str:
    return carrier.rate("flour")


class Prices(Protocol):
    def price(self, item: str) -> str: ...


class Base(ABC):
    @abstractmethod
    def price(self, item: str) -> str: ...


class Fixed(Base):
    def price(self, item: str) -> str:
        return "1.00"


@dataclass(frozen=True)
class Price:
    amount: str

    def text(self) -> str:
        return self.amount


class Form(BaseModel):
    amount: str

    def text(self) -> str:
        return self.amount


class Kind(Enum):
    FIXED = "fixed"

    def text(self) -> str:
        return self.value


class PriceError(Exception):
    def text(self) -> str:
        return "no price"
