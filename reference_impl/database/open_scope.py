"""Open scopes, one inside another: how each ends, what a nested one joins, and who holds SQLite's write lock."""

from __future__ import annotations

import logging
import threading
from contextvars import ContextVar, Token
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from reference_impl.database import forking
from reference_impl.database.errors import JoinedScopeFailed, SessionOwnership
from reference_impl.database.factory import SessionFactory
from reference_impl.database.ownership import OwnedSession, current_task
from reference_impl.database.read_only import ReaderSession

_log = logging.getLogger(__name__)

_innermost: ContextVar[OpenScope | None] = ContextVar("innermost_scope", default=None)
forking.in_children(lambda: _innermost.set(None))


class OpenScope:
    """The life of a session, as a `with` block: commit when it ends well, roll back when it does not, close.

    A class and not a generator: that costs half as much.

    Args:
        session: a new session.
        factory: what made it.
    """

    __slots__ = ("_generation", "_task", "_thread", "_token", "ended", "factory", "failed", "outer", "session")

    def __init__(self, session: OwnedSession, factory: SessionFactory) -> None:
        self.session = session
        self.factory = factory
        self.ended = False
        self.failed: BaseException | None = None  # the error with which a scope that had joined this one ended

    def __enter__(self) -> Session:
        self.enter()
        return self.session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self.end(error)
        finally:
            self.leave()

    def enter(self) -> None:
        """Become the innermost scope of this context; the task and thread that run here are those of the scope."""
        self.outer = _innermost.get()
        self._task = current_task()
        self._thread = threading.get_ident()
        self._generation = forking.generation()
        self._token: Token[OpenScope | None] = _innermost.set(self)

    def leave(self) -> None:
        """Make the enclosing scope the innermost one again."""
        try:
            _innermost.reset(self._token)
        except ValueError:
            # The block ends in another context than it began in, as a synchronous FastAPI dependency does: in this one
            # there is nothing to put back.
            return

    def end(self, error: BaseException | None) -> None:
        """Commit, or roll back because of an error, and close.

        Raises:
            JoinedScopeFailed: a scope that had joined this one failed, and its error was swallowed.
            SessionOwnership: this process was forked within the scope.
        """
        self.ended = True
        if self._generation != forking.generation():
            forking.keep(self.session)
            if error is None:
                raise SessionOwnership(
                    "this scope belongs to the process that this one was forked from: leave it there"
                )
            return
        try:
            if error is None:
                self.commit()
            else:  # KeyboardInterrupt, CancelledError and GeneratorExit undo the work too
                self._roll_back(error)
        finally:
            self._close()

    def commit(self) -> None:
        """Commit, if there is anything to commit: an empty COMMIT costs more than the rest of an empty scope.

        Raises:
            JoinedScopeFailed: a scope that had joined this one failed, and its error was swallowed.
        """
        try:
            if self.failed is not None:
                raise JoinedScopeFailed(
                    "a scope that had joined this one failed, and half of its work would be committed: let the error "
                    'through, or open the inner scope with propagation="savepoint"'
                ) from self.failed
            if self.session.in_transaction():
                self.session.commit()
        except BaseException as error:
            self._roll_back(error)
            raise

    def _roll_back(self, error: BaseException) -> None:
        """Undo the work because of an error, which a failure to do so does not replace: it becomes a note."""
        try:
            self.session.rollback()
        except Exception as failure:
            error.add_note(f"The rollback failed too: {failure}")
            _log.warning("rollback failed", exc_info=True)

    def _close(self) -> None:
        """Close the session. Its work is done or undone; a connection that cannot be given back is only logged."""
        try:
            self.session.close()
        except Exception:
            _log.warning("closing a session failed", exc_info=True)

    def check_joinable(self) -> None:
        """Return if code that runs here may join this scope.

        Raises:
            SessionOwnership: another task or thread opened it.
        """
        if self.session.owner is not None:
            self.session.owner.check()
        elif (self._task, self._thread) != (current_task(), threading.get_ident()):
            raise SessionOwnership("the enclosing scope belongs to another task or thread: open an independent one")


class ReaderScope(OpenScope):
    """A scope that ends in a rollback, and refuses what would be lost by that.

    Args:
        session: a new session.
        factory: what made it.
    """

    __slots__ = ()

    session: ReaderSession

    def commit(self) -> None:
        """Commit nothing.

        Raises:
            ReadOnlyScope: an object was added, deleted or changed.
        """
        self.session.refuse_changes()


def enclosing(factory: SessionFactory) -> OpenScope | None:
    """Return the innermost open scope of a factory, or None."""
    scope = _innermost.get()
    while scope is not None and (scope.ended or scope.factory is not factory):
        scope = scope.outer
    return scope


def holds_transaction(engine: Engine) -> bool:
    """Return whether an enclosing scope that may write has begun a transaction on this engine."""
    scope = _innermost.get()
    while scope is not None:
        if scope.factory.engine is engine and not isinstance(scope, ReaderScope) and scope.session.has_begun:
            return True
        scope = scope.outer
    return False
