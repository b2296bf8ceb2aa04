"""What an engine on SQLite needs: PRAGMAs that are read back, and transactions that begin when they should.

Listeners are registered on the engine that they are for. On the class `Engine` they would send PRAGMAs to PostgreSQL.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

from reference_impl.database import forking
from reference_impl.database.errors import DatabaseError, DatabaseLocked, DatabaseUnavailable, ReadOnlyScope
from reference_impl.database.open_scope import holds_transaction

BUSY_TIMEOUT = 5000  # milliseconds

# What the driver's connect() is given. isolation_level=None: the driver begins nothing by itself, we do. In its default
# mode it leaves SELECT and SAVEPOINT outside a transaction, and the rows of a savepoint survive an outer rollback.
DRIVER_OPTIONS: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}

# What create_engine() is given for a database in memory. One connection, because there each is a database of its own;
# and when one of two sessions gives it back, the other's work must not be rolled back.
IN_MEMORY_OPTIONS: dict[str, Any] = {"poolclass": StaticPool, "pool_reset_on_return": None}

_REFUSAL = "query_only"  # the key, in a connection's info, of why it refuses writes: "reader", "nested", or None


Translate = Callable[[BaseException], BaseException | None]


def _as_it_is(_error: BaseException) -> None:
    return None


def listen(
    engine: Engine,
    busy_timeout: int = BUSY_TIMEOUT,
    *,
    translate: Translate = _as_it_is,
    keep_journal_mode: bool = False,
) -> None:
    """Register on an SQLite engine, made with `DRIVER_OPTIONS`, what it needs.

    Args:
        engine: the engine.
        busy_timeout: milliseconds to wait for another connection's lock.
        keep_journal_mode: whether the file is not switched to a write-ahead log.
        translate: gives what is raised in the place of an error of the driver, None for the usual.
    """
    place = engine.url.database or ":memory:"
    # In memory the journal stays there, whatever is asked for, and without an error.
    in_memory = isinstance(engine.pool, StaticPool)
    journal_mode = "memory" if in_memory else "wal"

    def on_connect(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        _set(connection, "busy_timeout", busy_timeout, place)
        _set(connection, "foreign_keys", 1, place)
        if not keep_journal_mode:
            _set_journal_mode(connection, journal_mode, place, busy_timeout)

    def on_error(context: ExceptionContext) -> BaseException | None:
        connection = context.connection
        if not in_memory and connection is not None and connection.in_transaction() and not _has_begun(connection):
            # A full or failing disk and an interrupted write make SQLite roll back by itself. What came next would be
            # committed statement by statement; so this connection is given up, and refuses all until the rollback.
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False
        return _explain_refused_write(context) or translate(context.original_exception)

    event.listen(engine, "connect", on_connect)
    gates: dict[int, threading.Lock] = {}  # by fork: a child must not wait for a thread that only its parent has

    def on_begin(connection: Connection) -> None:
        _begin(connection, gates.setdefault(forking.generation(), threading.Lock()), busy_timeout)

    event.listen(engine, "begin", on_begin)
    if in_memory:
        event.listen(engine, "commit", _refuse_half_a_transaction)
    event.listen(engine, "handle_error", on_error, retval=True)


def _set(connection: sqlite3.Connection, pragma: str, value: object, place: str) -> None:
    connection.execute(f"PRAGMA {pragma}={value}")
    (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    if str(found) != str(value):
        # SQLite ignores a PRAGMA that it cannot carry out, here a build without the feature, without a word.
        raise DatabaseUnavailable(f"SQLite ignores PRAGMA {pragma}", path=place, expected=str(value), found=str(found))


def _set_journal_mode(connection: sqlite3.Connection, mode: str, place: str, busy_timeout: int) -> None:
    deadline = time.monotonic() + busy_timeout / 1000
    while str(connection.execute("PRAGMA journal_mode").fetchone()[0]) != mode:
        try:
            _set(connection, "journal_mode", mode, place)
        except sqlite3.OperationalError as error:
            # Two first runs at once: the switch to WAL needs the file to itself, and SQLite does not wait for that.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin(connection: Connection, gate: threading.Lock, busy_timeout: int) -> None:
    """Begin a transaction: for a writer with the write lock, because to ask for it later may be too late.

    A transaction that has read and then wants to write fails at once, whatever the timeout, when another has written in
    between; 8 threads lost 742 of 800 transactions to that.
    """
    if _has_begun(connection):
        raise DatabaseLocked(
            "a database in memory has one connection, and another session has a transaction on it: hand that session "
            "on, or use a file",
            path=":memory:",
            expected="a free connection",
            found="a transaction under way",
        )
    reason = None
    if connection.get_execution_options().get("read_only"):
        reason = "reader"
    elif connection.engine.url.database and holds_transaction(connection.engine):
        # An enclosing scope holds the lock until this one is done: to wait for it is in vain. It can read, as it always
        # could, and sees what was committed before.
        reason = "nested"
    if connection.info.get(_REFUSAL) != reason:
        connection.exec_driver_sql(f"PRAGMA query_only={int(reason is not None)}")
        connection.info[_REFUSAL] = reason
    if reason is not None:
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite polls for its lock, and whoever is unlucky starves: of 32 threads some waited longer than five seconds. Of
    # each process only one polls, the others queue here.
    if not gate.acquire(timeout=busy_timeout / 1000):
        raise DatabaseLocked(
            "others of this process wait for the lock: try the transaction again",
            path=connection.engine.url.database,
            expected="a free lock",
            found="a queue",
        )
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        gate.release()


def _has_begun(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return isinstance(driver, sqlite3.Connection) and driver.in_transaction


def _refuse_half_a_transaction(connection: Connection) -> None:
    # In memory the connection cannot be given up: the database would go with it.
    if not _has_begun(connection):
        raise DatabaseError("SQLite has rolled this transaction back; its error was swallowed", path=":memory:")


def _explain_refused_write(context: ExceptionContext) -> DatabaseError | None:
    error, connection = context.original_exception, context.connection
    if connection is None or getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_READONLY:
        return None
    place = connection.engine.url.database
    match connection.info.get(_REFUSAL):
        case "reader":
            return ReadOnlyScope("a reader scope cannot write: open a writer scope", path=place)
        case "nested":
            return DatabaseLocked(
                "when this transaction began, another scope of the same context held the write lock, and waited for "
                'this one: hand its session on, or join it with propagation="savepoint" or "required"',
                path=place,
                expected="a free lock",
                found="the other scope's lock",
            )
        case _:
            return None
