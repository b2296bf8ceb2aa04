"""What was baked for an event or of a recipe: every run, and the totals."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.batch_production import ProductionRunDTO
from reference_impl.bakery.dtos.production import ProductionTotalsDTO, RecipeTotalDTO
from reference_impl.bakery.models import Event, ProductionRun, Recipe
from reference_impl.bakery.money import adding_up, money
from reference_impl.bakery.rows import find
from reference_impl.bakery.services.batch_production_service.history import run_dto, runs_of


def get_event_records(event_id: int, *, session: Session) -> tuple[ProductionRunDTO, ...]:
    """Return all that was baked for an event, the oldest first.

    Raises:
        NotFound: there is no such event.
    """
    find(Event, event_id, session=session)
    return _records(event_id=event_id, recipe_id=None, session=session)


def get_recipe_records(recipe_id: int, *, session: Session) -> tuple[ProductionRunDTO, ...]:
    """Return all that was baked of a recipe, the oldest first.

    Raises:
        NotFound: there is no such recipe.
    """
    find(Recipe, recipe_id, session=session)
    return _records(event_id=None, recipe_id=recipe_id, session=session)


def get_production_totals(
    *, event_id: int | None = None, recipe_id: int | None = None, session: Session
) -> ProductionTotalsDTO:
    """Return what was baked of each recipe, and together.

    Args:
        event_id: only for this event.
        recipe_id: only of this recipe.
        session: the caller's.

    Raises:
        NotFound: there is no such event or recipe.
    """
    totals = (
        select(
            Recipe.id,
            Recipe.name,
            func.count(ProductionRun.id),
            func.sum(ProductionRun.batches),
            func.sum(ProductionRun.good_pieces),
            func.sum(ProductionRun.lost_pieces),
            func.sum(ProductionRun.cost),
        )
        .join(ProductionRun, ProductionRun.recipe_id == Recipe.id)
        .group_by(Recipe.id, Recipe.name)
        .order_by(Recipe.id)
    )
    if event_id is not None:
        find(Event, event_id, session=session)
        totals = totals.where(ProductionRun.event_id == event_id)
    if recipe_id is not None:
        find(Recipe, recipe_id, session=session)
        totals = totals.where(Recipe.id == recipe_id)
    rows = session.execute(totals).all()
    costs = [row[6] for row in rows]
    recipes = tuple(
        RecipeTotalDTO(number, name, runs, batches, good, lost, cost)
        for (number, name, runs, batches, good, lost, _), cost in zip(rows, adding_up(costs), strict=True)
    )
    return ProductionTotalsDTO(
        recipes=recipes,
        runs=sum(each.runs for each in recipes),
        batches=sum(each.batches for each in recipes),
        good_pieces=sum(each.good_pieces for each in recipes),
        lost_pieces=sum(each.lost_pieces for each in recipes),
        cost=money(sum(costs, Decimal(0))),
    )


def _records(*, event_id: int | None, recipe_id: int | None, session: Session) -> tuple[ProductionRunDTO, ...]:
    runs = runs_of(event_id=event_id, recipe_id=recipe_id).order_by(ProductionRun.baked_at, ProductionRun.id)
    return tuple(map(run_dto, session.scalars(runs)))
