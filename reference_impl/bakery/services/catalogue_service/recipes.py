"""Recipes, and the units that come out of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from reference_impl.bakery.checks import checked_name, checked_pieces, checked_quantity
from reference_impl.bakery.dtos.catalogue import RecipeDTO, RecipeLineDTO
from reference_impl.bakery.errors import InvalidQuantity
from reference_impl.bakery.exact import plain
from reference_impl.bakery.models import FinishedUnit, Ingredient, Recipe, RecipeLine
from reference_impl.bakery.rows import delete, find, find_to_change, find_to_refer_to, named


def create_recipe(
    name: str, pieces_per_batch: int, quantities: Mapping[int, Decimal | int | str], *, session: Session
) -> RecipeDTO:
    """Add a recipe, and the unit that it makes.

    Args:
        name: as nothing else among the recipes is called.
        pieces_per_batch: how many come out of a batch.
        quantities: how much of which ingredient, by its number, goes into a batch.
        session: the caller's session.

    Raises:
        InvalidName: the name is empty, too long or no line of text.
        InvalidQuantity: a quantity or the pieces cannot be such, or there is no ingredient.
        NotFound: there is no ingredient with such a number.
        NameTaken: there is a recipe of this name.
    """
    name = checked_name(name)
    if not quantities:
        raise InvalidQuantity(f"the recipe {name!r} has no ingredients: name at least one")
    recipe = Recipe(
        name=name,
        pieces_per_batch=checked_pieces(pieces_per_batch, f"{name}, pieces per batch"),
        unit=FinishedUnit(),
        lines=[
            RecipeLine(ingredient=ingredient, quantity=checked_quantity(quantities[ingredient.id], ingredient.name))
            for ingredient in _ingredients(quantities, session=session)
        ],
    )
    with named(Recipe, name, session=session):
        session.add(recipe)
    return _recipe(recipe)


def get_recipe(recipe_id: int, *, session: Session) -> RecipeDTO:
    """Return a recipe with its ingredients.

    Raises:
        NotFound: there is none with this number.
    """
    return _recipe(find(Recipe, recipe_id, session=session))


def list_recipes(*, session: Session) -> list[RecipeDTO]:
    """Return all recipes by name."""
    return [_recipe(recipe) for recipe in session.scalars(_with_lines().order_by(Recipe.name))]


def delete_recipe(recipe_id: int, *, session: Session) -> None:
    """Delete a recipe that was never baked and that nothing is made of.

    Raises:
        NotFound: there is none with this number.
        StillInUse: it was baked, a good is made of its pieces, or an event wants it.
    """
    recipe = find_to_change(Recipe, recipe_id, session=session)
    remedy = "delete the goods and targets that need it; what was baked stays"
    delete(recipe, f"the recipe {recipe.name!r}", remedy, session=session)


def _ingredients(numbers: Mapping[int, object], *, session: Session) -> list[Ingredient]:
    return [find_to_refer_to(Ingredient, number, session=session) for number in sorted(numbers)]


def _with_lines() -> Select[Recipe]:
    return select(Recipe).options(selectinload(Recipe.lines).joinedload(RecipeLine.ingredient), joinedload(Recipe.unit))


def _recipe(recipe: Recipe) -> RecipeDTO:
    return RecipeDTO(
        id=recipe.id,
        name=recipe.name,
        pieces_per_batch=recipe.pieces_per_batch,
        unit_id=recipe.unit.id,
        units_in_stock=recipe.unit.in_stock,
        lines=[
            RecipeLineDTO(
                ingredient_id=line.ingredient_id,
                ingredient=line.ingredient.name,
                unit=line.ingredient.unit,
                quantity=plain(line.quantity),
            )
            for line in recipe.lines
        ],
    )
