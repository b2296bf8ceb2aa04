"""How far an event is with its baking, and how many goods what is there is enough for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.production import AvailableToAssembleDTO, ProductionProgressDTO, RecipeProgressDTO
from reference_impl.bakery.models import Event, ProductionTarget, Recipe
from reference_impl.bakery.rows import find
from reference_impl.bakery.services.production_service.records import get_production_totals
from reference_impl.bakery.stock.pieces import find_good, needs_of


def get_production_progress(event_id: int, *, session: Session) -> ProductionProgressDTO:
    """Return how far an event is with each recipe that it has a target for, or that was baked for it.

    Several statements: whoever needs one moment of all of them beside a writer asks for REPEATABLE READ where the
    scope is opened; SQLite gives that by itself.

    Raises:
        NotFound: there is no such event.
    """
    event = find(Event, event_id, session=session)
    targets = (
        select(Recipe.id, Recipe.name, ProductionTarget.batches)
        .join(ProductionTarget, ProductionTarget.recipe_id == Recipe.id)
        .where(ProductionTarget.event_id == event.id)
    )
    planned = {number: (name, batches) for number, name, batches in session.execute(targets)}
    baked = {each.recipe_id: each for each in get_production_totals(event_id=event.id, session=session).recipes}
    lines: list[RecipeProgressDTO] = []
    for number in sorted({*planned, *baked}):
        total = baked.get(number)
        name, target = planned[number] if number in planned else (baked[number].recipe, 0)
        batches = total.batches if total else 0
        lines.append(
            RecipeProgressDTO(
                recipe_id=number,
                recipe=name,
                target_batches=target,
                batches=batches,
                remaining_batches=max(target - batches, 0),
                good_pieces=total.good_pieces if total else 0,
                lost_pieces=total.lost_pieces if total else 0,
                percent=_percent(batches, target),
            )
        )
    target = sum(line.target_batches for line in lines)
    remaining = sum(line.remaining_batches for line in lines)
    return ProductionProgressDTO(
        event_id=event.id,
        event=event.name,
        recipes=tuple(lines),
        target_batches=target,
        remaining_batches=remaining,
        percent=_percent(target - remaining, target),
        complete=target > 0 and remaining == 0,
    )


def get_available_to_assemble(good_id: int, *, session: Session) -> AvailableToAssembleDTO:
    """Return how many pieces of a good can be assembled from what is there.

    As `record_assembly()` does, goods within the good are taken from the stock and not assembled on the way.

    Raises:
        NotFound: there is no such good.
        Incomplete: the good has no components.
    """
    good = find_good(good_id, session=session)
    enough_for = [(need.of.in_stock // need.quantity, need.name) for need in needs_of(good)]
    available = min(count for count, _ in enough_for)
    return AvailableToAssembleDTO(
        good_id=good.id,
        good=good.name,
        in_stock=good.in_stock,
        available=available,
        limited_by=tuple(name for count, name in enough_for if count == available),
    )


def _percent(done: int, target: int) -> int | None:
    return done * 100 // target if target else None
