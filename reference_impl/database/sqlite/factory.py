"""The factory of a program that owns one SQLite file: a desktop program, a command line.

factory = init_database(DatabaseConfig(db_path=Path("bakery.db")), Schema(Base.metadata, MIGRATIONS))
with factory.get_session() as session: ...
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseIsNotAFile
from reference_impl.database.factory import SessionFactory
from reference_impl.database.schema import Schema, create_tables, stamp, stored_revision, upgrade_schema
from reference_impl.database.scope import Propagation, session_scope
from reference_impl.database.sqlite.engine import DRIVER_OPTIONS, IN_MEMORY_OPTIONS, listen
from reference_impl.database.sqlite.errors import translated
from reference_impl.database.sqlite.file import create, examine, protect
from reference_impl.database.sqlite.file_engine import make_file_engine
from reference_impl.database.sqlite.integrity import IntegrityReport, check_connection, check_file


class SqliteSessionFactory(SessionFactory):
    """Makes sessions on one SQLite file, or on a database in memory of its own.

    What the driver raises leaves it as a `DatabaseError`, except for violated constraints.

    Args:
        config: path, timeout and pool size.
        schema: the tables, and the migrations that lead to them.
        expire_on_commit, strict, guard: as `SessionFactory` has them.
    """

    def __init__(
        self,
        config: DatabaseConfig,
        schema: Schema | None = None,
        *,
        expire_on_commit: bool = True,
        strict: bool = False,
        guard: bool = False,
    ) -> None:
        self.config = config
        self.schema = schema or Schema()
        # Absolute from now on: the program may change its directory before the next connection.
        self.path = None if config.in_memory else config.db_path.absolute()
        if "\0" in str(self.path):
            raise DatabaseIsNotAFile("no file name has a null character", path=repr(str(self.path)))
        super().__init__(self._create_engine(), expire_on_commit=expire_on_commit, strict=strict, guard=guard)

    def get_session(self, *, propagation: Propagation = "independent") -> AbstractContextManager[Session]:
        """Open a session for a `with` block: commit on success, roll back on any exception, close always.

        Args:
            propagation: as `session_scope()` has it. An independent session inside another that has begun to write can
                read; its first write raises `DatabaseLocked` at once, because the outer one holds the lock.
        """
        return session_scope(self, propagation=propagation)

    def create_all_tables(self) -> None:
        """Create the file, mode 0600, and the tables that are missing; `stamp_schema()` records their revision.

        Raises:
            DatabaseError: the file cannot be created or written.
        """
        if self.path is not None:
            create(self.path)
            examine(self.path)
        with self.engine.begin() as connection:
            create_tables(connection, self.schema)
        if self.path is not None:
            protect(self.path)

    def check_integrity(self) -> IntegrityReport:
        """Return whether pages, indexes, constraints and foreign keys are intact, and if not, what was found."""
        if self.path is not None:
            return check_file(self.path, self.config.db_busy_timeout)
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return check_connection(driver)

    def get_schema_version(self) -> str | None:
        """Return Alembic's revision of this database, None when it has none.

        Raises:
            SchemaHasSeveralHeads: the database stands on several branches.
            DatabaseError: the database cannot be read.
        """
        with self.engine.connect() as connection:
            return stored_revision(connection)

    def stamp_schema(self) -> None:
        """Record that the database stands at the revision that the program expects; nothing without migrations.

        Raises:
            DatabaseError: the database cannot be written, or the migrations cannot be used.
        """
        with self.engine.begin() as connection:
            stamp(connection, self.schema)

    def upgrade_schema(self) -> None:
        """Run the migrations that are missing, all or none.

        Raises:
            SchemaVersionMismatch: the schema is not behind, but newer, unknown, unversioned or branched.
            DatabaseError: the database cannot be written, or the migrations cannot be used.
        """
        upgrade_schema(self.engine, self.schema)

    def _create_engine(self) -> Engine:
        if self.path is not None:
            return make_file_engine(self.path, self.config)
        engine = create_engine("sqlite://", connect_args=DRIVER_OPTIONS, echo=self.config.db_echo, **IN_MEMORY_OPTIONS)
        listen(engine, self.config.db_busy_timeout, translate=lambda error: translated(error, ":memory:"))
        return engine
