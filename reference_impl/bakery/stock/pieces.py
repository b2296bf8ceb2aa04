"""What is counted in pieces: units, goods and materials, and what a good is put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from reference_impl.bakery.errors import Incomplete
from reference_impl.bakery.models import FinishedGood, FinishedUnit, GoodComponent, Material, Recipe
from reference_impl.bakery.money import allocate, worth
from reference_impl.bakery.rows import find

Kind = Literal["unit", "good", "material"]
Stocked = TypeVar("Stocked", FinishedUnit, FinishedGood, Material)

_COMPONENTS = selectinload(FinishedGood.components)
_LOADED: tuple[ORMOption, ...] = (
    _COMPONENTS.selectinload(GoodComponent.unit).selectinload(FinishedUnit.recipe),
    _COMPONENTS.selectinload(GoodComponent.part),
    _COMPONENTS.selectinload(GoodComponent.material),
)


@dataclass(frozen=True, slots=True)
class Need:
    """How many pieces of something one piece of a good needs."""

    kind: Kind
    of: FinishedUnit | FinishedGood | Material
    quantity: int

    @property
    def name(self) -> str:
        """What it is called; a unit bears the name of its recipe."""
        return self.of.recipe.name if isinstance(self.of, FinishedUnit) else self.of.name


def find_good(good_id: object, *, session: Session) -> FinishedGood:
    """Return a good with all that it is put together from.

    Raises:
        NotFound: there is no such good.
        Incomplete: it is put together from nothing.
    """
    good = find(FinishedGood, good_id, options=_LOADED, session=session)
    if not good.components:
        raise Incomplete(f"the good {good.name!r} has no components: say first what it is put together from")
    return good


def needs_of(good: FinishedGood) -> list[Need]:
    """Return what one piece of a good needs, each thing once: units, then goods, then materials, by number."""
    needed: dict[tuple[Kind, int], Need] = {}
    for component in good.components:
        kind, of = _what(component)
        before = needed.get((kind, of.id))
        quantity = component.quantity + (before.quantity if before else 0)
        needed[kind, of.id] = Need(kind, of, quantity)
    order: list[Kind] = ["unit", "good", "material"]
    return sorted(needed.values(), key=lambda need: (order.index(need.kind), need.of.id))


def lock_needs(good: FinishedGood, needs: Iterable[Need], *, session: Session) -> None:
    """Keep what a good is put together from, and the good itself, until the end of the transaction.

    Everybody locks in this order: lots, units, goods, materials, each by number.
    """
    needs = list(needs)
    _lock(FinishedUnit, [need.of.id for need in needs if need.kind == "unit"], session=session)
    parts = [need.of.id for need in needs if need.kind == "good"]
    _lock(FinishedGood, [good.id, *parts], session=session)
    _lock(Material, [need.of.id for need in needs if need.kind == "material"], session=session)


def lock_unit(recipe: Recipe, *, session: Session) -> FinishedUnit:
    """Return the pieces of a recipe that are there, and keep them until the end of the transaction.

    Raises:
        Incomplete: nowhere is counted what is baked of it.
    """
    number = session.scalar(select(FinishedUnit.id).where(FinishedUnit.recipe_id == recipe.id))
    if number is None:
        raise Incomplete(f"the recipe {recipe.name!r} has no finished unit: add the one that counts its pieces")
    return _lock(FinishedUnit, [number], session=session)[0]


def take_pieces(of: FinishedUnit | FinishedGood | Material, count: int) -> Decimal:
    """Take pieces out of the stock, and return their share of what it has cost: what is left keeps the rest.

    Args:
        of: a locked row, with at least as many pieces.
        count: how many.
    """
    if isinstance(of, Material):
        cost = worth(count, of.unit_price)
    else:
        cost, of.cost_of_stock = allocate(of.cost_of_stock, [count, of.in_stock - count], places=4)
    of.in_stock -= count
    return cost


def _lock(model: type[Stocked], numbers: Sequence[int], *, session: Session) -> list[Stocked]:
    """Return rows as they are now, by number, and keep them until the end of the transaction.

    FOR NO KEY UPDATE, as for lots: a run that was added refers to its good, and two that wait for each other's
    reference with a plain FOR UPDATE would be a deadlock.
    """
    if not numbers:
        return []
    locking = select(model).where(model.id.in_(numbers)).order_by(model.id).with_for_update(key_share=True)
    return list(session.scalars(locking.execution_options(populate_existing=True)))


def _what(component: GoodComponent) -> tuple[Kind, FinishedUnit | FinishedGood | Material]:
    if component.unit is not None:
        return "unit", component.unit
    if component.part is not None:
        return "good", component.part
    assert component.material is not None, "a constraint of the table: one of the three is there"
    return "material", component.material
