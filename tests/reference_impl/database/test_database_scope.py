"""Scopes: what they commit, what they roll back, what happens inside one another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator

import pytest
from notes import Note, committed, count, write
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from reference_impl.database import (
    SessionFactory,
    SqliteSessionFactory,
    get_session_factory,
    reader_scope,
    session_scope,
    set_session_factory,
    using_session_factory,
)
from reference_impl.database.errors import (
    DatabaseNotInitialised,
    JoinedScopeFailed,
    ReadOnlyScope,
    SessionOwnership,
)


class Stop(BaseException):
    """Not an Exception, as KeyboardInterrupt and CancelledError are not."""


def test_what_a_scope_did_is_committed(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        write(session, "one")
    assert committed(factory) == ["one"]


def test_what_was_only_added_is_committed_too(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        session.add(Note(text="one"))
    assert committed(factory) == ["one"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, asyncio.CancelledError, Stop])
def test_any_exception_rolls_back(factory: SessionFactory, error: type[BaseException]) -> None:
    with pytest.raises(error), session_scope(factory) as session:
        write(session, "one")
        raise error
    assert committed(factory) == []


def test_a_generator_that_is_closed_rolls_back(factory: SessionFactory) -> None:
    def work() -> Generator[None]:
        with session_scope(factory) as session:
            write(session, "one")
            yield

    working = work()
    next(working)
    working.close()
    assert committed(factory) == []


def test_the_application_s_factory_is_the_default(factory: SessionFactory) -> None:
    set_session_factory(factory)
    with session_scope() as session:
        write(session, "one")
    with reader_scope() as session:
        assert count(session) == 1


def test_without_a_factory_there_is_a_clear_error() -> None:
    with pytest.raises(DatabaseNotInitialised, match=r"init_database\(\)"):
        session_scope()
    with pytest.raises(DatabaseNotInitialised), reader_scope():
        pass


def test_an_empty_scope_sends_nothing(factory: SessionFactory) -> None:
    sent: list[str] = []
    for name in ("begin", "commit", "rollback"):
        event.listen(factory.engine, name, lambda _connection, name=name: sent.append(name))
    with session_scope(factory):
        pass
    assert sent == []


def test_the_connection_goes_back(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        write(session, "one")
        assert factory.engine.pool.checkedout() == 1
    assert factory.engine.pool.checkedout() == 0
    with pytest.raises(ValueError, match="two"), session_scope(factory) as session:
        write(session, "two")
        raise ValueError("two")
    assert factory.engine.pool.checkedout() == 0


def test_a_commit_that_fails_rolls_back_and_is_raised(factory: SessionFactory) -> None:
    with pytest.raises(Exception, match="UNIQUE"), session_scope(factory) as session:
        session.add_all([Note(text="one"), Note(text="one")])
    assert committed(factory) == []
    assert factory.engine.pool.checkedout() == 0


def test_a_rollback_that_fails_does_not_mask_the_error(factory: SessionFactory) -> None:
    def broken(_session: Session) -> None:
        raise RuntimeError("the server is gone")

    with pytest.raises(ValueError, match="the first error") as raised, session_scope(factory) as session:
        write(session, "one")
        event.listen(session, "after_rollback", broken)
        raise ValueError("the first error")
    assert raised.value.__notes__ == ["The rollback failed too: the server is gone"]
    assert committed(factory) == []


def test_a_close_that_fails_does_not_undo_what_is_committed(
    factory: SessionFactory, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the connection is gone")

    with session_scope(factory) as session:
        write(session, "one")
        monkeypatch.setattr(session, "close", broken)
    assert committed(factory) == ["one"]
    assert "closing a session failed" in caplog.text


def test_a_nested_scope_is_independent_by_default(factory: SessionFactory) -> None:
    with session_scope(factory) as outer:
        with session_scope(factory) as inner:
            assert inner is not outer
            write(inner, "inner")
        assert committed(factory) == ["inner"]
        write(outer, "outer")
    assert committed(factory) == ["inner", "outer"]


def test_an_independent_scope_stays_when_the_outer_one_fails(factory: SessionFactory) -> None:
    with pytest.raises(ValueError, match="outer"), session_scope(factory):
        with session_scope(factory) as inner:
            write(inner, "inner")
        raise ValueError("outer")
    assert committed(factory) == ["inner"]


def test_a_savepoint_undoes_only_itself(factory: SessionFactory) -> None:
    with session_scope(factory) as outer:
        write(outer, "outer")
        with pytest.raises(ValueError, match="inner"), session_scope(factory, propagation="savepoint") as inner:
            assert inner is outer
            write(inner, "inner")
            raise ValueError("inner")
    assert committed(factory) == ["outer"]


def test_a_savepoint_is_undone_with_the_outer_scope(factory: SessionFactory) -> None:
    with pytest.raises(ValueError, match="outer"), session_scope(factory) as outer:
        with session_scope(factory, propagation="savepoint") as inner:
            write(inner, "inner")
        write(outer, "outer")
        raise ValueError("outer")
    assert committed(factory) == []


def test_a_required_scope_is_part_of_the_outer_one(factory: SessionFactory) -> None:
    with session_scope(factory) as outer:
        with session_scope(factory, propagation="required") as inner:
            assert inner is outer
            write(inner, "inner")
        assert committed(factory) == []
    assert committed(factory) == ["inner"]


def test_half_of_a_failed_required_scope_is_not_committed(factory: SessionFactory) -> None:
    with pytest.raises(JoinedScopeFailed, match="half of its work") as raised, session_scope(factory) as outer:
        write(outer, "outer")
        with pytest.raises(ValueError, match="inner"), session_scope(factory, propagation="required") as inner:
            write(inner, "inner")
            raise ValueError("inner")
    assert isinstance(raised.value.__cause__, ValueError)
    assert committed(factory) == []


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_without_an_outer_scope_each_kind_opens_one(factory: SessionFactory, propagation: str) -> None:
    with session_scope(factory, propagation=propagation) as session:
        write(session, "one")
    assert committed(factory) == ["one"]


def test_a_mistyped_propagation_is_refused(factory: SessionFactory) -> None:
    with pytest.raises(ValueError, match="one of independent, savepoint, required, not 'nested'"):
        session_scope(factory, propagation="nested")


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_a_scope_of_another_factory_is_not_joined(
    factory: SessionFactory, database: Callable[..., SqliteSessionFactory], propagation: str
) -> None:
    other = database("other.db")
    with (
        session_scope(factory) as outer,
        session_scope(other) as between,
        session_scope(factory, propagation=propagation) as inner,
    ):
        assert inner is outer
        assert inner is not between


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_a_scope_of_another_thread_or_task_is_not_joined(factory: SessionFactory, propagation: str) -> None:
    refused: list[type[BaseException]] = []

    def join() -> None:
        with pytest.raises(SessionOwnership), session_scope(factory, propagation=propagation):
            pass
        refused.append(SessionOwnership)

    async def in_a_task() -> None:
        join()

    async def work() -> None:
        with session_scope(factory):
            await asyncio.to_thread(join)
            await asyncio.create_task(in_a_task())

    asyncio.run(work())
    assert len(refused) == 2


def test_a_new_thread_knows_no_outer_scope(factory: SessionFactory) -> None:
    seen: list[Session] = []

    def work() -> None:
        with session_scope(factory, propagation="required") as session:
            seen.append(session)

    with session_scope(factory) as outer:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert len(seen) == 1
    assert seen[0] is not outer


def test_a_reader_sees_what_is_committed_and_ends_in_a_rollback(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        write(session, "one")
    ended: list[str] = []
    event.listen(factory.engine, "rollback", lambda _connection: ended.append("rollback"))
    event.listen(factory.engine, "commit", lambda _connection: ended.append("commit"))
    with reader_scope(factory) as session:
        assert count(session) == 1
    assert ended == ["rollback"]


def test_a_reader_refuses_to_flush(factory: SessionFactory) -> None:
    with pytest.raises(ReadOnlyScope, match=r"open a writer scope .*found: Note"), reader_scope(factory) as session:
        write(session, "one")


@pytest.mark.parametrize(
    "statement", [insert(Note).values(text="one"), text("INSERT INTO notes (text) VALUES ('one')")]
)
def test_a_reader_refuses_statements_that_write(factory: SessionFactory, statement: object) -> None:
    with pytest.raises(ReadOnlyScope, match="open a writer scope"), reader_scope(factory) as session:
        session.execute(statement)
    assert committed(factory) == []


def test_what_a_reader_changed_is_not_silently_lost(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        write(session, "one")
    with pytest.raises(ReadOnlyScope, match="found: Note"), reader_scope(factory) as session:
        session.get_one(Note, 1).text = "two"


def test_after_a_reader_the_same_connection_writes(factory: SessionFactory) -> None:
    with reader_scope(factory) as session:
        assert count(session) == 0
    with session_scope(factory) as session:
        write(session, "one")
    assert committed(factory) == ["one"]


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_a_reader_does_not_become_a_writer(factory: SessionFactory, propagation: str) -> None:
    with (
        reader_scope(factory),
        pytest.raises(ReadOnlyScope, match="cannot become a writer"),
        session_scope(factory, propagation=propagation),
    ):
        pass


def test_a_factory_takes_the_place_of_the_application_s_for_a_block(
    factory: SessionFactory, database: Callable[..., SqliteSessionFactory]
) -> None:
    set_session_factory(factory)
    other = database("other.db")
    with using_session_factory(other), session_scope() as session:
        assert get_session_factory() is other
        write(session, "one")
    assert get_session_factory() is factory
    assert committed(factory) == []
    assert committed(other) == ["one"]
