"""Why the layer does what it does: what happens to two sessions without it, each step by step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, StaticPool, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from reference_impl.database import DatabaseConfig, init_sqlite_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in which two can write, with a counter at nought."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "pitfalls.db"))
    with factory.get_session() as session:
        session.execute(text("CREATE TABLE counter (value INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    factory.dispose()
    return tmp_path / "pitfalls.db"


def read(session: Session) -> int:
    return session.execute(text("SELECT value FROM counter")).scalar_one()


def write(session: Session, value: int) -> None:
    session.execute(text("UPDATE counter SET value = :value"), {"value": value})


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_deferred_transaction_that_has_read_cannot_write_after_another_whatever_the_timeout(path: Path) -> None:
    deferred = create_engine(
        URL.create("sqlite", database=str(path)), connect_args={"timeout": 600, "isolation_level": None}
    )
    event.listen(deferred, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with Session(deferred) as first, Session(deferred) as second:
        value = read(first)
        write(second, value + 1)
        second.commit()
        with pytest.raises(OperationalError, match="database is locked"):  # at once, not after ten minutes
            write(first, value + 1)
    deferred.dispose()


def test_the_drivers_own_mode_loses_an_update_to_a_transaction_that_had_read(path: Path) -> None:
    legacy = create_engine(URL.create("sqlite", database=str(path)))
    with Session(legacy) as first, Session(legacy) as second:
        value = read(first)  # without BEGIN: nothing keeps another from writing
        write(second, value + 1)
        second.commit()
        write(first, value + 1)
        first.commit()
        assert read(first) == 1  # of two
    legacy.dispose()


def test_two_sessions_of_the_layer_write_one_after_the_other(path: Path) -> None:
    factory = init_sqlite_database(DatabaseConfig(db_path=path))
    has_read = threading.Event()

    def second() -> None:
        has_read.wait()
        with factory.get_session() as session:
            write(session, read(session) + 1)

    thread = threading.Thread(target=second)
    thread.start()
    with factory.get_session() as session:
        value = read(session)
        has_read.set()
        thread.join(0.1)  # it waits for the lock, and does not read before this is over
        assert thread.is_alive()
        write(session, value + 1)
    thread.join()
    with factory.get_session() as session:
        assert read(session) == 2
    factory.dispose()


def test_one_connection_for_two_threads_loses_a_row_without_an_error(path: Path) -> None:
    shared = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    event.listen(shared, "begin", _begin_unless_begun)

    def read_and_close() -> None:
        with Session(shared) as second:
            assert read(second) == 1  # what nobody has committed

    with Session(shared) as first:
        write(first, 1)
        in_a_thread(read_and_close)  # its connection goes back to the pool, which rolls it back
        first.commit()
    with Session(shared) as later:
        assert read(later) == 0
    shared.dispose()


def _begin_unless_begun(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
