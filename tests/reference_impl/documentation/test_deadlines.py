"""Every call ends with its timeout, or when it is cancelled, whatever the database does; and so does the worker."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import pytest
from databases import Beside, Database, suspended, until

from reference_impl.documentation import Cancellation, SessionManager, SessionUpdate, Status, open_manager
from reference_impl.documentation.errors import CallCancelled, DeadlineExceeded, ManagerClosed, OutcomeUnknown

BEGIN = SessionUpdate(status=Status.IN_PROGRESS)
LATEST = 5.0  # seconds; a call that heeded no deadline would take its own time, which is ten


def table_lock(database: Database, connection: psycopg.Connection) -> None:
    connection.execute("LOCK TABLE documentation_sessions")


CALLS: dict[str, Callable[..., object]] = {
    "get": lambda manager, id, **how: manager.get(id, **how),
    "create": lambda manager, _id, **how: manager.create("w", "m", [], **how),
    "update": lambda manager, id, **how: manager.update(id, BEGIN, **how),
    "add_note": lambda manager, id, **how: manager.add_note(id, "a.py", "m", "s", **how),
    "delete": lambda manager, id, **how: manager.delete(id, **how),
    "list": lambda manager, _id, **how: manager.list(**how),
}


def ending(kind: type[Exception], name: str) -> type[Exception]:
    """Return how a call ends: a single INSERT commits by itself, and may have when nobody waits for its answer."""
    return OutcomeUnknown if name == "create" else kind


@pytest.mark.parametrize("name", CALLS)
def test_the_timeout_of_a_call_that_waits_for_a_lock(
    manager: SessionManager, database: Database, connection: psycopg.Connection, name: str
) -> None:
    session = manager.create("w", "m", [])
    table_lock(database, connection)
    began = time.monotonic()
    with pytest.raises(ending(DeadlineExceeded, name), match=r"documentation session|within 0\.2 s"):
        CALLS[name](manager, session.id, timeout=0.2)
    assert 0.2 <= time.monotonic() - began < LATEST
    connection.rollback()
    until(lambda: database.waiting() == 0)  # the server has noticed that nobody waits any more
    assert manager.get(session.id) == session


@pytest.mark.parametrize("name", CALLS)
def test_cancelling_a_call_that_waits_for_a_lock(
    manager: SessionManager, database: Database, connection: psycopg.Connection, name: str
) -> None:
    session = manager.create("w", "m", [])
    table_lock(database, connection)
    cancellation = Cancellation()
    beside = Beside(lambda: CALLS[name](manager, session.id, cancellation=cancellation))
    until(lambda: database.waiting() == 1)
    began = time.monotonic()
    cancellation.cancel()
    with pytest.raises(ending(CallCancelled, name)):
        beside.finish()
    assert time.monotonic() - began < LATEST
    connection.rollback()
    assert manager.get(session.id) == session
    with pytest.raises(CallCancelled):
        CALLS[name](manager, session.id, cancellation=cancellation)


def test_the_timeout_of_a_call_whose_server_process_is_frozen(own_database: Database) -> None:
    with open_manager(own_database.settings()) as manager:
        session = manager.create("w", "m", [])
        frozen = own_database.backends()
        with suspended(frozen):
            refused = 0
            while refused < len(frozen):
                try:
                    assert manager.get(session.id, timeout=0.2) == session  # on a new connection
                    break
                except DeadlineExceeded:
                    refused += 1
            assert 1 <= refused < len(frozen)


def test_the_timeout_of_a_call_that_waits_for_a_connection(
    open_one: Callable[..., SessionManager], database: Database
) -> None:
    manager = open_one(db_max_overflow=0)
    session = manager.create("w", "m", [])
    with database.locked(session.id):
        beside = Beside(lambda: manager.update(session.id, BEGIN))
        until(lambda: database.waiting() == 1)
        with pytest.raises(DeadlineExceeded, match=str(session.id)):
            manager.get(session.id, timeout=0.1)
    assert beside.finish().version == 2
    assert manager.get(session.id).version == 2


def test_a_lock_timeout_is_tried_again(open_one: Callable[..., SessionManager], database: Database) -> None:
    manager = open_one(lock_timeout=0.02)
    session = manager.create("w", "m", [])
    with database.locked(session.id):
        beside = Beside(lambda: manager.update(session.id, BEGIN))
        time.sleep(0.3)
    assert beside.finish().version == 2
    with database.locked(session.id), pytest.raises(DeadlineExceeded):
        manager.update(session.id, SessionUpdate(current_file="a"), timeout=0.2)
    assert manager.get(session.id).version == 2


def test_a_deadlock_is_tried_again(manager: SessionManager, database: Database, connection: psycopg.Connection) -> None:
    """The manager's own decision waits for who waits for its row: the server ends one of the two."""
    session = manager.create("w", "m", [])
    connection.execute("SELECT pg_advisory_lock(1)")
    rounds: list[int] = []

    def decide(_fresh: object) -> SessionUpdate:
        rounds.append(len(rounds))
        return BEGIN

    connection.execute("SET deadlock_timeout = '10s'")  # so that it is the other one that is ended
    database.run(
        """CREATE FUNCTION wait_for_the_other() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN new; END $$"""
    )
    database.run(
        "CREATE TRIGGER t BEFORE UPDATE ON documentation_sessions FOR EACH ROW EXECUTE FUNCTION wait_for_the_other()"
    )
    try:
        beside = Beside(lambda: manager.update(session.id, decide))
        until(lambda: database.waiting() == 1)
        connection.execute("SELECT 1 FROM documentation_sessions FOR UPDATE")
        connection.execute("SELECT pg_advisory_unlock(1)")
        connection.commit()
        assert beside.finish().version == 2
    finally:
        connection.rollback()
        database.run("DROP TRIGGER t ON documentation_sessions")
        database.run("DROP FUNCTION wait_for_the_other")
    assert len(rounds) >= 2  # a slow machine may let it meet the other once more


def test_shutdown_stops_the_worker_while_its_query_hangs(
    open_one: Callable[..., SessionManager], database: Database, connection: psycopg.Connection
) -> None:
    table_lock(database, connection)
    manager = open_one(cleanup_interval=0.01)
    until(lambda: database.waiting() == 1)
    began = time.monotonic()
    manager.shutdown()
    assert time.monotonic() - began < 1.0
    manager.shutdown()


def test_shutdown_stops_all_threads_while_their_server_processes_are_frozen(own_database: Database) -> None:
    manager = open_manager(own_database.settings(cleanup_interval=0.01))
    until(lambda: own_database.backends("%documentation_sessions%"))
    with suspended(own_database.backends()):
        time.sleep(0.1)
        began = time.monotonic()
        manager.shutdown()
        assert time.monotonic() - began < LATEST


def test_shutdown_lets_calls_end_that_are_under_way(
    open_one: Callable[..., SessionManager], database: Database
) -> None:
    manager = open_one(db_max_overflow=0)
    session = manager.create("w", "m", [])
    with database.locked(session.id):
        working = Beside(lambda: manager.update(session.id, BEGIN))
        until(lambda: database.waiting() == 1)
        queueing = Beside(lambda: manager.list())
        time.sleep(0.05)
        manager.shutdown()
    assert working.finish().version == 2
    with pytest.raises(ManagerClosed):
        queueing.finish()
