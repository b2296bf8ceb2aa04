"""Where the game's sessions come from: whoever wants one asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from reference_impl.database import DatabaseConfig, SqliteSessionFactory, init_sqlite_database
from reference_impl.database.errors import DatabaseError, DatabaseNotInitialised
from reference_impl.solo_game.models import SCHEMA


class SessionContextInUse(DatabaseError):
    """A `SessionContext` was entered while it had a session already."""


class DatabaseManager:
    """Holds the engine, and makes sessions on it."""

    def __init__(self) -> None:
        self._factory: SqliteSessionFactory | None = None

    def initialise(self, config: DatabaseConfig) -> None:
        """Open the database; create it when it is missing."""
        self._factory = init_sqlite_database(config, SCHEMA, migrate=True)

    @property
    def engine(self) -> Engine:
        """The engine."""
        if self._factory is None:
            raise DatabaseNotInitialised("the game has no database: call initialise() first")
        return self._factory.engine

    @property
    def session(self) -> sessionmaker[Session]:
        """What makes sessions."""
        return sessionmaker(self.engine)

    def get_session(self) -> Session:
        """Return a new session, which the caller has to close."""
        return self.session()

    def dispose(self) -> None:
        """Close the connections."""
        if self._factory is not None:
            self._factory.dispose()
            self._factory = None


DATABASE = DatabaseManager()


def get_session() -> Session:
    """Return a new session on the game's database."""
    return DATABASE.get_session()


@contextmanager
def session_scope() -> Iterator[Session]:
    """A unit of work on the game's database."""
    session = get_session()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


class SessionContext:
    """A unit of work on a database: it commits or rolls back on exit, and closes."""

    def __init__(self, database: DatabaseManager) -> None:
        self._database = database

    def __enter__(self) -> Session:
        self._session = self._database.get_session()
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._session.commit()
            else:
                self._session.rollback()
        finally:
            self._session.close()
