"""The factory of an SQLite database: its connections, their PRAGMAs, and what its sessions commit."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import QueuePool, StaticPool, create_engine, event, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session
from sqlite_files import IN_MEMORY, WITHOUT_MIGRATIONS, add, create, factory_of, names, opened, pragma

from reference_impl import database as database_layer
from reference_impl.database import DatabaseConfig, IntegrityReport, SqliteSessionFactory, get_current_session
from reference_impl.database.errors import (
    DatabaseLocked,
    DatabaseUnavailable,
    FactoryDisposed,
    GuardedSession,
    ReadOnlyScope,
)
from reference_impl.database.scope import reader_scope
from reference_impl.database.sqlite.engine import DRIVER_OPTIONS, listen
from reference_impl.stockroom.models import Item, Movement


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database is."""
    return tmp_path / "bakery.db"


@pytest.fixture(params=["file", "memory"])
def factory(request: pytest.FixtureRequest, path: Path) -> Iterator[SqliteSessionFactory]:
    """A database in a file, and one in memory."""
    with opened(path if request.param == "file" else IN_MEMORY) as factory:
        yield factory


def test_what_a_program_needs_is_in_the_package() -> None:
    needed = "DatabaseConfig SqliteSessionFactory init_sqlite_database DatabaseError DatabaseNotFound"
    assert {*needed.split(), "SchemaVersionMismatch", "IntegrityReport"} <= set(database_layer.__all__)


def test_the_configuration_comes_from_the_environment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PATH", str(path))
    monkeypatch.setenv("DB_BUSY_TIMEOUT", "70")
    with factory_of(path) as factory:
        assert factory.config.db_path == path
    assert DatabaseConfig().db_busy_timeout == 70  # pyright: ignore[reportCallIssue]  (from the environment)


def test_a_session_commits_when_its_block_ends_well(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as session:
        add(session, "bread")
    assert names(factory) == ["bread"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_session_rolls_back_on_any_exception(factory: SqliteSessionFactory, error: type[BaseException]) -> None:
    with pytest.raises(error), factory.get_session() as session:
        add(session, "bread")
        raise error
    assert names(factory) == []


@pytest.mark.parametrize("fails", [False, True])
def test_a_session_is_closed_whatever_happens(factory: SqliteSessionFactory, fails: bool) -> None:
    with pytest.raises(KeyError) if fails else nullcontext(), factory.get_session() as session:
        item = Item(name="bread")
        session.add(item)
        if fails:
            raise KeyError
    assert item not in session
    assert not session.in_transaction()


def test_no_session_is_published_on_the_desktop(factory: SqliteSessionFactory) -> None:
    with factory.get_session():
        assert get_current_session() is None


def test_violated_constraints_stay_sqlalchemys_own(factory: SqliteSessionFactory) -> None:
    with pytest.raises(IntegrityError), factory.get_session() as session:
        add(session, "bread", "bread")
    with pytest.raises(IntegrityError), factory.get_session() as session:
        session.add(Movement(item_id=77, change=1, reason="no such item"))
    with factory.get_session() as session:
        assert session.scalars(select(Movement)).all() == []


def test_options_reach_the_sessions(path: Path) -> None:
    with opened(path, strict=True, guard=True, expire_on_commit=False) as factory:
        with factory.get_session() as session:
            add(session, "bread")
            item = session.scalars(select(Item)).one()
        assert item.name == "bread"
        with pytest.raises(InvalidRequestError):
            session.execute(text("SELECT 1"))
        with pytest.raises(GuardedSession), factory.get_session() as session:
            session.commit()


def test_after_disposal_there_are_no_sessions(factory: SqliteSessionFactory) -> None:
    factory.dispose()
    with pytest.raises(FactoryDisposed), factory.get_session():
        pass


def test_each_database_in_memory_is_new() -> None:
    with opened(IN_MEMORY) as one, opened(IN_MEMORY) as other:
        with one.get_session() as session:
            add(session, "bread")
        assert (names(one), names(other)) == (["bread"], [])


def test_a_database_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(IN_MEMORY) as factory:
        factory.create_all_tables()
        with factory.get_session() as session:
            add(session, "bread")
        assert isinstance(factory.engine.pool, StaticPool)
        assert factory.check_integrity() == IntegrityReport()
        assert factory.get_schema_version() is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_has_a_connection_for_each_session(path: Path) -> None:
    with opened(path) as factory, factory.get_session() as one, factory.get_session() as other:
        assert isinstance(factory.engine.pool, QueuePool)
        assert driver(one) is not driver(other)


def test_more_sessions_than_the_pool_keeps_do_not_wait(path: Path) -> None:
    create(path)
    factory = SqliteSessionFactory(DatabaseConfig(db_path=path, db_pool_size=1), WITHOUT_MIGRATIONS)
    readers = [factory.create_reader() for _ in range(20)]
    for reader in readers:
        assert names(reader) == []
    for reader in readers:
        reader.close()
    factory.dispose()


def test_pragmas_hold_on_every_connection(path: Path) -> None:
    with opened(path, busy_timeout=1234) as factory:
        readers = [factory.create_reader() for _ in range(8)]
        for session in readers:
            found = [pragma(session, name) for name in ("foreign_keys", "journal_mode", "busy_timeout")]
            assert found == [1, "wal", 1234]
        for session in readers:
            session.close()


def test_the_default_timeout_is_five_seconds(path: Path) -> None:
    assert DatabaseConfig(db_path=path).db_busy_timeout == 5000


def test_pragmas_hold_in_memory() -> None:
    with opened(IN_MEMORY) as factory, factory.get_session() as session:
        found = [pragma(session, name) for name in ("foreign_keys", "journal_mode", "busy_timeout")]
        assert found == [1, "memory", 5000]


def test_other_engines_get_no_listeners(path: Path) -> None:
    with opened(path):
        other = create_engine("sqlite://")
        with other.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
        other.dispose()


def ignoring(ignored: str) -> sqlite3.Connection:
    """Return a connection that ignores a PRAGMA, as a build of SQLite without the feature does."""
    connection = sqlite3.connect(":memory:", isolation_level=None)

    def authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
        setting = action == sqlite3.SQLITE_PRAGMA and first == ignored and second is not None
        return sqlite3.SQLITE_IGNORE if setting else sqlite3.SQLITE_OK

    connection.set_authorizer(authorize)
    return connection


@pytest.mark.parametrize(("name", "expected"), [("foreign_keys", "1"), ("busy_timeout", "70")])
def test_a_pragma_that_is_ignored_is_noticed(name: str, expected: str) -> None:
    engine = create_engine("sqlite://", creator=lambda: ignoring(name))
    listen(engine, 70)
    with pytest.raises(DatabaseUnavailable, match=f"PRAGMA {name}") as raised:
        engine.connect()
    assert (raised.value.path, raised.value.expected) == (":memory:", expected)
    assert raised.value.found not in (expected, None)


@pytest.mark.parametrize("medium", ["immutable=1", "vfs=unix-none"])
def test_a_medium_without_a_write_ahead_log_is_refused(path: Path, medium: str) -> None:
    sqlite3.connect(path).execute("CREATE TABLE t (x)").connection.close()

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{path}?{medium}", uri=True, **DRIVER_OPTIONS)

    engine = create_engine(f"sqlite:///{path}", creator=connect)
    listen(engine)
    with pytest.raises(DatabaseUnavailable, match="journal_mode") as raised:
        engine.connect()
    assert (raised.value.path, raised.value.expected, raised.value.found) == (str(path), "wal", "delete")


def test_a_writer_begins_with_the_lock_and_a_reader_without(path: Path) -> None:
    said: list[str] = []
    with opened(path) as factory:
        event.listen(factory.engine, "before_cursor_execute", lambda _c, _u, statement, *_: said.append(statement))
        with factory.get_session() as session:
            session.execute(text("SELECT 1"))
        with reader_scope(factory) as session:
            session.execute(text("SELECT 2"))
    assert [each for each in said if each.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_reader_refuses_textual_writes_and_the_next_writer_does_not(path: Path) -> None:
    create(path)
    with opened(path) as factory:
        for _ in range(2):  # the pool hands out the same connection again
            with pytest.raises(ReadOnlyScope) as raised, reader_scope(factory) as reader:
                reader.execute(text("DELETE FROM items"))
            assert raised.value.path == str(path)
            with factory.get_session() as session:
                session.execute(text("DELETE FROM items"))


def test_what_a_savepoint_wrote_does_not_survive_an_outer_rollback(factory: SqliteSessionFactory) -> None:
    with pytest.raises(ValueError, match="outer"), factory.get_session() as session:
        with session.begin_nested():
            add(session, "bread")
        raise ValueError("outer")
    assert names(factory) == []


def test_what_a_savepoint_wrote_can_be_undone_alone(factory: SqliteSessionFactory) -> None:
    with factory.get_session() as session:
        add(session, "bread")
        with pytest.raises(IntegrityError), session.begin_nested():
            add(session, "cake", "bread")
    assert names(factory) == ["bread"]


def test_eight_threads_lose_nothing(path: Path) -> None:
    failed: list[BaseException] = []

    def work(thread: int) -> None:
        try:
            for number in range(10):
                with factory.get_session() as session:
                    before = len(names(session))
                    add(session, f"{before:03}, {thread}:{number}")
        except BaseException as error:
            failed.append(error)

    with opened(path, busy_timeout=120_000) as factory:
        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert [int(name[:3]) for name in names(factory)] == list(range(80))


def test_two_threads_in_memory_are_refused_and_lose_nothing() -> None:
    refused: list[BaseException] = []

    def write() -> None:
        try:
            with factory.get_session() as session:
                add(session, "cake")
        except DatabaseLocked as error:
            refused.append(error)

    with opened(IN_MEMORY) as factory:
        with factory.get_session() as session:
            add(session, "bread")
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
        assert [str(error).startswith(":memory:") for error in refused] == [True]
        assert names(factory) == ["bread"]
        write()
        assert names(factory) == ["bread", "cake"]


def test_a_forked_child_uses_no_connection_of_its_parent(path: Path) -> None:
    with opened(path) as factory:
        with factory.get_session() as session:
            add(session, "bread")
            if not (child := os.fork()):
                os._exit(factory.engine.pool.checkedin() + factory.engine.pool.checkedout())
            assert os.waitpid(child, 0)[1] == 0
        assert names(factory) == ["bread"]


def driver(session: Session) -> object:
    return session.connection().connection.driver_connection
