"""A session inside a session: what each may do, and what it is told when it may not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlite_files import IN_MEMORY, add, explained, names, opened

from reference_impl.database import SqliteSessionFactory, reader_scope
from reference_impl.database.errors import DatabaseError, DatabaseFull, DatabaseLocked, JoinedScopeFailed, ReadOnlyScope

FOREVER = 600_000  # milliseconds; who waits this long for a lock has not been refused at once


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database is."""
    return tmp_path / "bakery.db"


@pytest.fixture
def factory(path: Path) -> Iterator[SqliteSessionFactory]:
    """A database in a file."""
    with opened(path, busy_timeout=FOREVER) as factory:
        yield factory


@pytest.fixture
def memory() -> Iterator[SqliteSessionFactory]:
    """A database in memory."""
    with opened(IN_MEMORY) as factory:
        yield factory


def test_an_inner_session_reads_what_was_committed_before(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as session:
        add(session, "bread")
    with factory.get_session() as outer:
        add(outer, "cake")
        with factory.get_session() as inner:
            assert names(inner) == ["bread"]
    assert names(factory) == ["bread", "cake"]


def test_an_inner_write_is_refused_at_once_and_the_outer_one_goes_on(factory: SqliteSessionFactory, path: Path) -> None:
    with factory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(DatabaseLocked) as raised, factory.get_session() as inner:
            add(inner, "cake")
        explained(raised.value, DatabaseLocked, path)
        assert 'propagation="savepoint"' in str(raised.value)
        add(outer, "roll")
    assert names(factory) == ["bread", "roll"]


def test_a_refused_connection_writes_when_it_is_used_again(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(DatabaseLocked), factory.get_session() as inner:
            add(inner, "cake")
    with factory.get_session() as one:
        add(one, "roll")
        one.commit()
        with factory.get_session() as other:  # both connections of the pool
            add(other, "bun")
    assert names(factory) == ["bread", "bun", "roll"]


def test_an_inner_session_writes_as_long_as_the_outer_one_has_not_begun(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as outer:
        with factory.get_session() as inner:
            add(inner, "bread")
        add(outer, "cake")
    assert names(factory) == ["bread", "cake"]


def test_an_inner_session_writes_when_the_outer_one_has_committed(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as outer:
        add(outer, "bread")
        outer.commit()
        with factory.get_session() as inner:
            add(inner, "cake")
        add(outer, "roll")
    assert names(factory) == ["bread", "cake", "roll"]


def test_an_inner_session_that_committed_stays_when_the_outer_one_fails(factory: SqliteSessionFactory) -> None:
    with pytest.raises(ValueError, match="outer"), factory.get_session() as outer:
        with factory.get_session() as inner:
            add(inner, "bread")
        add(outer, "cake")
        raise ValueError("outer")
    assert names(factory) == ["bread"]


def test_an_outer_session_that_only_read_inside_a_writer_can_write_afterwards(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as outer:
        with factory.get_session() as inner:
            add(inner, "bread")
            assert names(outer) == []
        outer.rollback()
        add(outer, "cake")
    assert names(factory) == ["bread", "cake"]


def test_a_session_inside_a_reader_can_write(factory: SqliteSessionFactory) -> None:
    with reader_scope(factory) as reader:
        assert names(reader) == []
        with factory.get_session() as session:
            add(session, "bread")
        assert names(reader) == []  # it sees what it saw when it began
    assert names(factory) == ["bread"]


def test_a_reader_inside_a_writer_reads_and_is_called_a_reader(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(ReadOnlyScope), reader_scope(factory) as reader:
            assert names(reader) == []
            reader.execute(text("DELETE FROM items"))
        add(outer, "cake")
    assert names(factory) == ["bread", "cake"]


def test_a_session_of_another_file_does_not_count(factory: SqliteSessionFactory, path: Path) -> None:
    with opened(path.with_name("other.db")) as other, factory.get_session() as outer:
        add(outer, "bread")
        with other.get_session() as inner:
            add(inner, "cake")
    assert names(factory) == ["bread"]


def test_another_thread_waits_for_the_lock(factory: SqliteSessionFactory) -> None:
    begins = threading.Event()

    def write() -> None:
        begins.set()
        with factory.get_session() as session:
            add(session, "cake")

    thread = threading.Thread(target=write)
    with factory.get_session() as outer:
        add(outer, "bread")
        thread.start()
        begins.wait()
        add(outer, "roll")
    thread.join()
    assert names(factory) == ["bread", "cake", "roll"]


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
@pytest.mark.parametrize("place", ["file", "memory"])
class TestJoined:
    """An inner session that joins the outer one."""

    @pytest.fixture
    def joined(self, request: pytest.FixtureRequest, place: str) -> SqliteSessionFactory:
        return request.getfixturevalue("factory" if place == "file" else "memory")

    def test_it_is_the_outer_session_and_commits_with_it(self, joined: SqliteSessionFactory, propagation: str) -> None:
        with joined.get_session() as outer:
            add(outer, "bread")
            with joined.get_session(propagation=propagation) as inner:
                assert inner is outer
                add(inner, "cake")
        assert names(joined) == ["bread", "cake"]

    def test_it_is_undone_with_the_outer_session(self, joined: SqliteSessionFactory, propagation: str) -> None:
        with pytest.raises(ValueError, match="outer"), joined.get_session():
            with joined.get_session(propagation=propagation) as inner:
                add(inner, "cake")
            raise ValueError("outer")
        assert names(joined) == []

    def test_alone_it_is_a_session_like_any_other(self, joined: SqliteSessionFactory, propagation: str) -> None:
        with joined.get_session(propagation=propagation) as session:
            add(session, "bread")
        assert names(joined) == ["bread"]

    def test_it_cannot_join_a_reader(self, joined: SqliteSessionFactory, propagation: str) -> None:
        with (
            reader_scope(joined),
            pytest.raises(ReadOnlyScope, match="independent"),
            joined.get_session(propagation=propagation),
        ):
            pass


@pytest.mark.parametrize("place", ["factory", "memory"])
def test_a_savepoint_that_fails_is_undone_alone(request: pytest.FixtureRequest, place: str) -> None:
    factory: SqliteSessionFactory = request.getfixturevalue(place)
    with factory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(ValueError, match="inner"), factory.get_session(propagation="savepoint") as inner:
            add(inner, "cake")
            raise ValueError("inner")
        add(outer, "roll")
    assert names(factory) == ["bread", "roll"]


@pytest.mark.parametrize("place", ["factory", "memory"])
def test_a_required_session_that_fails_fails_the_outer_one(request: pytest.FixtureRequest, place: str) -> None:
    factory: SqliteSessionFactory = request.getfixturevalue(place)
    with pytest.raises(JoinedScopeFailed, match="let the error through"), factory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(ValueError, match="inner"), factory.get_session(propagation="required") as inner:
            add(inner, "cake")
            raise ValueError("inner")
    assert names(factory) == []


@pytest.mark.parametrize("kind", ["get_session", "reader_scope"])
def test_in_memory_a_second_transaction_is_refused_and_the_first_goes_on(
    memory: SqliteSessionFactory, kind: str
) -> None:
    scope = memory.get_session if kind == "get_session" else lambda: reader_scope(memory)
    with memory.get_session() as outer:
        add(outer, "bread")
        with pytest.raises(DatabaseLocked) as raised, scope() as inner:
            names(inner)
        explained(raised.value, DatabaseLocked, ":memory:")
        add(outer, "cake")
    assert names(memory) == ["bread", "cake"]


def test_in_memory_a_session_inside_a_reader_is_refused_and_the_reader_goes_on(memory: SqliteSessionFactory) -> None:
    with reader_scope(memory) as outer:
        assert names(outer) == []
        with pytest.raises(DatabaseLocked), memory.get_session() as inner:
            add(inner, "bread")
        with pytest.raises(ReadOnlyScope):
            outer.execute(text("DELETE FROM items"))
    with memory.get_session() as session:
        add(session, "cake")
    assert names(memory) == ["cake"]


def test_in_memory_sessions_one_after_the_other_see_each_others_work(memory: SqliteSessionFactory) -> None:
    with memory.get_session():
        with memory.get_session() as inner:  # the outer one has not begun
            add(inner, "bread")
        assert names(memory) == ["bread"]


def test_in_memory_a_swallowed_full_disk_is_not_a_success_and_the_rest_stays() -> None:
    with opened(IN_MEMORY) as factory:
        with factory.get_session() as session:
            add(session, "bread")
        with pytest.raises(DatabaseError, match="rolled this transaction back"), factory.get_session() as session:
            add(session, "cake")
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count={pages}"))
            with pytest.raises(DatabaseFull):
                session.execute(text("INSERT INTO items (name, quantity) VALUES (zeroblob(100000), 0)"))
        assert names(factory) == ["bread"]
