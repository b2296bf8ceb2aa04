"""`get(max_staleness=...)`: memory answers only under a lease, and never with what is older than it may be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import psycopg
import pytest
from databases import Database, suspended, until

from reference_impl.documentation import SessionManager, SessionUpdate, Status, open_manager
from reference_impl.documentation.cache import now
from reference_impl.documentation.errors import DeadlineExceeded, SessionNotFound

BEGIN = SessionUpdate(status=Status.IN_PROGRESS)


def answers_from_memory(manager: SessionManager, id: UUID, database: Database) -> bool:
    """Whether a read gets through although nobody can read the table."""
    with psycopg.connect(database.dsn) as connection:
        connection.execute("LOCK TABLE documentation_sessions")
        try:
            manager.get(id, max_staleness=60, timeout=0.05)
        except DeadlineExceeded:
            return False
        return True


def wait_for_the_lease(manager: SessionManager, id: UUID, database: Database) -> None:
    """Read until memory answers: what was read before the listener had begun is read once more."""
    until(lambda: manager.get(id) and answers_from_memory(manager, id, database))


def listeners(database: Database) -> list[int]:
    """The server's processes that listen; nothing else runs a NOTIFY on its own in these tests."""
    return database.backends("SELECT pg_notify(%")


def test_memory_answers_under_a_lease(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    wait_for_the_lease(manager, session.id, database)
    assert manager.get(session.id, max_staleness=60) == session


def test_without_a_listener_memory_does_not_answer(open_one: Callable[..., SessionManager], database: Database) -> None:
    manager = open_one(lease_interval=None)
    session = manager.create("w", "m", [])
    assert not answers_from_memory(manager, session.id, database)
    assert listeners(database) == []


@pytest.mark.parametrize("kind", ["update", "note", "delete", "expire", "expire in passing"])
def test_what_others_change_is_heard(
    open_one: Callable[..., SessionManager], other: SessionManager, database: Database, kind: str
) -> None:
    """Nobody reads in between, and nothing is swept: the lease would answer for a minute if nothing was heard."""
    manager = open_one(sweep_interval=3600.0)
    session = manager.create("w", "m", [])
    wait_for_the_lease(manager, session.id, database)
    if kind == "update":
        changed = other.update(session.id, BEGIN)
    elif kind == "note":
        changed = other.add_note(session.id, "a.py", "m", "s")
    elif kind == "delete":
        other.delete(session.id)
        with pytest.raises(SessionNotFound):
            until(lambda: manager.get(session.id, max_staleness=60) is None)
        return
    else:
        database.let_expire(session.id)
        changed = other.get(session.id) if kind == "expire in passing" else None
        if changed is None:
            assert other.expire_sessions() == 1
            changed = other.get(session.id)
    until(lambda: manager.get(session.id, max_staleness=60) == changed)


def test_ones_own_changes_are_seen_at_once(manager: SessionManager) -> None:
    session = manager.create("w", "m", [])
    for number in range(200):
        changed = manager.update(session.id, SessionUpdate(current_file=str(number)))
        assert manager.get(session.id, max_staleness=60) == changed
    manager.delete(session.id)
    with pytest.raises(SessionNotFound):
        manager.get(session.id, max_staleness=60)


def test_a_session_expires_in_memory_too(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [], ttl=timedelta(seconds=0.4))
    assert manager.get(session.id, max_staleness=60).status is Status.PENDING
    time.sleep(0.45)
    assert manager.get(session.id, max_staleness=60).status is Status.EXPIRED


def test_a_listener_that_lost_its_connection_trusts_nothing_from_before(
    manager: SessionManager, other: SessionManager, database: Database
) -> None:
    session = manager.create("w", "m", [])
    wait_for_the_lease(manager, session.id, database)
    for number in range(5):
        assert [database.run("SELECT pg_terminate_backend(%s)", [pid]) for pid in listeners(database)]
        changed = other.update(session.id, SessionUpdate(current_file=str(number)))
        time.sleep(0.5)
        assert manager.get(session.id, max_staleness=0.5) == changed
        wait_for_the_lease(manager, session.id, database)


def has_renewed(manager: SessionManager, since: float) -> bool:
    """Whether the lease counts from a moment after this one."""
    return manager._cache._lease[1] > since


def test_a_listener_recovers(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    for _ in range(5):
        wait_for_the_lease(manager, session.id, database)
        began = now()
        for pid in listeners(database):
            database.run("SELECT pg_terminate_backend(%s)", [pid])
        until(partial(has_renewed, manager, began))


def test_a_frozen_listener_does_not_keep_the_lease(own_database: Database) -> None:
    with open_manager(own_database.settings()) as manager, open_manager(own_database.settings()) as other:
        session = manager.create("w", "m", [])
        wait_for_the_lease(manager, session.id, own_database)
        with suspended(listeners(own_database)):
            changed = other.update(session.id, BEGIN)
            time.sleep(0.3)
            assert manager.get(session.id, max_staleness=0.3) == changed
        wait_for_the_lease(manager, session.id, own_database)


def test_what_nobody_lived_to_announce_is_swept(open_one: Callable[..., SessionManager], database: Database) -> None:
    manager = open_one(sweep_interval=0.1)
    changed, deleted = (manager.create("w", "m", []) for _ in range(2))
    for each in (changed, deleted):
        wait_for_the_lease(manager, each.id, database)
    database.run(
        "UPDATE documentation_sessions SET current_file = 'x', version = 2 WHERE id = %s", [changed.id]
    )  # as a process did that was killed between its COMMIT and its NOTIFY
    database.run("DELETE FROM documentation_sessions WHERE id = %s", [deleted.id])
    until(lambda: manager.get(changed.id, max_staleness=60).version == 2)
    with pytest.raises(SessionNotFound):
        until(lambda: manager.get(deleted.id, max_staleness=60) is None)


def test_a_notification_of_somebody_else_is_ignored(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    for payload in ("", "nonsense", f"{session.id}:x", "1:2:3", "x" * 7000):
        database.run("SELECT pg_notify('documentation_sessions', %s)", [payload])
    wait_for_the_lease(manager, session.id, database)


def test_nothing_is_staler_than_was_asked_for(
    manager: SessionManager, other: SessionManager, database: Database
) -> None:
    """One writes and notes when each write had returned; others read, while listeners are terminated."""
    session = manager.create("w", "m", [])
    staleness, returned, done = 0.15, [(time.monotonic(), 1)], threading.Event()
    stale: list[tuple[int, int]] = []
    reads = [0, 0]

    def read() -> None:
        while not done.is_set():
            began = time.monotonic()
            version = manager.get(session.id, max_staleness=staleness).version
            expected = (
                max(v for at, v in list(returned) if at <= began - staleness)
                if began - staleness >= returned[0][0]
                else 1
            )
            reads[0] += 1
            if version < expected:
                stale.append((expected, version))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(40):
        version = other.update(session.id, SessionUpdate(current_file=str(number))).version
        returned.append((time.monotonic(), version))
        if number % 10 == 7:
            for pid in listeners(database):
                database.run("SELECT pg_terminate_backend(%s)", [pid])
        time.sleep(0.02)
    done.set()
    for thread in threads:
        thread.join()
    assert stale == []
    assert reads[0] > 100
