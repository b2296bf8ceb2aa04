"""What a session is from its creation to its end, as callers see it and as it is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from databases import Database
from msgspec.structs import replace

from reference_impl.documentation import Progress, SessionFilter, SessionManager, SessionUpdate, Status
from reference_impl.documentation.errors import (
    ConcurrentModification,
    InvalidTransition,
    SessionExpired,
    SessionNotFound,
)
from reference_impl.documentation.values import DocumentationSession

BEGIN = SessionUpdate(status=Status.IN_PROGRESS)


def session_in(status: Status, manager: SessionManager, database: Database) -> DocumentationSession:
    """Return a session that has come to a status in the ordinary way."""
    session = manager.create("w", "m", ["a.py", "b.py"])
    if status is Status.EXPIRED:
        database.let_expire(session.id)
        manager.expire_sessions()
    elif status is not Status.PENDING:
        manager.update(session.id, BEGIN)
        if status is not Status.IN_PROGRESS:
            manager.update(session.id, SessionUpdate(status=status))
    return manager.get(session.id)


def test_a_new_session(manager: SessionManager, database: Database) -> None:
    session = manager.create("space", "package.module", ["a.py", "ä/b.py"])
    assert (session.workspace_id, session.module_name) == ("space", "package.module")
    assert session.file_paths == ("a.py", "ä/b.py")
    assert session.progress == Progress(total_files=2)
    assert (session.status, session.notes, session.version) == (Status.PENDING, (), 1)
    assert session.expires_at - session.created_at == timedelta(hours=24)
    assert session.updated_at == session.created_at
    assert session.created_at.utcoffset() == timedelta(0)
    assert database.stored(session.id)["status"] == "pending"
    assert manager.get(session.id) == manager.get(str(session.id)) == session


@pytest.mark.parametrize("count", [0, 1, 100_000])
def test_lists_of_files(manager: SessionManager, other: SessionManager, count: int) -> None:
    paths = [f"src/{number}.py" for number in range(count)]
    session = manager.create("w", "m", paths)
    assert session.progress.total_files == count
    found = other.get(session.id)
    assert found == session
    assert found.file_paths == tuple(paths)


def test_its_own_time_to_live(manager: SessionManager) -> None:
    session = manager.create("w", "m", [], ttl=timedelta(minutes=1))
    assert session.expires_at - session.created_at == timedelta(minutes=1)


NEXT = {
    Status.PENDING: {Status.IN_PROGRESS},
    Status.IN_PROGRESS: {Status.COMPLETED, Status.FAILED},
}


@pytest.mark.parametrize("to", Status)
@pytest.mark.parametrize("start", Status)
def test_every_transition(manager: SessionManager, database: Database, start: Status, to: Status) -> None:
    session = session_in(start, manager, database)
    if to in NEXT.get(start, ()):
        changed = manager.update(session.id, SessionUpdate(status=to))
        assert (changed.status, changed.version) == (to, session.version + 1)
    else:
        refusal = SessionExpired if start is Status.EXPIRED else InvalidTransition
        with pytest.raises(refusal, match=str(session.id)):
            manager.update(session.id, SessionUpdate(status=to))
        assert manager.get(session.id) == session
    assert manager.get(session.id).status == database.stored(session.id)["status"]


@pytest.mark.parametrize("over", [Status.COMPLETED, Status.FAILED, Status.EXPIRED])
def test_what_is_over_takes_neither_progress_nor_notes(
    manager: SessionManager, database: Database, over: Status
) -> None:
    session = session_in(over, manager, database)
    for change in (
        lambda: manager.update(session.id, SessionUpdate(current_file="late.py")),
        lambda: manager.add_note(session.id, "a.py", "memory", "late"),
    ):
        with pytest.raises((SessionExpired, InvalidTransition)):
            change()
    assert manager.get(session.id) == session


def test_a_partial_update_leaves_the_rest(manager: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py", "b.py"])
    begun = manager.update(session.id, BEGIN)
    on_a = manager.update(session.id, SessionUpdate(current_file="a.py"))
    assert on_a.progress == Progress(2, current_file="a.py")
    assert on_a.status is Status.IN_PROGRESS
    progress = Progress(2, processed_files=1, current_file="b.py", failed_files=("a.py",))
    further = manager.update(session.id, SessionUpdate(progress=progress))
    assert further.progress == progress
    assert manager.update(session.id, SessionUpdate(current_file=None)).progress == replace(progress, current_file=None)
    assert further.updated_at > on_a.updated_at > begun.updated_at > session.updated_at
    assert (further.created_at, further.expires_at) == (session.created_at, session.expires_at)


def test_an_update_that_is_decided_on_the_present_state(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py", "b.py"])

    def one_more(fresh: DocumentationSession) -> SessionUpdate:
        return SessionUpdate(progress=replace(fresh.progress, processed_files=fresh.progress.processed_files + 1))

    other.update(session.id, one_more)
    assert manager.update(session.id, one_more).progress.processed_files == 2


def test_what_decides_may_raise_and_nothing_is_written(manager: SessionManager) -> None:
    session = manager.create("w", "m", [])

    def fail(_fresh: DocumentationSession) -> SessionUpdate:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        manager.update(session.id, fail)
    assert manager.get(session.id) == session
    assert manager.update(session.id, BEGIN, timeout=5).version == 2  # no lock was left


def test_an_expected_version(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py"])
    right = SessionUpdate(status=Status.IN_PROGRESS, expected_version=1)
    assert other.update(session.id, right).version == 2
    with pytest.raises(ConcurrentModification, match=f"{session.id}: it has version 2"):
        manager.update(session.id, SessionUpdate(current_file="a.py", expected_version=1))
    assert manager.get(session.id).progress.current_file is None


def test_notes(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", ["a.py"])
    first = manager.add_note(session.id, "a.py", "memory-1", "documented")
    both = other.add_note(session.id, "elsewhere.py", "memory-2", "ünklar")
    assert [(note.file_path, note.memory_id, note.status) for note in both.notes] == [
        ("a.py", "memory-1", "documented"),
        ("elsewhere.py", "memory-2", "ünklar"),
    ]
    assert both.notes[0] == first.notes[0]
    assert session.created_at < first.notes[0].created_at <= first.updated_at < both.notes[1].created_at
    assert both.version == 3
    assert manager.get(session.id) == both


def test_delete(manager: SessionManager, other: SessionManager) -> None:
    session = manager.create("w", "m", [])
    other.get(session.id)
    manager.delete(session.id)
    for call in (
        lambda: manager.get(session.id),
        lambda: other.get(session.id),
        lambda: other.update(session.id, BEGIN),
        lambda: other.add_note(session.id, "a.py", "m", "s"),
        lambda: manager.delete(session.id),
    ):
        with pytest.raises(SessionNotFound, match=str(session.id)):
            call()


def test_a_session_that_is_due_expires_for_whoever_comes_first(manager: SessionManager, database: Database) -> None:
    for touch, result in (
        (lambda id: manager.get(id), None),
        (lambda id: manager.update(id, BEGIN), SessionExpired),
        (lambda id: manager.add_note(id, "a.py", "m", "s"), SessionExpired),
    ):
        session = manager.create("w", "m", [])
        database.let_expire(session.id)
        if result is None:
            touch(session.id)
        else:
            with pytest.raises(result, match=str(session.id)):
                touch(session.id)
        row = database.stored(session.id)
        assert (row["status"], row["version"]) == ("expired", 2)
        assert manager.get(session.id).status is Status.EXPIRED


def test_expiry_in_batches(open_one: Callable[..., SessionManager], database: Database) -> None:
    manager = open_one(cleanup_batch=3)
    due = [manager.create("w", "m", []) for _ in range(8)]
    begun = manager.update(due[0].id, BEGIN)
    database.run(
        "UPDATE documentation_sessions SET created_at = now() - interval '1 day', expires_at = now() - interval '1 s'"
    )
    kept = manager.create("w", "m", [])
    done = session_in(Status.COMPLETED, manager, database)
    assert manager.expire_sessions() == 8
    assert manager.expire_sessions() == 0
    assert {manager.get(each.id).status for each in due} == {Status.EXPIRED}
    assert manager.get(due[0].id).version == begun.version + 1
    assert manager.get(kept.id) == kept
    assert manager.get(done.id) == done


def test_what_is_locked_is_left_for_the_next_time(manager: SessionManager, database: Database) -> None:
    first, second = (manager.create("w", "m", []) for _ in range(2))
    for each in (first, second):
        database.let_expire(each.id)
    with database.locked(first.id):
        assert manager.expire_sessions() == 1
        assert database.stored(first.id)["status"] == "pending"
    assert manager.expire_sessions() == 1


def test_the_worker_expires_by_itself(open_one: Callable[..., SessionManager], database: Database) -> None:
    manager = open_one(cleanup_interval=0.02)
    session = manager.create("w", "m", [], ttl=timedelta(milliseconds=50))
    while database.stored(session.id)["status"] != "expired":
        pass
    assert manager.get(session.id).version == 2


def test_lists(manager: SessionManager) -> None:
    made = [manager.create(f"w{number % 2}", f"m{number % 3}", []) for number in range(12)]
    manager.update(made[4].id, BEGIN)
    everything = [each.id for each in manager.list().sessions]
    assert everything == [each.id for each in reversed(made)]

    def listed(**wanted: object) -> list[int]:
        ids = [each.id for each in made]
        return [ids.index(each.id) for each in manager.list(SessionFilter(**wanted)).sessions]

    assert listed(workspace_id="w1") == [11, 9, 7, 5, 3, 1]
    assert listed(module_name="m0") == [9, 6, 3, 0]
    assert listed(workspace_id="w0", module_name="m1") == [10, 4]
    assert listed(status=Status.IN_PROGRESS) == [4]
    assert listed(created_from=made[10].created_at) == [11, 10]
    assert listed(created_before=made[2].created_at) == [1, 0]
    assert listed(workspace_id="nobody's") == []


def test_pages_hold_everything_once_whatever_happens_between(manager: SessionManager, database: Database) -> None:
    made = [manager.create("w", "m", []) for _ in range(10)]
    database.run("UPDATE documentation_sessions SET created_at = date_trunc('minute', created_at)")  # all the same
    seen, wanted = [], SessionFilter(limit=3)
    while True:
        page = manager.list(wanted)
        seen += [each.id for each in page.sessions]
        if page.next is None:
            break
        manager.delete(page.next.id)  # where the next page begins
        manager.create("w", "m", [])
        wanted = replace(wanted, after=page.next)
    assert len(seen) == len(set(seen))
    assert set(seen) >= {each.id for each in made}


def test_an_unknown_id(manager: SessionManager) -> None:
    id = uuid4()
    with pytest.raises(SessionNotFound, match=str(id)):
        manager.get(id)
