"""A session that is accepted and neither used nor handed on; and all the ways in which one is used after all.

Not for carrier, untyped: an object is not accepted for its session alone, and a name that is not used says nothing.
"""

import abc
from abc import ABC, abstractmethod
from functools import partial, singledispatch
from typing import Protocol, overload

from database import session_scope
from models import Event


def unused(name: str, unit: Session) -> str:  # error: SES102
    return name.title()


def unused_and_optional(name: str, unit: Session | None = None) -> str:  # error: SES102
    return name.title()


def unused_beside_its_own(name: str, unit: Session) -> None:  # error: SES102
    with session_scope() as own:  # error: SES201(foreign)
        own.add(Event(name=name))


def only_in_words(name: str, unit: Session) -> str:  # error: SES102
    """Load with the unit."""
    return name


def hidden_by_another(unit: Session) -> object:  # error: SES102
    def load(unit: str) -> str:
        return unit.title()

    return [load]


class Unused:
    def rename(self, name: str, unit: Session) -> None:  # error: SES102
        self.name = name

    @staticmethod
    def title(name: str, unit: Session) -> str:  # error: SES102
        return name.title()


@overload
def find(key: int, unit: Session) -> int: ...
@overload
def find(key: str, unit: Session) -> str: ...
def find(key, unit: Session):
    return unit.get(Event, key)


class Prices(Protocol):
    def price(self, name: str, unit: Session) -> str: ...


class Exporter(ABC):
    @abstractmethod
    def export(self, unit: Session) -> bytes:
        return b""

    @property
    @abc.abstractmethod
    def name(self) -> str: ...

    def before(self, unit: Session) -> None:
        raise NotImplementedError


class CsvExporter(Exporter):
    def export(self, unit: Session) -> bytes:
        return b"id;name"

    def before(self, unit: Session) -> None:
        self.started = True


@singledispatch
def convert(value: object, unit: Session) -> str:
    raise TypeError(type(value))


@convert.register
def _(value: int, unit: Session) -> str:
    return str(value)


def in_a_nested_function(name: str, unit: Session):
    def load() -> object:
        return unit.get(Event, name)

    return load


def in_a_lambda(unit: Session):
    return lambda key: unit.get(Event, key)


def in_a_comprehension(keys: list[int], unit: Session):
    return [unit.get(Event, key) for key in keys]


def in_a_generator(keys: list[int], unit: Session):
    return (unit.get(Event, key) for key in keys)


def bound(unit: Session):
    return partial(find, unit)


def in_a_dict(unit: Session) -> dict[str, object]:
    return {"unit": unit}


def given_back(unit: Session) -> object:
    return unit


class Kept:
    def __init__(self, unit: Session) -> None:
        self.kept = unit


class KeptBelow(Kept):
    def __init__(self, unit: Session) -> None:
        super().__init__(unit)


def registered(unit: Session) -> int:
    return 1


STEPS = [registered]


def discarded(name: str, unit: Session) -> str:
    del unit
    return name
