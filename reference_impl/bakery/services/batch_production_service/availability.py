"""Whether there is enough of everything for some batches."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.batch_production import AvailabilityDTO, IngredientAvailabilityDTO
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import Ingredient
from reference_impl.bakery.stock.lots import find_lots
from reference_impl.bakery.stock.recipes import find_recipe, needs_of_batches


def check_availability(recipe_id: int, batches: int, *, session: Session) -> AvailabilityDTO:
    """Return what some batches need of each ingredient, what is there and what is missing.

    Nothing is kept for the caller: until `record_production()` another may take it.

    Raises:
        InvalidQuantity: so many batches cannot be baked.
        NotFound: there is no such recipe.
        Incomplete: the recipe has no ingredients.
    """
    checked_pieces(batches, "the number of batches")
    recipe = find_recipe(recipe_id, session=session)
    lots = find_lots([line.ingredient_id for line in recipe.lines], session=session)
    needs = tuple(
        _need(ingredient, needed, sum((lot.remaining for lot in lots[ingredient.id]), Decimal(0)))
        for ingredient, needed in needs_of_batches(recipe, batches)
    )
    return AvailabilityDTO(
        recipe_id=recipe.id,
        recipe=recipe.name,
        batches=batches,
        enough=all(need.missing == "0" for need in needs),
        ingredients=needs,
    )


def _need(ingredient: Ingredient, needed: Decimal, there: Decimal) -> IngredientAvailabilityDTO:
    return IngredientAvailabilityDTO(
        ingredient_id=ingredient.id,
        ingredient=ingredient.name,
        unit=ingredient.unit,
        needed=plain(needed),
        there=plain(there),
        missing=plain(max(needed - there, Decimal(0))),
    )
