"""The known ways to get this wrong, each a test."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from databases import Beside, Database, until
from msgspec.structs import replace

from reference_impl.documentation import SessionManager, SessionUpdate, Status
from reference_impl.documentation.errors import (
    ConcurrentModification,
    InvalidTransition,
    SessionExpired,
    SessionNotFound,
)
from reference_impl.documentation.values import DocumentationSession

BEGIN = SessionUpdate(status=Status.IN_PROGRESS)


def one_more(fresh: DocumentationSession) -> SessionUpdate:
    return SessionUpdate(progress=replace(fresh.progress, processed_files=fresh.progress.processed_files + 1))


def test_the_cached_object_cannot_be_mutated(manager: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py"])
    for value, name in ((session, "status"), (session.progress, "processed_files")):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
    assert isinstance(session.file_paths, tuple)
    assert isinstance(session.notes, tuple)
    assert not dataclasses.is_dataclass(session)


def test_a_write_that_fails_leaves_no_trace_in_the_cache(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", ["a.py"])
    with database.locked(session.id), pytest.raises(Exception, match="within"):
        manager.update(session.id, BEGIN, timeout=0.1)
    assert manager.get(session.id) is manager.get(session.id)
    assert manager.get(session.id) == session


def test_a_compare_and_set_that_fails_does_not_poison_the_cached_version(
    manager: SessionManager, other: SessionManager
) -> None:
    session = manager.create("w", "m", ["a.py"])
    changed = other.update(session.id, BEGIN)
    for _ in range(2):
        with pytest.raises(ConcurrentModification):
            manager.update(session.id, SessionUpdate(current_file="a.py", expected_version=1))
    assert manager.get(session.id) == changed
    assert manager.update(session.id, SessionUpdate(current_file="a.py", expected_version=2)).version == 3


def test_the_cache_is_no_input_of_a_write(manager: SessionManager, other: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [str(number) for number in range(9)])
    manager.get(session.id)
    for _ in range(3):
        other.update(session.id, one_more)  # the first one's cache does not know
    assert manager.update(session.id, one_more).progress.processed_files == 4
    database.run("UPDATE documentation_sessions SET status = 'failed', version = version + 1")
    with pytest.raises(InvalidTransition):
        manager.update(session.id, BEGIN)


def test_expiry_counts_the_version_up_so_that_no_update_raises_the_dead(
    manager: SessionManager, other: SessionManager, database: Database
) -> None:
    session = manager.create("w", "m", ["a.py"])
    database.let_expire(session.id)
    assert other.expire_sessions() == 1
    for update in (BEGIN, SessionUpdate(status=Status.IN_PROGRESS, expected_version=1)):
        with pytest.raises(SessionExpired):
            manager.update(session.id, update)
    assert (manager.get(session.id).status, manager.get(session.id).version) == (Status.EXPIRED, 2)


def test_an_update_that_waited_for_the_expiry_does_not_raise_the_dead(
    manager: SessionManager, database: Database
) -> None:
    session = manager.create("w", "m", ["a.py"])
    with database.locked(session.id) as expiring:
        updating = Beside(lambda: manager.update(session.id, BEGIN))
        until(lambda: database.waiting() == 1)
        expiring.execute("UPDATE documentation_sessions SET status = 'expired', version = version + 1")
    with pytest.raises(SessionExpired):
        updating.finish()
    assert database.stored(session.id)["status"] == "expired"


def test_a_read_that_comes_late_does_not_store_an_old_row(
    manager: SessionManager, other: SessionManager, database: Database
) -> None:
    """Many read while one changes: what `get` returns and what the cache keeps only grows."""
    session = manager.create("w", "m", [str(number) for number in range(200)])
    done, wrong = threading.Event(), []

    def read(max_staleness: float) -> None:
        seen = 0
        while not done.is_set():
            version = manager.get(session.id, max_staleness=max_staleness).version
            if version < seen:
                wrong.append((seen, version))
            seen = version
            time.sleep(0)  # memory answers so fast that the writers would hardly have a turn

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read, staleness) for staleness in (0, 0, 10, 10)]
        for _ in range(40):
            other.update(session.id, one_more)
            manager.update(session.id, one_more)
        done.set()
        for each in reading:
            each.result()
    assert wrong == []
    assert manager.get(session.id).version == 81


def test_a_delete_is_not_undone_by_a_read_under_way(
    open_one: Callable[..., SessionManager], database: Database
) -> None:
    manager = open_one()
    for _ in range(30):
        session = manager.create("w", "m", ["a.py"])
        with ThreadPoolExecutor(4) as readers:
            reading = [readers.submit(manager.get, session.id) for _ in range(8)]
            manager.delete(session.id)
            for each in reading:
                assert isinstance(each.exception(), SessionNotFound) or each.result() == session
        with pytest.raises(SessionNotFound):
            manager.get(session.id, max_staleness=60)
        assert database.run("SELECT count(*) FROM documentation_sessions") == [(0,)]


def test_notes_are_stored(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", ["a.py"])
    manager.add_note(session.id, "a.py", "memory", "documented")
    [note] = database.stored(session.id)["notes"]
    assert (note["file_path"], note["memory_id"], note["status"]) == ("a.py", "memory", "documented")


def test_notes_of_many_threads_are_all_stored(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py"])

    def add(number: int) -> None:
        (manager, other)[number % 2].add_note(session.id, "a.py", str(number), "documented")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(80)))
    notes = manager.get(session.id).notes
    assert sorted(int(note.memory_id) for note in notes) == list(range(80))
    assert [note.created_at for note in notes] == sorted(note.created_at for note in notes)


def test_a_second_shutdown_does_nothing(manager: SessionManager) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: manager.shutdown(), range(4)))
    manager.shutdown()


def test_completed_does_not_become_pending(manager: SessionManager) -> None:
    session = manager.create("w", "m", [])
    for status in (Status.IN_PROGRESS, Status.COMPLETED):
        manager.update(session.id, SessionUpdate(status=status))
    with pytest.raises(InvalidTransition, match="completed"):
        manager.update(session.id, SessionUpdate(status=Status.PENDING))


def test_of_many_who_begin_a_session_one_does(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", [])

    def begin(number: int) -> bool:
        try:
            return (manager, other)[number % 2].update(session.id, BEGIN).version == 2
        except InvalidTransition:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(begin, range(16))) == [False] * 15 + [True]
