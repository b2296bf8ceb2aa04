"""Idempotency: a run that is recorded again with the same key is recorded once.

Keys are kept apart for production and assembly: the constraint that decides between two who come at once belongs to one
table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import KeyReused
from reference_impl.bakery.models import AssemblyRun, ProductionRun

Run = TypeVar("Run", ProductionRun, AssemblyRun)


def record_once(
    record: Callable[[], Run], find_earlier: Callable[[], Run | None], *, session: Session
) -> tuple[Run, bool]:
    """Record a run in a savepoint, or return the one that was recorded before.

    Args:
        record: adds the run with its key before it locks or consumes anything. Of two at once the second then waits for
            the first to commit, and fails on the key; if it waited for the stock, it might find none.
        find_earlier: returns the run that has this key.
        session: the caller's; whatever fails in `record` is undone, and nothing else.

    Returns:
        the run, and whether it was there already.
    """
    earlier = find_earlier()
    if earlier is not None:
        return earlier, True
    try:
        with session.begin_nested():
            return record(), False
    except IntegrityError:
        earlier = find_earlier()  # whoever had the key has committed by now
        if earlier is None:
            raise
        return earlier, True


def check_same(key: str, number: int, asked: Mapping[str, object], recorded: Mapping[str, object]) -> None:
    """Return if what is asked for is what was recorded with this key.

    Args:
        key: the idempotency key.
        number: of the run that has it.
        asked: what is to be recorded.
        recorded: the same of the run.

    Raises:
        KeyReused: it is something else.
    """
    others = [
        f"{name} was {recorded[name]!r}, not {value!r}" for name, value in asked.items() if recorded[name] != value
    ]
    if others:
        raise KeyReused(
            f"the idempotency key {key!r} was used for run {number}, which is another ({'; '.join(others)}): "
            "use a new key for a new run"
        )
