"""History in pages, the newest first: each begins behind the last run of the one before, whatever was added since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from reference_impl.bakery.arguments import pieces, row_number
from reference_impl.bakery.errors import NotFound
from reference_impl.bakery.models import AssemblyRun, ProductionRun

MOST_PER_PAGE = 500

Run = TypeVar("Run", ProductionRun, AssemblyRun)


def find_page(
    runs: Select[Run],
    at: InstrumentedAttribute[datetime],
    number: InstrumentedAttribute[int],
    *,
    since: datetime | None,
    until: datetime | None,
    after: int | None,
    limit: int,
    session: Session,
) -> tuple[list[Run], int | None]:
    """Return a page of runs.

    Args:
        runs: which, without an order.
        at: the column of when they were made.
        number: the column of their number, which orders those of the same moment.
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
    count = pieces(limit, "a page's limit", most=MOST_PER_PAGE)
    if since is not None:
        runs = runs.where(at >= _as_stored(since))
    if until is not None:
        runs = runs.where(at < _as_stored(until))
    if after is not None:
        last = session.execute(select(at, number).where(number == row_number(after, "run"))).one_or_none()
        if last is None:
            raise NotFound("run", after)
        runs = runs.where(tuple_(at, number) < (last[0], last[1]))
    found = list(session.scalars(runs.order_by(at.desc(), number.desc()).limit(count + 1)))
    return found[:count], found[count - 1].id if len(found) > count else None


def _as_stored(moment: datetime) -> datetime:
    # The columns keep UTC without a zone; a driver would compare another zone's clock with them.
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
