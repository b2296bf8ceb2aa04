"""Faults of a real server: connections end in every state, the server is stopped, a client is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from databases import Beside, Database, until
from msgspec.structs import replace

from reference_impl.documentation import SessionManager, SessionUpdate, Status, open_manager
from reference_impl.documentation.errors import DatabaseUnavailable, DeadlineExceeded, OutcomeUnknown
from reference_impl.documentation.postgresql import statements
from reference_impl.documentation.postgresql.attempts import Change
from reference_impl.documentation.values import DocumentationSession
from reference_impl.embedded_postgresql import EmbeddedPostgres

BEGIN = SessionUpdate(status=Status.IN_PROGRESS)
ROOT = Path(__file__).parents[3]


def test_idle_connections_that_are_terminated_are_not_noticed(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    for call in (
        lambda: manager.get(session.id),
        lambda: manager.create("w", "m", []),
        lambda: manager.update(session.id, BEGIN),
        lambda: manager.add_note(session.id, "a.py", "m", "s"),
        lambda: manager.list(),
        lambda: manager.expire_sessions(),
        lambda: manager.delete(session.id),
    ):
        assert database.terminate() >= 1
        call()


def test_a_connection_that_is_terminated_in_its_transaction(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    terminated: list[int] = []

    def decide(_fresh: DocumentationSession) -> SessionUpdate:
        if len(terminated) < 3:
            terminated.append(database.terminate("%FOR UPDATE%"))
        return BEGIN

    assert manager.update(session.id, decide).version == 2
    assert terminated == [1, 1, 1]
    assert manager.get(session.id).version == 2


def test_a_call_that_is_terminated_while_it_waits_for_a_lock(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    for number, call in enumerate(
        (
            lambda: manager.update(session.id, BEGIN),
            lambda: manager.add_note(session.id, "a.py", "m", "s"),
            lambda: manager.delete(session.id),
        )
    ):
        with database.locked(session.id):
            beside = Beside(call)
            until(lambda: database.waiting() == 1)
            [(waiting,)] = database.run(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            database.run("SELECT pg_terminate_backend(%s, 60000)", [waiting])
            until(lambda: database.waiting() == 1)  # it has come back
        result = beside.finish()
        assert result is None or result.version == number + 2


@pytest.fixture
def slow_commits(own_server: EmbeddedPostgres, own_database: Database) -> Iterator[Callable[[], None]]:
    """Let each COMMIT wait for a standby that there is not; what is called ends that."""

    def set_to(standby: str) -> None:
        with psycopg.connect(own_server.dsn, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{standby}'")
            connection.execute("SELECT pg_reload_conf()")

    set_to("nobody")
    until(lambda: makes_wait(own_database))
    yield lambda: set_to("")
    set_to("")


def makes_wait(database: Database) -> bool:
    """Whether a COMMIT waits by now: the server's processes take a new setting one after the other."""
    probe = Beside(lambda: database.run("SELECT pg_logical_emit_message(true, '', '')"))
    until(lambda: committing(database) or not probe.goes_on)
    waits = probe.goes_on
    for pid in committing(database):
        database.run("SELECT pg_terminate_backend(%s, 60000)", [pid])
    with suppress(psycopg.OperationalError):
        probe.finish()
    return waits


def committing(database: Database) -> list[int]:
    """The server's processes that wait in a COMMIT."""
    found = database.run(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep'"
    )
    return [pid for (pid,) in found]


@pytest.fixture
def own_manager(own_database: Database) -> Iterator[SessionManager]:
    with open_manager(own_database.settings()) as manager:
        yield manager


@pytest.fixture
def session(own_manager: SessionManager) -> DocumentationSession:
    """A session that is there before commits become slow."""
    return own_manager.create("w", "m", ["a.py"])


CHANGES: dict[str, Callable[[SessionManager, DocumentationSession], object]] = {
    "update": lambda manager, session: manager.update(session.id, SessionUpdate(current_file="a.py")),
    "add_note": lambda manager, session: manager.add_note(session.id, "a.py", "m", "s"),
    "delete": lambda manager, session: manager.delete(session.id),
    "create": lambda manager, _session: manager.create("w", "created", []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_commit_that_gets_no_answer_is_done_once(
    own_manager: SessionManager,
    own_database: Database,
    session: DocumentationSession,
    slow_commits: Callable[[], None],
    name: str,
) -> None:
    """The connection ends when the change is committed, and before anybody has heard of it."""
    beside = Beside(lambda: CHANGES[name](own_manager, session))
    until(lambda: committing(own_database))
    for pid in committing(own_database):
        own_database.run("SELECT pg_terminate_backend(%s, 60000)", [pid])
    time.sleep(0.05)  # it tries again, and waits in its COMMIT, or has seen that there is nothing to commit
    slow_commits()
    result = beside.finish()
    rows = own_database.run("SELECT version, jsonb_array_length(notes) FROM documentation_sessions ORDER BY created_at")
    if name == "update":
        assert result.version == 2
        assert rows == [(2, 0)]
    elif name == "add_note":
        assert (result.version, len(result.notes)) == (2, 1)
        assert rows == [(2, 1)]
    elif name == "delete":
        assert rows == []
    else:
        assert result.module_name == "created"
        assert rows == [(1, 0), (1, 0)]


@pytest.mark.parametrize("name", CHANGES)
def test_when_the_time_is_over_during_a_commit_the_outcome_is_unknown(
    own_manager: SessionManager,
    own_database: Database,
    session: DocumentationSession,
    slow_commits: Callable[[], None],
    name: str,
) -> None:
    impatient = {
        "update": lambda: own_manager.update(session.id, SessionUpdate(current_file="a.py"), timeout=0.3),
        "add_note": lambda: own_manager.add_note(session.id, "a.py", "m", "s", timeout=0.3),
        "delete": lambda: own_manager.delete(session.id, timeout=0.3),
        "create": lambda: own_manager.create("w", "m", [], timeout=0.3),
    }[name]
    with pytest.raises(OutcomeUnknown, match=r"documentation session .*being committed"):
        impatient()
    slow_commits()
    if name in ("update", "add_note"):
        until(lambda: own_manager.get(session.id).version == 2)
        assert own_manager.get(session.id, max_staleness=60).version == 2


def test_a_lost_commit_behind_many_others_is_not_guessed_at(
    manager: SessionManager, connection: psycopg.Connection
) -> None:
    session = manager.create("w", "m", [])
    change = Change()
    change.commit(replace(session, version=2))
    for number in range(statements.KEPT_TOKENS):
        manager.update(session.id, SessionUpdate(current_file=str(number)))
    assert not statements.lock(connection, session.id, change).is_changed  # version 2 is among those that it kept
    change.commit(replace(session, version=2))
    assert manager.get(session.id).version == statements.KEPT_TOKENS + 1
    connection.rollback()
    manager.update(session.id, SessionUpdate(current_file="one more"))
    with pytest.raises(OutcomeUnknown, match=str(session.id)):
        statements.lock(connection, session.id, change)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_the_server(
    own_server: EmbeddedPostgres, own_database: Database, own_manager: SessionManager, mode: str
) -> None:
    session = own_manager.create("w", "m", [])
    own_server.restart(mode)
    assert own_manager.get(session.id) == session
    own_server.restart(mode)
    assert own_manager.update(session.id, BEGIN).version == 2
    own_server.restart(mode)
    assert len(own_manager.list().sessions) == 1


def test_a_server_that_is_away_for_a_while(
    own_server: EmbeddedPostgres, own_database: Database, own_manager: SessionManager
) -> None:
    session = own_manager.create("w", "m", [])
    own_server.stop()
    try:
        for call in (
            lambda: own_manager.get(session.id, timeout=0.3),
            lambda: own_manager.get(session.id, timeout=0.3, max_staleness=0.01),
            lambda: own_manager.update(session.id, BEGIN, timeout=0.3),
            lambda: own_manager.list(timeout=0.3),
        ):
            with pytest.raises(DeadlineExceeded):
                call()
        with pytest.raises(DatabaseUnavailable):
            open_manager(own_database.settings())
        waiting = Beside(lambda: own_manager.update(session.id, BEGIN, timeout=60))
        time.sleep(0.3)
    finally:
        own_server.start()
    assert waiting.finish().version == 2
    assert own_manager.get(session.id).version == 2


KILLED = """
import sys, uuid
from reference_impl.documentation import DocumentationSettings, SessionUpdate, Status, open_manager
manager = open_manager(DocumentationSettings(database_url=sys.argv[1], db_pool_size=1))
def decide(fresh):
    print("locked", flush=True)
    sys.stdin.read()
manager.update(sys.argv[2], decide)
"""


def test_a_client_that_is_killed_in_the_middle_of_an_update(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    client = subprocess.Popen(
        [sys.executable, "-c", KILLED, database.url, str(session.id)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with client:
        assert client.stdout.readline() == "locked\n"
        waiting = Beside(lambda: manager.update(session.id, BEGIN))
        until(lambda: database.waiting() == 1)
        assert manager.get(session.id) == session  # reading waits for nobody
        client.send_signal(signal.SIGKILL)
    assert waiting.finish().version == 2


def test_errors_that_do_not_pass_are_not_tried_again(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    database.run("ALTER TABLE documentation_sessions ADD CHECK (current_file <> 'refused')")
    tried: list[int] = []

    def decide(_fresh: DocumentationSession) -> SessionUpdate:
        tried.append(1)
        return SessionUpdate(current_file="refused")

    try:
        with pytest.raises(DatabaseUnavailable, match="23514"):
            manager.update(session.id, decide)
    finally:
        database.run("ALTER TABLE documentation_sessions DROP CONSTRAINT documentation_sessions_current_file_check")
    assert tried == [1]
    assert manager.get(session.id) == session


def test_threads_that_share_a_manager_while_connections_end(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    done = threading.Event()

    def terminate() -> None:
        while not done.is_set():
            database.terminate("%documentation_sessions%")
            time.sleep(0.02)

    def one_more(fresh: DocumentationSession) -> SessionUpdate:
        return SessionUpdate(current_file=str(int(fresh.progress.current_file or 0) + 1))

    unknown: list[OutcomeUnknown] = []

    def count_up() -> None:
        for _ in range(25):
            try:
                manager.update(session.id, one_more, timeout=60)
            except OutcomeUnknown as error:  # if the others were very much faster
                unknown.append(error)

    terminating = Beside(terminate)
    working = [Beside(count_up) for _ in range(4)]
    try:
        for each in working:
            each.finish()
    finally:
        done.set()
        terminating.finish()
    counted = int(manager.get(session.id).progress.current_file)
    assert 100 - len(unknown) <= counted <= 100
    assert manager.get(session.id).version == counted + 1
