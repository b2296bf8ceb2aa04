"""What the assignments of an event ask for, from packages down to ingredients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.calculation.bill import Pieces, read_bill, resolve
from reference_impl.bakery.dtos.event_needs import RecipeNeedDTO
from reference_impl.bakery.models import FinishedUnit, PackageAssignment, PackageLine, Recipe, RecipeLine


def assigned_goods(event_id: int, *, session: Session) -> Counter[int]:
    """Return how many of which good are in the packages that are given at an event."""
    wanted: Counter[int] = Counter()
    for good_id, in_package, packages in session.execute(
        select(PackageLine.good_id, PackageLine.quantity, PackageAssignment.quantity)
        .join_from(PackageAssignment, PackageLine, PackageLine.package_id == PackageAssignment.package_id)
        .where(PackageAssignment.event_id == event_id)
    ):
        wanted[good_id] += in_package * packages  # here, because the product need not fit into a column
    return wanted


def pieces_for(event_id: int, *, there: Pieces | None = None, session: Session) -> Pieces:
    """Return the goods, units and materials that an event needs.

    Args:
        event_id: which event.
        there: what is used before anything is made; by default nothing.
        session: the caller's session.

    Raises:
        ComponentCycle: a good contains itself.
    """
    return resolve(assigned_goods(event_id, session=session), read_bill(session=session), there)


def batches_for(units: Mapping[int, int], *, session: Session) -> list[RecipeNeedDTO]:
    """Return the whole batches that give so many pieces of units, by the recipe's name."""
    rows = session.execute(
        select(FinishedUnit.id, Recipe.id, Recipe.name, Recipe.pieces_per_batch)
        .join(FinishedUnit.recipe)
        .where(FinishedUnit.id.in_(units))
        .order_by(Recipe.name)
    )
    needs: list[RecipeNeedDTO] = []
    for unit_id, recipe_id, name, pieces_per_batch in rows:
        batches = -(-units[unit_id] // pieces_per_batch)
        left_over = batches * pieces_per_batch - units[unit_id]
        needs.append(RecipeNeedDTO(recipe_id, name, units[unit_id], batches, left_over))
    return needs


def quantities_for(needs: Collection[RecipeNeedDTO], *, session: Session) -> dict[int, Decimal]:
    """Return how much of which ingredient, by its number, goes into batches."""
    batches = {need.recipe_id: need.batches for need in needs}
    quantities: dict[int, Decimal] = {}
    for recipe_id, ingredient_id, quantity in session.execute(
        select(RecipeLine.recipe_id, RecipeLine.ingredient_id, RecipeLine.quantity).where(
            RecipeLine.recipe_id.in_(batches)
        )
    ):
        quantities[ingredient_id] = quantities.get(ingredient_id, Decimal(0)) + quantity * batches[recipe_id]
    return quantities
