"""Two producers at once: the first holds what it has until the second is known to wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from reference_impl.database import SessionFactory, session_scope

First = TypeVar("First")
Second = TypeVar("Second")

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
PATIENCE = 60  # seconds; only so that a test that hangs ends


def while_waiting(
    factory: SessionFactory,
    first: Callable[[Session], First],
    second: Callable[[Session], Second],
    *,
    give_up: bool = False,
) -> tuple[First, Future[Second]]:
    """Let one do its work and keep its transaction open until the other waits for it, then commit.

    Args:
        factory: what both make their sessions with.
        first: what the one does.
        second: what the other does, in a thread and on a connection of its own.
        give_up: whether the first is rolled back.

    Returns:
        what the first gave, and what the second gave or raised.
    """
    begun = threading.Event()

    def follow() -> Second:
        with session_scope(factory) as session:
            begun.set()
            return second(session)

    with ThreadPoolExecutor(1) as others:
        session = factory.create_session()
        try:
            done = first(session)
            following = others.submit(follow)
            assert begun.wait(PATIENCE)
            if factory.engine.dialect.name == "postgresql":
                wait_for_waiting(factory.engine, 1)
            if give_up:
                session.rollback()
            else:
                session.commit()
        finally:
            session.close()
        following.exception(PATIENCE)
    return done, following


def at_once(factory: SessionFactory, *works: Callable[[Session], object]) -> list[BaseException | None]:
    """Let several begin at the same moment, each in a thread, and return what each raised."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[Session], object]) -> None:
        start.wait(PATIENCE)
        with session_scope(factory) as session:
            work(session)

    with ThreadPoolExecutor(len(works)) as threads:
        return [future.exception(PATIENCE) for future in [threads.submit(run, work) for work in works]]


def wait_for_waiting(engine: Engine, count: int) -> None:
    """Return when so many connections to this PostgreSQL database wait for a lock."""
    deadline = time.monotonic() + PATIENCE
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.scalar(_WAITING) < count:
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.01)
