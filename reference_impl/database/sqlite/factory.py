"""The factory of a program that owns one SQLite file: a desktop program, a command line.

factory = init_database(DatabaseConfig(db_path=Path("bakery.db")), Schema(Base.metadata, MIGRATIONS))
with factory.get_session() as session: ...
"""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager

from sqlalchemy import Engine, QueuePool, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseError
from reference_impl.database.factory import SessionFactory
from reference_impl.database.schema import Schema, create_tables, stored_revision, upgrade_schema
from reference_impl.database.scope import Propagation, session_scope
from reference_impl.database.sqlite.engine import DRIVER_OPTIONS, IN_MEMORY_OPTIONS, listen
from reference_impl.database.sqlite.errors import translated
from reference_impl.database.sqlite.file import connect, create, examine, protect
from reference_impl.database.sqlite.integrity import IntegrityReport, check_file, problems


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
        super().__init__(self._create_engine(), expire_on_commit=expire_on_commit, strict=strict, guard=guard)

    def get_session(self, *, propagation: Propagation = "independent") -> AbstractContextManager[Session]:
        """Open a session for a `with` block: commit on success, roll back on any exception, close always.

        Args:
            propagation: as `session_scope()` has it. An independent session inside another that has begun to write can
                read; its first write raises `DatabaseLocked` at once, because the outer one holds the lock.
        """
        return session_scope(self, propagation=propagation)

    def create_all_tables(self) -> None:
        """Create the file, mode 0600, and the tables that are missing.

        Raises:
            DatabaseError: the file cannot be created or written.
        """
        if not self.config.in_memory:
            create(self.config.db_path)
            examine(self.config.db_path)
        with self.engine.begin() as connection:
            create_tables(connection, self.schema)
        if not self.config.in_memory:
            protect(self.config.db_path)

    def check_integrity(self) -> IntegrityReport:
        """Return whether pages, indexes and foreign keys are intact, and if not, what was found."""
        if not self.config.in_memory:
            return check_file(self.config.db_path)
        with self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return IntegrityReport(problems(driver))

    def get_schema_version(self) -> str | None:
        """Return Alembic's revision of this database, None when it has none.

        Raises:
            SchemaHasSeveralHeads: the database stands on several branches.
            DatabaseError: the database cannot be read.
        """
        with self.engine.connect() as connection:
            return stored_revision(connection)

    def upgrade_schema(self) -> None:
        """Run the migrations that are missing, all or none.

        Raises:
            DatabaseError: the database cannot be written, or the migrations have several heads.
        """
        upgrade_schema(self.engine, self.schema)

    def _create_engine(self) -> Engine:
        config = self.config
        if config.in_memory:
            engine = create_engine("sqlite://", connect_args=DRIVER_OPTIONS, echo=config.db_echo, **IN_MEMORY_OPTIONS)
        else:
            # A connection for each session. One that two threads share loses rows without an error.
            engine = create_engine(
                URL.create("sqlite", database=str(config.db_path)),
                creator=lambda: connect(config.db_path, "rw"),
                echo=config.db_echo,
                poolclass=QueuePool,
                pool_size=config.db_pool_size,
                max_overflow=-1,  # a writer waits for SQLite's lock, never for the pool
            )
        listen(engine, config.db_busy_timeout, translate=self._translate)
        return engine

    def _translate(self, error: BaseException) -> DatabaseError | None:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN and not self.config.in_memory:
            try:
                examine(self.config.db_path)
            except DatabaseError as reason:
                return reason
        return translated(error, self.config.db_path)
