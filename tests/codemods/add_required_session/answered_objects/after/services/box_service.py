from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from database import SessionLocal
from models import Lot


@dataclass
class Box:
    lot: Lot


class Shelf(NamedTuple):
    boxes: list["Box"]


@dataclass
class Report:
    rows: list[Any]


class Grams(NamedTuple):
    grams: int


class Holder:
    def __init__(self, kept):
        self.kept = kept


def box(lot_id: int, *, session: Session) -> Box:
    return Box(session.get_one(Lot, lot_id))


def shelf(*, session: Session) -> Shelf:
    return Shelf([Box(lot) for lot in session.scalars(select(Lot))])


def report() -> Report:
    with SessionLocal() as session:
        return Report(list(session.scalars(select(Lot))))


def as_rows(*, session: Session) -> list[dict[str, Any]]:
    return [{"lot": lot} for lot in session.scalars(select(Lot))]


def gathered(*, session: Session) -> list[dict[str, Any]]:
    rows = []
    for lot in session.scalars(select(Lot)):
        rows.append({"lot": lot})
    return rows


def held(lot_id, *, session: Session):
    lot = session.get_one(Lot, lot_id)
    return Holder(lot)


def as_values(*, session: Session) -> list[dict[str, Any]]:
    return [{"grams": lot.grams} for lot in session.scalars(select(Lot))]


def grams(lot_id: int, *, session: Session) -> Grams:
    return Grams(session.get_one(Lot, lot_id).grams)


def kept_box(lot_id: int) -> Box:
    with SessionLocal() as session:
        return Box(session.get_one(Lot, lot_id))
