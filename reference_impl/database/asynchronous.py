"""The asynchronous twins of factory and scope, which need greenlet (`SQLAlchemy[asyncio]`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from reference_impl.database.errors import FactoryDisposed, shown
from reference_impl.database.factory import session_options
from reference_impl.database.forking import start_anew_in_children
from reference_impl.database.ownership import OwnedSession

_log = logging.getLogger(__name__)


class AsyncSessionFactory:
    """The asynchronous twin of `SessionFactory`: makes `AsyncSession`s on one `AsyncEngine`.

    Args:
        engine: what the sessions are bound to.
        expire_on_commit: as `AsyncSession` has it. Off by default, unlike there: reading an expired attribute would
            need an `await` that attribute access cannot have (MissingGreenlet).
        autoflush: as `AsyncSession` has it.
        strict: as `SessionFactory` has it.
    """

    def __init__(
        self, engine: AsyncEngine, *, expire_on_commit: bool = False, autoflush: bool = True, strict: bool = False
    ) -> None:
        self.engine = engine
        self.disposed = False
        self._options = session_options(expire_on_commit=expire_on_commit, autoflush=autoflush, strict=strict)
        start_anew_in_children(engine.sync_engine)

    def create_session(self) -> AsyncSession:
        """Return a new asynchronous session, which the caller commits and closes.

        Raises:
            FactoryDisposed: after `dispose()`.
        """
        if self.disposed:
            raise FactoryDisposed("this session factory was disposed of: make a new one", path=shown(self.engine.url))
        return AsyncSession(self.engine, sync_session_class=OwnedSession, **self._options)

    async def dispose(self) -> None:
        """Close the engine's connections and make no more sessions."""
        self.disposed = True
        await self.engine.dispose()


@asynccontextmanager
async def async_session_scope(factory: AsyncSessionFactory) -> AsyncGenerator[AsyncSession]:
    """Open an asynchronous session, commit it when the block ends well, roll it back on any exception, and close it.

    A cancelled task rolls back. Scopes inside scopes are independent.

    Args:
        factory: what makes the session.
    """
    session = factory.create_session()
    try:
        yield session
        if session.in_transaction():
            await session.commit()
    except BaseException as error:
        try:
            await _close(session)  # rolls back
        except Exception as failure:
            error.add_note(f"The rollback failed too: {failure}")
        raise
    try:
        await _close(session)
    except Exception:  # what was to be committed is
        _log.warning("closing a session failed", exc_info=True)


async def _close(session: AsyncSession) -> None:
    # In a task of its own: whoever is cancelled a second time would leave the connection behind.
    await asyncio.shield(asyncio.create_task(_take_and_close(session)))


async def _take_and_close(session: AsyncSession) -> None:
    owned = session.sync_session
    if isinstance(owned, OwnedSession) and owned.owner is not None:
        owned.owner.take()
    await session.close()
