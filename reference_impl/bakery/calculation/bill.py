"""What goods are made of, through all that is nested in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.errors import ComponentCycle
from reference_impl.bakery.models import FinishedGood, GoodComponent


@dataclass(frozen=True)
class Bill:
    """The parts of every good.

    Attributes:
        parts: by the good's number.
        order: the goods, each before those that are nested in it.
    """

    parts: Mapping[int, list[Part]]
    order: tuple[int, ...]


@dataclass(frozen=True)
class Pieces:
    """How many pieces of which goods, units and materials, by their numbers."""

    goods: Counter[int] = field(default_factory=Counter[int])
    units: Counter[int] = field(default_factory=Counter[int])
    materials: Counter[int] = field(default_factory=Counter[int])


def read_bill(*, session: Session) -> Bill:
    """Return what all goods are made of, in one query.

    Raises:
        ComponentCycle: a good contains itself.
    """
    parts: dict[int, list[Part]] = {}
    columns = (GoodComponent.good_id, GoodComponent.unit_id, GoodComponent.part_id, GoodComponent.material_id)
    rows = session.execute(select(*columns, GoodComponent.quantity).order_by(GoodComponent.id))
    for good_id, unit_id, part_id, material_id, quantity in rows:
        parts.setdefault(good_id, []).append(_part(unit_id, part_id, material_id, quantity))
    nested = {good_id: {part.id for part in made_of if part.kind == "good"} for good_id, made_of in parts.items()}
    try:
        order = tuple(TopologicalSorter(nested).static_order())
    except CycleError as error:
        raise ComponentCycle(_cycle(error, session=session)) from error
    return Bill(parts=parts, order=tuple(reversed(order)))


def resolve(wanted: Mapping[int, int], bill: Bill, there: Pieces | None = None) -> Pieces:
    """Return what is needed for so many goods, through all that is nested in them.

    Args:
        wanted: how many of which good, by its number.
        bill: what goods are made of.
        there: what is there already, and is used before anything is made; by default nothing.

    Returns:
        The goods that are assembled, and the units and materials that go into them and are not there.
    """
    there = there or Pieces()
    needed = Pieces(goods=Counter(wanted))
    for good_id in bill.order:
        assembled = max(0, needed.goods[good_id] - there.goods[good_id])
        needed.goods[good_id] = assembled
        for part in bill.parts.get(good_id, []):
            _counter(needed, part)[part.id] += assembled * part.quantity
    return Pieces(
        goods=+needed.goods,  # what is zero is left out
        units=needed.units - there.units,
        materials=needed.materials - there.materials,
    )


def _counter(pieces: Pieces, part: Part) -> Counter[int]:
    return {"good": pieces.goods, "unit": pieces.units, "material": pieces.materials}[part.kind]


def _part(unit_id: int | None, part_id: int | None, material_id: int | None, quantity: int) -> Part:
    if unit_id is not None:
        return Part("unit", unit_id, quantity)
    if part_id is not None:
        return Part("good", part_id, quantity)
    assert material_id is not None  # a CHECK: exactly one of the three
    return Part("material", material_id, quantity)


def _cycle(error: CycleError, *, session: Session) -> str:
    numbers: list[int] = error.args[1]  # each is part of the one before it, and the last is the first
    names = dict(session.execute(select(FinishedGood.id, FinishedGood.name).where(FinishedGood.id.in_(numbers))).all())
    chain = " in ".join(repr(names[number]) for number in numbers)
    return f"a good would contain itself: {chain}; take one of them out of the other"
