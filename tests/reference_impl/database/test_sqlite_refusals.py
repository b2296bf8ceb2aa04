"""What SQLite refuses while a program runs: each refusal has its own error, and nothing is lost without one."""

from __future__ import annotations

import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlite_files import (
    add,
    an_ordinary_user,
    config,
    create,
    explained,
    factory_of,
    names,
    opened,
    pragma,
    public,
    raw,
    refuses,
)

from reference_impl.database import (
    DatabaseError,
    DatabaseNotFound,
    EngineConfig,
    SqliteSessionFactory,
    init_sqlite_database,
)
from reference_impl.database.engine import make_engine
from reference_impl.database.errors import (
    DatabaseDamaged,
    DatabaseFull,
    DatabaseLocked,
    DatabasePermissionDenied,
    DatabaseUnavailable,
)
from reference_impl.database.sqlite.errors import translated
from reference_impl.stockroom.models import SCHEMA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database that holds bread."""
    return create(tmp_path / "bakery.db", "bread")


@contextmanager
def locked(path: Path, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Hold the lock, as another program does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(begin)
        yield connection


def fill(session: Session) -> None:
    """Let the database grow beyond its limit."""
    pages = pragma(session, "page_count")
    session.execute(text(f"PRAGMA max_page_count={pages}"))
    session.execute(text("INSERT INTO items (name, quantity) VALUES (zeroblob(100000), 0)"))


@contextmanager
def limited(resource_: int, soft: int) -> Iterator[None]:
    """Let the operating system give this process no more of something."""
    before = resource.getrlimit(resource_)
    resource.setrlimit(resource_, (soft, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource_, before)


@contextmanager
def interrupted(session: Session) -> Iterator[None]:
    """Interrupt whatever the session does."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    connection.set_progress_handler(lambda: 1, 1)
    try:
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # it may be given up
            connection.set_progress_handler(None, 0)


def fails(factory: SqliteSessionFactory, kind: type[DatabaseError], statement: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised, factory.get_session() as session:
        session.execute(text(statement)).all()
    return explained(raised.value, kind, factory.config.db_path)


def test_a_locked_database(path: Path) -> None:
    with opened(path, busy_timeout=50) as factory, locked(path):
        error = fails(factory, DatabaseLocked, "SELECT 1")
        assert isinstance(error.__cause__, sqlite3.OperationalError)
        with pytest.raises(DatabaseLocked):
            factory.create_all_tables()
        assert factory.check_integrity()
        with factory.create_reader() as reader:
            assert names(reader) == ["bread"]


def test_a_lock_that_is_given_back_is_taken(path: Path) -> None:
    with opened(path, busy_timeout=50) as factory:
        with locked(path):
            fails(factory, DatabaseLocked, "SELECT 1")
        with factory.get_session() as session:
            add(session, "cake")
        assert names(factory) == ["bread", "cake"]


def test_a_locked_migration(tmp_path: Path) -> None:
    path = create(tmp_path / "stock.db", schema=SCHEMA)
    with opened(path, SCHEMA, busy_timeout=50) as factory, locked(path):
        with pytest.raises(DatabaseError) as raised:
            factory.upgrade_schema()
        explained(raised.value, DatabaseLocked, path)


def test_a_start_beside_a_program_that_has_the_file_to_itself(path: Path) -> None:
    raw(path, "PRAGMA journal_mode=DELETE")
    with locked(path, "BEGIN EXCLUSIVE"):
        refuses(DatabaseLocked, path)
        refuses(DatabaseLocked, path, SCHEMA, must_exist=True)


@pytest.mark.parametrize("begin", ["BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_database_that_others_keep_from_its_write_ahead_log(path: Path, begin: str) -> None:
    raw(path, "PRAGMA journal_mode=DELETE")
    with locked(path, begin) as other, factory_of(path, busy_timeout=50) as factory:
        other.execute("SELECT * FROM items").fetchall()
        fails(factory, DatabaseLocked, "SELECT 1")


def test_a_transaction_that_is_interrupted_while_it_writes_is_not_a_success(path: Path) -> None:
    with opened(path) as factory:
        with pytest.raises((DatabaseError, PendingRollbackError)), factory.get_session() as session:
            add(session, "cake")
            with interrupted(session), pytest.raises(DatabaseError, match="interrupted"):
                session.execute(text("UPDATE items SET quantity = 1"))
            session.execute(text("INSERT INTO items (name, quantity) VALUES ('roll', 1)"))
        assert names(factory) == ["bread"]


def test_a_full_disk(path: Path) -> None:
    with opened(path) as factory:
        with pytest.raises(DatabaseError) as raised, factory.get_session() as session:
            add(session, "cake")
            fill(session)
        explained(raised.value, DatabaseFull, path)
        assert names(factory) == ["bread"]
        assert factory.check_integrity()


def test_after_a_full_disk_nothing_of_the_transaction_is_committed(path: Path) -> None:
    with opened(path) as factory:
        with pytest.raises((DatabaseError, PendingRollbackError)), factory.get_session() as session:
            add(session, "cake")
            with pytest.raises(DatabaseFull):
                fill(session)
            # SQLite has rolled back by itself. What follows must not be committed without what came before.
            session.execute(text("INSERT INTO items (name, quantity) VALUES ('roll', 1)"))
        assert names(factory) == ["bread"]


def test_a_full_disk_whose_error_is_swallowed_is_not_a_success(path: Path) -> None:
    with opened(path) as factory:
        with pytest.raises((DatabaseError, PendingRollbackError)), factory.get_session() as session:
            add(session, "cake")
            with pytest.raises(DatabaseFull):
                fill(session)
        assert names(factory) == ["bread"]


@pytest.mark.parametrize("propagation", ["savepoint", "required"])
def test_a_full_disk_in_an_inner_session_is_called_one(path: Path, propagation: str) -> None:
    with opened(path) as factory:
        with pytest.raises(DatabaseFull), factory.get_session() as outer:
            add(outer, "cake")
            with factory.get_session(propagation=propagation) as inner:  # pyright: ignore[reportArgumentType]
                fill(inner)
        assert names(factory) == ["bread"]


def test_a_disk_that_fails(path: Path) -> None:
    with opened(path) as factory:
        with limited(resource.RLIMIT_FSIZE, 200_000):
            error = fails(factory, DatabaseUnavailable, "CREATE TABLE filling AS SELECT zeroblob(10000000)")
        assert "disk" in str(error)
        assert names(factory) == ["bread"]


def test_a_process_that_may_open_no_more_files(path: Path) -> None:
    with factory_of(path) as factory:
        names(factory)
        factory.engine.dispose()
        free = os.dup(0)
        os.close(free)
        with limited(resource.RLIMIT_NOFILE, free):
            fails(factory, DatabaseUnavailable, "SELECT 1")
            with pytest.raises(DatabaseUnavailable, match="Too many open files"):
                init_sqlite_database(config(path.with_name("new.db")))
        assert names(factory) == ["bread"]


def test_a_file_that_became_read_only(path: Path) -> None:
    with public(path) as moved:
        moved.chmod(0o444)
        with an_ordinary_user(), factory_of(moved) as factory:
            assert names(factory.create_reader()) == ["bread"]
            error = fails(factory, DatabasePermissionDenied, "DELETE FROM items")
    assert "the file cannot be written" in str(error)


def test_a_file_that_vanished_before_a_connection_was_made(path: Path) -> None:
    with factory_of(path) as factory:
        path.unlink()
        fails(factory, DatabaseNotFound, "SELECT 1")
        assert "no such database" in str(factory.check_integrity())


def test_a_file_that_vanished_under_an_open_connection(path: Path) -> None:
    with opened(path) as factory:
        names(factory)  # the pool keeps the connection
        path.unlink()
        with pytest.raises(DatabaseError) as raised, factory.get_session() as session:
            add(session, "cake")
        explained(raised.value, DatabaseNotFound, path)


def test_a_file_that_was_replaced_under_an_open_connection(path: Path) -> None:
    with opened(path) as factory:
        names(factory)
        for each in list(path.parent.iterdir()):
            each.unlink()
        create(path, "copy")
        with pytest.raises(DatabaseError), factory.get_session() as session:
            add(session, "cake")  # would go into the file that nobody sees any more


@pytest.mark.parametrize("damaged", [slice(0, 100), slice(4096, None)], ids=["header", "pages"])
def test_a_file_that_is_damaged(path: Path, damaged: slice) -> None:
    raw(path, "PRAGMA journal_mode=DELETE")
    content = bytearray(path.read_bytes())
    content[damaged] = b"\xff" * len(content[damaged])
    path.write_bytes(content)
    with factory_of(path) as factory:
        fails(factory, DatabaseDamaged, "SELECT * FROM items")


def test_damage_that_is_met_while_rows_arrive(path: Path) -> None:
    raw(
        path,
        "CREATE TABLE long (text)",
        "INSERT INTO long SELECT hex(zeroblob(5000)) FROM json_each('[1,2,3,4,5,6,7]')",
    )
    content = bytearray(path.read_bytes())
    last_row = content.rindex(b"0" * 1000)
    content[last_row & ~4095 : (last_row & ~4095) + 4] = b"\xff" * 4  # where an overflow page names the next one
    path.write_bytes(content)
    with factory_of(path) as factory, pytest.raises(DatabaseError) as raised, factory.get_session() as session:
        rows = session.execute(text("SELECT text FROM long"), execution_options={"yield_per": 1})
        for _ in rows:
            pass
    explained(raised.value, DatabaseDamaged, path)


WRONG_SQL = {
    "no such table": "SELECT * FROM crumbs",
    "no such column": "SELECT crumbs FROM items",
    "syntax error": "SELEC 1",
    "integer overflow": "SELECT abs(-9223372036854775808)",
    "cannot start a transaction": "BEGIN",
    "too many columns": f"SELECT {','.join('1' * 3000)}",
    "no such savepoint": "RELEASE crumbs",
    "unable to open database": "ATTACH '/nowhere/at/all' AS other",
}


@pytest.mark.parametrize(("said", "statement"), WRONG_SQL.items(), ids=WRONG_SQL)
def test_no_operational_error_leaves_the_layer(path: Path, said: str, statement: str) -> None:
    with opened(path) as factory:
        uses = [factory.get_session, factory.create_session, factory.create_reader, factory.engine.connect]
        for use in uses:
            with pytest.raises(DatabaseError) as raised, use() as session:
                session.execute(text(statement))
            assert raised.value.path == str(path)
            assert said in str(raised.value)
            assert isinstance(raised.value.__cause__, sqlite3.OperationalError)
            assert not isinstance(raised.value, SQLAlchemyError)
        with factory.get_session() as session:
            add(session, "cake")


def test_an_engine_that_has_a_url_raises_sqlalchemys_own(path: Path) -> None:
    engine = make_engine(EngineConfig(database_url=f"sqlite:///{path}"))
    with pytest.raises(OperationalError), engine.connect() as connection:
        connection.execute(text("SELECT * FROM crumbs"))
    engine.dispose()


def test_a_statement_that_is_interrupted(path: Path) -> None:
    with opened(path) as factory, factory.get_session() as session:
        with interrupted(session), pytest.raises(DatabaseError, match="interrupted"):
            names(session)
        assert names(session) == ["bread"]


@pytest.mark.parametrize(
    "error", [ValueError("no driver's"), sqlite3.ProgrammingError("Cannot operate on a closed one")]
)
def test_what_is_not_sqlites_means_itself(path: Path, error: Exception) -> None:
    assert translated(error, path) is None


def test_those_who_queue_for_the_lock_wait_no_longer_than_the_timeout(path: Path) -> None:
    refused: list[BaseException] = []
    with opened(path, busy_timeout=300) as factory, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def write() -> None:
            try:
                with factory.get_session() as session:
                    add(session, "cake")
            except DatabaseError as error:
                refused.append(error)

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [explained(error, DatabaseLocked, path) for error in refused] == refused
    assert len(refused) == 4
    assert {error.found for error in refused if isinstance(error, DatabaseError)} == {"a queue", "database is locked"}
