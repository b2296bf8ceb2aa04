"""What was assembled, in pages and one by one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from reference_impl.bakery.dtos.assembly import AssemblyPageDTO, AssemblyRunDTO, ConsumedPiecesDTO
from reference_impl.bakery.models import AssemblyRun
from reference_impl.bakery.money import adding_up, money
from reference_impl.bakery.pages import find_page
from reference_impl.bakery.rows import find

WHOLE_RUN = (selectinload(AssemblyRun.good), selectinload(AssemblyRun.consumed))


def get_assembly_run(assembly_run_id: int, *, session: Session) -> AssemblyRunDTO:
    """Return a run with what it used.

    Raises:
        NotFound: there is no such run.
    """
    return run_dto(find(AssemblyRun, assembly_run_id, options=WHOLE_RUN, session=session))


def get_assembly_history(
    *,
    good_id: int | None = None,
    event_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int | None = None,
    limit: int = 50,
    session: Session,
) -> AssemblyPageDTO:
    """Return what was assembled, the newest first.

    Args:
        good_id: only this good.
        event_id: only for this event.
        since: nothing older; UTC, where the moment has no zone.
        until: only what is older.
        after: the `next_after` of the page before.
        limit: how many runs a page has at most, up to 500.
        session: the caller's.

    Raises:
        InvalidQuantity: no page has so many runs.
        NotFound: there is no run to begin behind.
    """
    runs = select(AssemblyRun).options(*WHOLE_RUN)
    if good_id is not None:
        runs = runs.where(AssemblyRun.good_id == good_id)
    if event_id is not None:
        runs = runs.where(AssemblyRun.event_id == event_id)
    found, next_after = find_page(
        AssemblyRun,
        runs,
        AssemblyRun.assembled_at,
        since=since,
        until=until,
        after=after,
        limit=limit,
        session=session,
    )
    return AssemblyPageDTO(runs=tuple(map(run_dto, found)), next_after=next_after)


def run_dto(run: AssemblyRun) -> AssemblyRunDTO:
    """Return a run as it leaves the services."""
    costs = adding_up([taken.cost for taken in run.consumed])
    return AssemblyRunDTO(
        id=run.id,
        good_id=run.good_id,
        good=run.good.name,
        event_id=run.event_id,
        quantity=run.quantity,
        cost=money(run.cost),
        consumed=tuple(
            ConsumedPiecesDTO(taken.kind, taken.name, taken.quantity, cost)
            for taken, cost in zip(run.consumed, costs, strict=True)
        ),
        assembled_at=run.assembled_at.isoformat(),
        idempotency_key=run.idempotency_key,
    )
