"""How far events have come: what was baked and assembled for them, of what they want."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.event_progress import EventProgressDTO, GoodProgressDTO, RecipeProgressDTO
from reference_impl.bakery.dtos.events import EventDTO
from reference_impl.bakery.models import (
    AssemblyRun,
    AssemblyTarget,
    FinishedGood,
    ProductionRun,
    ProductionTarget,
    Recipe,
)
from reference_impl.bakery.services.event_service.reading import get_event, list_events


def get_events_with_progress(*, session: Session) -> list[EventProgressDTO]:
    """Return all events by day, with what was baked and assembled for each.

    Three queries, however many events there are. They have to see one state of the database, and the isolation for that
    is the boundary's to ask for:

    - PostgreSQL: REPEATABLE READ, which `reader_scope()` and `ReaderOfRequest` ask for; a scope that writes does it
      before its first query, with `session.connection(execution_options={"isolation_level": "REPEATABLE READ"})`.
      Under READ COMMITTED, the default, each query sees what was committed when it began: of what a writer commits in
      between, the answer has one half and not the other, such as goods that were assembled of nothing.
    - SQLite: any transaction sees one state from its first query on.
    """
    events = list_events(session=session)
    production = _production(None, session=session)
    assembly = _assembly(None, session=session)
    return [_progress(event, production.get(event.id, []), assembly.get(event.id, [])) for event in events]


def get_event_progress(event_id: int, *, session: Session) -> EventProgressDTO:
    """Return how far an event has come; what `get_events_with_progress()` says of isolation holds here too.

    Raises:
        NotFound: there is no such event.
    """
    event = get_event(event_id, session=session)
    production = get_event_production_progress(event_id, session=session)
    assembly = get_event_assembly_progress(event_id, session=session)
    return _progress(event, production, assembly)


def get_event_production_progress(event_id: int, *, session: Session) -> list[RecipeProgressDTO]:
    """Return how many of the batches that an event wants were baked, by the recipe's name.

    Raises:
        NotFound: there is no such event.
    """
    get_event(event_id, session=session)
    return _production(event_id, session=session).get(event_id, [])


def get_event_assembly_progress(event_id: int, *, session: Session) -> list[GoodProgressDTO]:
    """Return how many of the goods that an event wants were assembled, by the good's name.

    Raises:
        NotFound: there is no such event.
    """
    get_event(event_id, session=session)
    return _assembly(event_id, session=session).get(event_id, [])


def _production(event_id: int | None, *, session: Session) -> dict[int, list[RecipeProgressDTO]]:
    """Return the progress of each recipe, by the event's number; of one event, or of all."""
    baked = (
        select(func.coalesce(func.sum(ProductionRun.batches), 0))
        .where(
            ProductionRun.event_id == ProductionTarget.event_id, ProductionRun.recipe_id == ProductionTarget.recipe_id
        )
        .scalar_subquery()
    )
    statement = (
        select(ProductionTarget.event_id, Recipe.id, Recipe.name, ProductionTarget.batches, baked)
        .join(ProductionTarget.recipe)
        .order_by(Recipe.name)
    )
    if event_id is not None:
        statement = statement.where(ProductionTarget.event_id == event_id)
    progress: dict[int, list[RecipeProgressDTO]] = {}
    for of_event, recipe_id, name, wanted, done in session.execute(statement):
        percent = _percent([_fraction(done, wanted)])
        progress.setdefault(of_event, []).append(RecipeProgressDTO(recipe_id, name, wanted, done, percent))
    return progress


def _assembly(event_id: int | None, *, session: Session) -> dict[int, list[GoodProgressDTO]]:
    """Return the progress of each good, by the event's number; of one event, or of all."""
    assembled = (
        select(func.coalesce(func.sum(AssemblyRun.quantity), 0))
        .where(AssemblyRun.event_id == AssemblyTarget.event_id, AssemblyRun.good_id == AssemblyTarget.good_id)
        .scalar_subquery()
    )
    statement = (
        select(AssemblyTarget.event_id, FinishedGood.id, FinishedGood.name, AssemblyTarget.quantity, assembled)
        .join(AssemblyTarget.good)
        .order_by(FinishedGood.name)
    )
    if event_id is not None:
        statement = statement.where(AssemblyTarget.event_id == event_id)
    progress: dict[int, list[GoodProgressDTO]] = {}
    for of_event, good_id, name, wanted, done in session.execute(statement):
        percent = _percent([_fraction(done, wanted)])
        progress.setdefault(of_event, []).append(GoodProgressDTO(good_id, name, wanted, done, percent))
    return progress


def _progress(
    event: EventDTO, production: list[RecipeProgressDTO], assembly: list[GoodProgressDTO]
) -> EventProgressDTO:
    baked = [_fraction(each.baked_batches, each.wanted_batches) for each in production]
    assembled = [_fraction(each.assembled, each.wanted) for each in assembly]
    return EventProgressDTO(
        event=event,
        production=production,
        assembly=assembly,
        production_percent=_percent_of_planned(baked),
        assembly_percent=_percent_of_planned(assembled),
        overall_percent=_percent_of_planned(baked + assembled),
    )


def _fraction(done: int, wanted: int) -> Fraction:
    return Fraction(min(done, wanted), wanted)


def _percent_of_planned(fractions: Sequence[Fraction]) -> int | None:
    return _percent(fractions) if fractions else None


def _percent(fractions: Sequence[Fraction]) -> int:
    return int(sum(fractions) * 100 / len(fractions))  # rounded down
