"""What a program calls at its start, the first one included."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseDamaged, DatabaseError, SchemaBehind, SchemaUnversioned
from reference_impl.database.factory import READ_ONLY
from reference_impl.database.schema import Schema, check_schema, create_tables, is_empty, stamp, upgrade_schema
from reference_impl.database.sqlite.errors import translated
from reference_impl.database.sqlite.factory import SqliteSessionFactory
from reference_impl.database.sqlite.file import connect_to_look, create, examine, protect
from reference_impl.database.sqlite.file_engine import make_first_engine
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
        if factory.path is None:
            _create(factory)
        else:
            _open(factory, factory.path, must_exist=must_exist, migrate=migrate)
    except BaseException:
        factory.dispose()
        raise
    return factory


def _open(factory: SqliteSessionFactory, path: Path, *, must_exist: bool, migrate: bool) -> None:
    if not must_exist:
        create(path)
    examine(path)
    _check_integrity(path, factory.config)
    empty = _check_schema(path, factory, migrate=migrate)
    if empty and must_exist and factory.schema.metadata.tables:
        raise SchemaUnversioned("the database is empty", path=path, expected="tables", found="none")
    if empty:  # the file is new, or the program was killed during its first run
        _create(factory)
    protect(path)


def _check_integrity(path: Path, config: DatabaseConfig) -> None:
    try:
        with closing(connect_to_look(path, config.db_busy_timeout)) as connection:
            found = "; ".join(problems(connection))
    except sqlite3.Error as error:
        reason = translated(error, path)
        if reason is not None and type(reason) is not DatabaseError:
            raise reason from error
        found = str(error)
    if found:
        raise DatabaseDamaged("the database is damaged: restore a copy", path=path, expected="ok", found=found)


def _check_schema(path: Path, factory: SqliteSessionFactory, *, migrate: bool) -> bool:
    """Return whether the database has no tables yet; raise when it has and they are not the expected ones."""
    engine = make_first_engine(path, factory.config)
    with engine.execution_options(**READ_ONLY).connect() as connection:
        if is_empty(connection):
            return True
        try:
            check_schema(connection, factory.schema)
            return False
        except SchemaBehind:
            if not migrate:
                raise
    upgrade_schema(engine, factory.schema)
    return False


def _create(factory: SqliteSessionFactory) -> None:
    with factory.engine.begin() as connection:  # tables and revision, or neither
        create_tables(connection, factory.schema)
        stamp(connection, factory.schema)
