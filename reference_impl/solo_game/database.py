"""Where the game's sessions come from: a `SessionContext`, and nowhere else.

database = DatabaseManager()
database.initialise(DatabaseConfig(db_path=Path("game.db")))
with SessionContext(database) as session:
    managers = create_all_managers(session)
    ...
database.dispose()
"""

from __future__ import annotations

import threading
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from reference_impl.database import DatabaseConfig, SqliteSessionFactory, init_sqlite_database
from reference_impl.database.errors import DatabaseAlreadyInitialised, DatabaseError, DatabaseNotInitialised
from reference_impl.database.open_scope import OpenScope
from reference_impl.database.ownership import OwnedSession
from reference_impl.solo_game.models import SCHEMA


class SessionContextInUse(DatabaseError):
    """A `SessionContext` was entered while it had a session already, which would have been lost."""


class DatabaseManager:
    """Holds the engine, and what makes sessions on it; it makes none itself.

    It is empty before `initialise()` and after `dispose()`. Nothing is global: a test has one of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[SqliteSessionFactory, sessionmaker[OwnedSession]] | None = None

    def initialise(self, config: DatabaseConfig) -> None:
        """Open the database; create it when it is missing, migrate it when it is older. A second time does nothing.

        Args:
            config: path, timeout and pool size.

        Raises:
            DatabaseAlreadyInitialised: it is open with another configuration, which stays.
            DatabaseError: the file cannot be used; see `init_sqlite_database()`.
        """
        if not config.in_memory:  # the same file, wherever the program stands when it asks again
            config = config.model_copy(update={"db_path": config.db_path.absolute()})
        with self._lock:
            if self._opened is None:
                factory = init_sqlite_database(config, SCHEMA, migrate=True)
                # close_resets_only=False: who keeps a session beyond its context is told so.
                maker = sessionmaker(factory.engine, class_=OwnedSession, close_resets_only=False)
                self._opened = factory, maker
            elif (present := self._opened[0].config) != config:
                raise DatabaseAlreadyInitialised(
                    "the game's database is open already: call dispose() first",
                    path=present.db_path,
                    expected=repr(present),
                    found=repr(config),
                )

    @property
    def factory(self) -> SqliteSessionFactory:
        """The database layer's factory, which knows the file.

        Raises:
            DatabaseNotInitialised: before `initialise()`, and after `dispose()`.
        """
        return self._get_opened()[0]

    @property
    def engine(self) -> Engine:
        """The engine.

        Raises:
            DatabaseNotInitialised: as `factory` has it.
        """
        return self.factory.engine

    @property
    def session(self) -> sessionmaker[OwnedSession]:
        """What makes sessions. `SessionContext` calls it; who calls it commits and closes.

        Raises:
            DatabaseNotInitialised: as `factory` has it.
        """
        return self._get_opened()[1]

    def dispose(self) -> None:
        """Close the connections and be empty again, as tests need it; nothing where there is nothing."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            factory, maker = opened
            maker.configure(bind=None)  # an engine that was disposed of would connect again for whoever kept it
            factory.dispose()

    def _get_opened(self) -> tuple[SqliteSessionFactory, sessionmaker[OwnedSession]]:
        opened = self._opened  # one read: another thread may dispose of it at any moment
        if opened is None:
            raise DatabaseNotInitialised("the game has no database: call initialise() first")
        return opened


class SessionContext:
    """A unit of work: it makes a session on enter, commits or rolls back on exit, and closes it after that.

    It can be entered again when it is over, and makes another session then.

    Args:
        database: what makes the session.
    """

    def __init__(self, database: DatabaseManager) -> None:
        self._database = database
        self._entered = threading.Lock()  # held from enter to exit: of two threads that enter, one is refused

    def __enter__(self) -> Session:
        """Make a session.

        Raises:
            SessionContextInUse: it is entered already; that session goes on.
            DatabaseNotInitialised: there is no database.
        """
        if not self._entered.acquire(blocking=False):
            raise SessionContextInUse("this context has a session already: hand that on, or make another context")
        try:
            # The layer's own scope does the work: an error during the rollback does not hide the first one, and a
            # context inside another is refused its first write at once, because it would wait for the lock in vain.
            self._scope = OpenScope(self._database.session(), self._database.factory)
            return self._scope.__enter__()
        except BaseException:
            self._entered.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Commit, or roll back when an error passes, and close in any case."""
        scope = self._scope
        try:
            scope.__exit__(kind, error, traceback)
        finally:
            self._entered.release()
