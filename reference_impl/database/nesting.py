"""Which scopes are open around the code that runs: what a nested scope joins, and who holds SQLite's write lock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import Engine

from reference_impl.database.errors import JoinedScopeFailed, SessionOwnership
from reference_impl.database.factory import SessionFactory
from reference_impl.database.ownership import OwnedSession, current_task

_log = logging.getLogger(__name__)


def _place() -> tuple[object, int]:
    return current_task(), threading.get_ident()


@dataclass(slots=True, eq=False)
class OpenScope:
    """A scope between its opening and its end.

    Attributes:
        session: the scope's session.
        factory: what made it.
        outer: the scope around this one, in the same context.
        place: the task (None where no event loop runs) and thread that opened it.
        failed: the error with which a scope that had joined this one ended.
    """

    session: OwnedSession
    factory: SessionFactory
    outer: OpenScope | None = field(default_factory=lambda: _innermost.get())
    place: tuple[object, int] = field(default_factory=_place)
    failed: BaseException | None = None

    def check_joinable(self) -> None:
        """Return if code that runs here may join this scope.

        Raises:
            SessionOwnership: another task or thread opened it.
        """
        if self.session.owner is not None:
            self.session.owner.check()
        elif self.place != _place():
            raise SessionOwnership("the enclosing scope belongs to another task or thread: open an independent one")

    def commit(self) -> None:
        """Commit, if there is anything to commit: an empty COMMIT costs more than the rest of an empty scope.

        Raises:
            JoinedScopeFailed: a scope that had joined this one failed, and its error was swallowed.
        """
        if self.failed is not None:
            raise JoinedScopeFailed(
                "a scope that had joined this one failed, and half of its work would be committed: let the error "
                'through, or open the inner scope with propagation="savepoint"'
            ) from self.failed
        if self.session.in_transaction():
            self.session.commit()

    def roll_back(self, error: BaseException) -> None:
        """Undo the work because of an error, which a failure to do so does not replace: it becomes a note."""
        try:
            self.session.rollback()
        except Exception as failure:
            error.add_note(f"The rollback failed too: {failure}")
            _log.warning("rollback failed", exc_info=True)

    def close(self) -> None:
        """Close the session. What was to be committed is; a connection that cannot be given back is only logged."""
        try:
            self.session.close()
        except Exception:
            _log.warning("closing a session failed", exc_info=True)


_innermost: ContextVar[OpenScope | None] = ContextVar("innermost_scope", default=None)


@contextmanager
def entered(scope: OpenScope) -> Generator[None]:
    """Make a scope the innermost one for as long as the block lasts."""
    token = _innermost.set(scope)
    try:
        yield
    finally:
        # The block may end in another context than it began in, as the generator of a synchronous FastAPI dependency
        # does; then there is nothing to put back in this one.
        with suppress(ValueError):
            _innermost.reset(token)


def enclosing(factory: SessionFactory) -> OpenScope | None:
    """Return the innermost open scope of a factory, or None."""
    return next((scope for scope in _open_scopes() if scope.factory is factory), None)


def holds_transaction(engine: Engine) -> bool:
    """Return whether an enclosing scope has begun a transaction on this engine."""
    return any(scope.factory.engine is engine and scope.session.has_begun for scope in _open_scopes())


def _open_scopes() -> Iterator[OpenScope]:
    scope = _innermost.get()
    while scope is not None:
        yield scope
        scope = scope.outer
