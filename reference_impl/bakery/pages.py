"""History in pages, the newest first: each begins behind the last run of the one before, whatever was added since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from reference_impl.bakery.checks import checked_pieces
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import AssemblyRun, ProductionRun
from reference_impl.bakery.rows import CALLED, checked_number

MOST_PER_PAGE = 500

Run = TypeVar("Run", ProductionRun, AssemblyRun)


def find_page(
    kind: type[Run],
    runs: Select[Run],
    at: InstrumentedAttribute[datetime],
    *,
    since: datetime | None,
    until: datetime | None,
    after: int | None,
    limit: int,
    session: Session,
) -> tuple[list[Run], int | None]:
    """Return a page of runs.

    Args:
        kind: of which table.
        runs: which, without an order.
        at: the column of when they were made; their numbers order those of the same moment.
        since: none that is older.
        until: only older ones.
        after: the last run of the page before; None for the first page.
        limit: how many runs a page has at most, up to 500.
        session: the caller's.

    Returns:
        the runs, and the last one's number if there are more, None if there are not.

    Raises:
        InvalidQuantity: no page has so many runs.
        NotFound: there is no run to begin behind.
    """
    count = checked_pieces(limit, "a page's limit", most=MOST_PER_PAGE)
    if since is not None:
        runs = runs.where(at >= _as_stored(since))
    if until is not None:
        runs = runs.where(at < _as_stored(until))
    if after is not None:
        last = session.execute(select(at, kind.id).where(kind.id == checked_number(kind, after))).one_or_none()
        if last is None:
            raise NotFound(CALLED[kind], after)
        runs = runs.where(tuple_(at, kind.id) < (last[0], last[1]))
    found = list(session.scalars(runs.order_by(at.desc(), kind.id.desc()).limit(count + 1)))
    return found[:count], found[count - 1].id if len(found) > count else None


def _as_stored(moment: datetime) -> datetime:
    # The columns keep UTC without a zone; a driver would compare another zone's clock with them.
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
