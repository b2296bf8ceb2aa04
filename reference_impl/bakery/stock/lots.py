"""Ingredients in lots: the oldest is used first, and what is taken out of a lot and what is left in it add up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from reference_impl.bakery.models import IngredientLot
from reference_impl.bakery.money import worth


@dataclass(frozen=True, slots=True)
class Take:
    """What is, or would be, taken out of a lot."""

    lot: IngredientLot
    quantity: Decimal
    cost: Decimal


def find_lots(ingredient_ids: Collection[int], *, session: Session) -> dict[int, list[IngredientLot]]:
    """Return the lots that hold something, for each ingredient, the oldest first."""
    return _by_ingredient(ingredient_ids, session.scalars(_with_something_left(ingredient_ids)))


def lock_lots(ingredient_ids: Collection[int], *, session: Session) -> dict[int, list[IngredientLot]]:
    """Return the lots as `find_lots()` does, and keep them until the end of the transaction.

    All of a recipe are locked by one statement and in one order, so that two producers wait for each other and never
    cross. FOR NO KEY UPDATE: a plain FOR UPDATE would wait for whoever has only referred to a lot. On SQLite the
    transaction has the write lock already.
    """
    locking = _with_something_left(ingredient_ids).with_for_update(key_share=True)
    # What the session has read before is not what the producer left that this one has waited for.
    locked = session.scalars(locking.execution_options(populate_existing=True))
    return _by_ingredient(ingredient_ids, locked)


def oldest_first(lots: Iterable[IngredientLot], needed: Decimal) -> list[Take]:
    """Return what is taken out of which lot; where there is too little, all that is there.

    A take costs what the lot was worth before, less what it is worth afterwards: whatever is rounded, the takes of a
    lot add up to its price.

    Args:
        lots: of one ingredient, the oldest first.
        needed: how much.
    """
    takes: list[Take] = []
    for lot in lots:
        quantity = min(lot.remaining, needed)
        if quantity <= 0:
            break
        cost = worth(lot.remaining, lot.unit_price) - worth(lot.remaining - quantity, lot.unit_price)
        takes.append(Take(lot, quantity, cost))
        needed -= quantity
    return takes


def _with_something_left(ingredient_ids: Collection[int]) -> Select[IngredientLot]:
    return (
        select(IngredientLot)
        .where(IngredientLot.ingredient_id.in_(sorted(ingredient_ids)), IngredientLot.remaining > 0)
        .order_by(IngredientLot.received_on, IngredientLot.id)
    )


def _by_ingredient(ingredient_ids: Iterable[int], lots: Iterable[IngredientLot]) -> dict[int, list[IngredientLot]]:
    found: dict[int, list[IngredientLot]] = {ingredient_id: [] for ingredient_id in ingredient_ids}
    for lot in lots:
        found[lot.ingredient_id].append(lot)
    return found
