"""Recipes as they are baked now, and what some batches of them need."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.errors import Incomplete
from reference_impl.bakery.models import Ingredient, Recipe, RecipeLine
from reference_impl.bakery.rows import find


def find_recipe(recipe_id: object, *, session: Session) -> Recipe:
    """Return a recipe with its ingredients.

    Raises:
        NotFound: there is no such recipe.
        Incomplete: it has no ingredients.
    """
    ingredients = selectinload(Recipe.lines).selectinload(RecipeLine.ingredient)
    recipe = find(Recipe, recipe_id, options=(ingredients,), session=session)
    if not recipe.lines:
        raise Incomplete(f"the recipe {recipe.name!r} has no ingredients: say first what goes into a batch")
    return recipe


def needs_of_batches(recipe: Recipe, batches: int) -> list[tuple[Ingredient, Decimal]]:
    """Return how much of each ingredient some batches need."""
    return [(line.ingredient, line.quantity * batches) for line in recipe.lines]
