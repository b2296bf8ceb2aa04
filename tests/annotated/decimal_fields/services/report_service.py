from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypedDict

from pydantic import BaseModel
from shapes import Imported, Money
from sqlalchemy import Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    cost: Mapped[Decimal] = mapped_column(Numeric(10, 2))


@dataclass
class Returned:
    cost: Decimal  # error: SES501


@dataclass
class ReturnedInAList:
    cost: Decimal  # error: SES501


class ReturnedOptionally(NamedTuple):
    cost: Decimal  # error: SES501


class ReturnedInADict(TypedDict):
    cost: Decimal  # error: SES501


@dataclass
class Yielded:
    cost: Decimal  # error: SES501


@dataclass
class Inner:
    cost: Decimal  # error: SES501


@dataclass
class Outer:
    inner: list[Inner]


class Quoted(BaseModel):
    cost: Decimal  # error: SES501


@dataclass
class Step:
    cost: Decimal


@dataclass
class Input:
    cost: Decimal


@dataclass
class OfPrivate:
    cost: Decimal


class Response(TypedDict):
    cost: Decimal  # error: SES501


def returned() -> Returned: ...


def listed() -> list[ReturnedInAList]: ...


def optional() -> ReturnedOptionally | None: ...


def keyed() -> dict[int, ReturnedInADict]: ...


def yielded() -> Iterator[Yielded]: ...


def nested() -> Outer: ...


def quoted() -> "Quoted": ...


def imported() -> tuple[Imported, int]: ...


def money() -> Money: ...


def rows() -> list[Event]: ...


def given(values: Input) -> None: ...


def _private() -> OfPrivate: ...


def steps() -> int:
    return len([Step(Decimal(1))])
