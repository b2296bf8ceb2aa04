"""How many batches of which recipe an event needs."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.dtos.events import ProductionTargetDTO
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import Event, ProductionTarget, Recipe
from reference_impl.bakery.rows import find, find_to_change, find_to_refer_to


def set_production_target(event_id: int, recipe_id: int, batches: int, *, session: Session) -> ProductionTargetDTO:
    """Say how many batches of a recipe an event needs, whatever was said before.

    Raises:
        NotFound: there is no such event or recipe.
        InvalidQuantity: the batches cannot be such.
    """
    find_to_change(Event, event_id, session=session)  # who plans the same event waits here
    recipe = find_to_refer_to(Recipe, recipe_id, session=session)
    batches = checked_pieces(batches, f"batches of {recipe.name}")
    target = _find(event_id, recipe_id, session=session)
    if target is None:
        target = ProductionTarget(event_id=event_id, recipe_id=recipe_id)
        session.add(target)
    target.batches = batches
    session.flush()
    return _target(target)


def change_production_target(event_id: int, recipe_id: int, batches: int, *, session: Session) -> ProductionTargetDTO:
    """Say how many batches an event needs of a recipe that it needs already.

    Raises:
        NotFound: there is no such event or recipe, or the event has no target for it.
        InvalidQuantity: the batches cannot be such.
    """
    _existing(event_id, recipe_id, session=session)
    return set_production_target(event_id, recipe_id, batches, session=session)


def remove_production_target(event_id: int, recipe_id: int, *, session: Session) -> None:
    """Say that an event needs no batches of a recipe.

    Raises:
        NotFound: there is no such event or recipe, or the event has no target for it.
    """
    session.delete(_existing(event_id, recipe_id, session=session))
    session.flush()


def list_production_targets(event_id: int, *, session: Session) -> list[ProductionTargetDTO]:
    """Return how many batches of which recipe an event needs, by the recipe's name.

    Raises:
        NotFound: there is no such event.
    """
    find(Event, event_id, session=session)
    targets = session.scalars(
        select(ProductionTarget)
        .join(ProductionTarget.recipe)
        .options(contains_eager(ProductionTarget.recipe))
        .where(ProductionTarget.event_id == event_id)
        .order_by(Recipe.name)
    )
    return [_target(target) for target in targets]


def _existing(event_id: int, recipe_id: int, *, session: Session) -> ProductionTarget:
    find_to_change(Event, event_id, session=session)
    recipe = find(Recipe, recipe_id, session=session)
    target = _find(event_id, recipe_id, session=session)
    if target is None:
        raise NotFound("production target", recipe.name)
    return target


def _find(event_id: int, recipe_id: int, *, session: Session) -> ProductionTarget | None:
    # The event is locked by now; what the session had read before the lock may be older.
    return session.get(ProductionTarget, (event_id, recipe_id), populate_existing=True)


def _target(target: ProductionTarget) -> ProductionTargetDTO:
    return ProductionTargetDTO(
        event_id=target.event_id, recipe_id=target.recipe_id, recipe=target.recipe.name, batches=target.batches
    )
