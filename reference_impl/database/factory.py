"""The session factory: the only place that makes sessions.

    factory = SessionFactory(create_engine("sqlite://"))
    session = factory.create_session()

Tests hand a factory of their own to whatever needs one; nothing here is global.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from reference_impl.database.errors import FactoryDisposed, shown
from reference_impl.database.forking import start_anew_in_children
from reference_impl.database.ownership import OwnedSession
from reference_impl.database.read_only import ReaderSession

# An execution option: `begin` listeners and dialects read it; PostgreSQL's dialect knows its own.
READ_ONLY = {"read_only": True, "postgresql_readonly": True}
# Under READ COMMITTED each query sees what was committed when it began, and an answer of several is of several moments.
# On SQLite a transaction is of one moment by itself.
_OF_ONE_MOMENT = {"postgresql": {"isolation_level": "REPEATABLE READ"}}


class SessionFactory:
    """Makes sessions on one engine.

    Args:
        engine: what the sessions are bound to. In a child made by `os.fork()` it starts with no connections.
        expire_on_commit: as `Session` has it.
        autoflush: as `Session` has it.
        strict: sessions cannot be used after `close()` (`close_resets_only=False`); off, they start anew.
        guard: scopes refuse a commit, rollback or close by anybody but themselves (see `guard`).
    """

    def __init__(
        self,
        engine: Engine,
        *,
        expire_on_commit: bool = True,
        autoflush: bool = True,
        strict: bool = False,
        guard: bool = False,
    ) -> None:
        self.engine = engine
        self.guard = guard
        self.disposed = False
        self._reader_engine = engine.execution_options(**READ_ONLY, **_OF_ONE_MOMENT.get(engine.dialect.name, {}))
        self._options = session_options(expire_on_commit=expire_on_commit, autoflush=autoflush, strict=strict)
        start_anew_in_children(engine)

    def create_session(self) -> OwnedSession:
        """Return a new session, which the caller commits and closes; it takes a connection when it is first used.

        Raises:
            FactoryDisposed: after `dispose()`.
        """
        if self.disposed:
            self._refuse()
        return OwnedSession(self.engine, **self._options)

    def create_reader(self) -> ReaderSession:
        """Return a new session that refuses writes, in the ORM and, on SQLite and PostgreSQL, in the database.

        There all its queries see one state of the database: on PostgreSQL it asks for REPEATABLE READ.

        Raises:
            FactoryDisposed: after `dispose()`.
        """
        if self.disposed:
            self._refuse()
        return ReaderSession(self._reader_engine, **self._options)

    def dispose(self) -> None:
        """Close the engine's connections and make no more sessions; sessions in use keep theirs until they close."""
        self.disposed = True
        self.engine.dispose()

    def _refuse(self) -> None:
        raise FactoryDisposed(
            "this session factory was disposed of: ask get_session_factory() for the present one",
            path=shown(self.engine.url),
        )


def session_options(
    *, expire_on_commit: bool, autoflush: bool, strict: bool
) -> dict[str, Any]:  # as Session takes them
    """Return what a session is made with."""
    options: dict[str, Any] = {"expire_on_commit": expire_on_commit, "autoflush": autoflush}
    return {**options, "close_resets_only": False} if strict else options
