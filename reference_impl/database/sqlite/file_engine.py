"""Engines on a file: a connection for each session, to the file that was opened first and no other."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseError, DatabaseNotFound
from reference_impl.database.sqlite.engine import listen
from reference_impl.database.sqlite.errors import translated
from reference_impl.database.sqlite.file import connect, examine, identity

_IDENTITY = "file"  # the key, in a connection's info, of what tells its file from another


def make_file_engine(path: Path, config: DatabaseConfig) -> Engine:
    """Return an engine with a pool of connections; one that two threads share loses rows without an error.

    Args:
        path: the file, an absolute path.
        config: timeout and pool size.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        creator=lambda: connect(path),
        echo=config.db_echo,
        poolclass=QueuePool,
        pool_size=config.db_pool_size,
        max_overflow=-1,  # a writer waits for SQLite's lock, never for the pool
    )
    listen(engine, config.db_busy_timeout, translate=lambda error: _translated(error, path))
    _refuse_another_file(engine, path)
    return engine


def make_first_engine(path: Path, config: DatabaseConfig) -> Engine:
    """Return an engine for a file that may be anybody's: it is not switched to a write-ahead log.

    Args:
        path: the file, an absolute path.
        config: timeout.
    """
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, creator=lambda: connect(path), echo=config.db_echo, poolclass=NullPool)
    listen(engine, config.db_busy_timeout, translate=lambda error: _translated(error, path), keep_journal_mode=True)
    return engine


def _refuse_another_file(engine: Engine, path: Path) -> None:
    # What is written to a file that was removed or replaced vanishes with the connection, without an error.
    def on_connect(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info[_IDENTITY] = identity(path)

    def on_checkout(_connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if record.info[_IDENTITY] != identity(path):
            raise DatabaseNotFound(
                "the file was removed or replaced while it was open: open the database again",
                path=path,
                expected="the file that was opened",
                found="another, or none",
            )

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "checkout", on_checkout)


def _translated(error: BaseException, path: Path) -> DatabaseError | None:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN:
        try:
            examine(path)
        except DatabaseError as reason:
            return reason
    return translated(error, path)
