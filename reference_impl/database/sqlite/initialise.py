"""What a program calls at its start, the first one included."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import URL

from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseDamaged, DatabaseError, SchemaBehind, SchemaUnversioned
from reference_impl.database.schema import Schema, check_schema, create_tables, is_empty, stamp
from reference_impl.database.sqlite.errors import translated
from reference_impl.database.sqlite.factory import SqliteSessionFactory
from reference_impl.database.sqlite.file import connect, create, examine, protect, recover
from reference_impl.database.sqlite.integrity import problems


def init_database(
    config: DatabaseConfig,
    schema: Schema | None = None,
    *,
    must_exist: bool = False,
    migrate: bool = False,
    expire_on_commit: bool = True,
    strict: bool = False,
    guard: bool = False,
) -> SqliteSessionFactory:
    """Open a database, create it when it is missing, and return its factory.

    An existing file is examined before it is written to: path and owner, pages and foreign keys, schema version. When
    anything is wrong with it, it stays as it was. The check reads the whole file.

    Args:
        config: path, timeout and pool size.
        schema: the tables, and the migrations that lead to them.
        must_exist: whether a missing file is an error.
        migrate: whether an older schema is migrated, instead of being an error.
        expire_on_commit, strict, guard: as `SessionFactory` has them.

    Raises:
        DatabaseNotFound: the file is missing and must exist.
        SchemaVersionMismatch: the schema is older (unless `migrate`), newer, unknown, unversioned or branched.
        DatabaseDamaged: the file is not intact.
        DatabaseError: anything else that keeps it from being opened.
    """
    factory = SqliteSessionFactory(config, schema, expire_on_commit=expire_on_commit, strict=strict, guard=guard)
    try:
        if config.in_memory:
            _create(factory)
        else:
            _open(factory, must_exist=must_exist, migrate=migrate)
    except BaseException:
        factory.dispose()
        raise
    return factory


def _open(factory: SqliteSessionFactory, *, must_exist: bool, migrate: bool) -> None:
    path = factory.config.db_path
    if not must_exist:
        create(path)
    examine(path)
    _check_integrity(path)
    try:
        empty = _check_schema(path, factory.schema)
    except SchemaBehind:
        if not migrate:
            raise
        factory.upgrade_schema()
        empty = False
    if empty and must_exist and factory.schema.metadata.tables:
        raise SchemaUnversioned("the database is empty", path=path, expected="tables", found="none")
    if empty:  # the file is new, or the program was killed during its first run
        _create(factory)
    protect(path)


def _check_integrity(path: Path) -> None:
    try:
        recover(path)
        with closing(connect(path, "ro")) as connection:
            found = "; ".join(problems(connection))
    except sqlite3.Error as error:
        reason = translated(error, path)
        if reason is not None and type(reason) is not DatabaseError:
            raise reason from error
        found = str(error)
    if found:
        raise DatabaseDamaged("the database is damaged: restore a copy", path=path, expected="ok", found=found)


def _check_schema(path: Path, schema: Schema) -> bool:
    """Return whether the database has no tables yet; raise when it has and they are not the expected ones."""
    # An engine that cannot write: that of the factory would turn a stranger's file into one with a write-ahead log.
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, creator=lambda: connect(path, "ro"), poolclass=NullPool)
    with engine.connect() as connection:
        if is_empty(connection):
            return True
        check_schema(connection, schema)
        return False


def _create(factory: SqliteSessionFactory) -> None:
    with factory.engine.begin() as connection:  # tables and revision, or neither
        create_tables(connection, factory.schema)
        stamp(connection, factory.schema)
