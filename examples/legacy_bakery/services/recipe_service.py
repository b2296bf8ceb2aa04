"""Recipes: what goes into a batch, and what a batch costs at today's prices."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..database import SessionLocal
from ..dto import RecipeCostDTO
from ..models import Recipe, RecipeLine
from ..money import format_money
from .ingredient_service import find_ingredient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def add_recipe(name: str, pieces_per_batch: int, grams: dict[str, int], session=None) -> int:  # error: SES101
    own = session is None
    if own:
        session = SessionLocal()
    try:
        recipe = Recipe(name=name, pieces_per_batch=pieces_per_batch)
        for ingredient, amount in grams.items():
            recipe.lines.append(RecipeLine(ingredient=find_ingredient(ingredient, session), grams=amount))
        session.add(recipe)
        session.flush()
        if own:
            session.commit()
        return recipe.id
    finally:
        if own:
            session.close()


def find_recipe(name: str, session: Session) -> Recipe:
    return session.scalars(select(Recipe).where(Recipe.name == name)).one()


def batch_cost(recipe: Recipe) -> Decimal:
    return sum((line.ingredient.price_per_kg * line.grams / 1000 for line in recipe.lines), Decimal(0))


def get_batch_costs(session: Session) -> dict[str, Decimal]:
    recipes = session.scalars(select(Recipe).order_by(Recipe.name))
    return {recipe.name: batch_cost(recipe) for recipe in recipes}  # error: SES502


def get_recipe_costs(names: list[str] | None = None) -> list[RecipeCostDTO]:
    costs = []
    with SessionLocal() as session:  # error: SES201
        for recipe in session.scalars(select(Recipe).order_by(Recipe.name)):
            if names is not None and recipe.name not in names:
                continue
            cost = batch_cost(recipe)
            costs.append(
                RecipeCostDTO(
                    recipe=recipe.name,
                    cost=format_money(cost),
                    cost_per_piece=cost / recipe.pieces_per_batch,  # error: SES502
                )
            )
    return costs


def scale_recipe(name: str, factor: int, session: Session) -> dict[str, int]:  # error: SES102
    """The grams for so many batches, read through a session that nobody passed."""
    return _grams_for(name, factor)


def _grams_for(name: str, batches: int) -> dict[str, int]:
    from ..database import session_scope

    with session_scope() as session:  # error: SES201
        return {line.ingredient.name: line.grams * batches for line in find_recipe(name, session).lines}
