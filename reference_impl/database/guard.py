"""The runtime guard: the twin of the lint rules, for what no linter can see.

    with session_scope() as session, guarded(session):
        plan_event(..., session=session)        # GuardedSession if it, or what it calls, commits

As a fixture it guards every test of a service:

    @pytest.fixture
    def session(factory):
        with session_scope(factory) as session, guarded(session):
            yield session

`SessionFactory(engine, guard=True)` guards every `session_scope()` of the factory. Savepoints are not refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import event
from sqlalchemy.orm import Session

from reference_impl.database.errors import GuardedSession

if TYPE_CHECKING:  # at run time it needs greenlet
    from sqlalchemy.ext.asyncio import AsyncSession

_ENDINGS = ("close", "commit", "invalidate", "prepare", "reset", "rollback")
_PASSED_BY = ("sqlalchemy.", "contextlib", "reference_impl.database.")


@contextmanager
def guarded(session: Session | AsyncSession) -> Generator[None]:
    """Refuse to end the session's transaction or life as long as the block lasts.

    Args:
        session: any SQLAlchemy session; an asynchronous one is guarded through its synchronous half.

    Raises:
        GuardedSession: where a function commits, rolls back, closes, resets or begins, with that function's name. A
            rollback of a `SessionTransaction` object is not seen.
    """

    # A commit that does not go through the session: of what begin() or get_transaction() returned.
    def before_commit(committing: Session) -> None:
        if not committing.in_nested_transaction():
            _refuse("commit")

    with ExitStack() as guards:
        guarded_session = session if isinstance(session, Session) else session.sync_session
        refusals: dict[str, Callable[..., object]] = {name: _refusing(name) for name in _ENDINGS}
        if guarded_session is not session:
            # It runs its synchronous half on another stack, where the caller's name is not to be found.
            guards.enter_context(_replaced(session, {**refusals, "begin": _refusing("begin")}))
        guards.enter_context(_replaced(guarded_session, {**refusals, "begin": _only_savepoints(guarded_session)}))
        event.listen(guarded_session, "before_commit", before_commit)
        guards.callback(event.remove, guarded_session, "before_commit", before_commit)
        yield


@contextmanager
def _replaced(session: object, methods: dict[str, Callable[..., object]]) -> Generator[None]:
    attributes = vars(session)
    before = {name: attributes[name] for name in methods if name in attributes}  # of a guard around this one
    attributes.update(methods)
    try:
        yield
    finally:
        for name in methods:
            del attributes[name]
        attributes.update(before)


def _refusing(operation: str) -> Callable[..., NoReturn]:
    def refusing(*_args: object, **_options: object) -> NoReturn:
        _refuse(operation)

    return refusing


def _only_savepoints(session: Session) -> Callable[..., object]:
    def begin(nested: bool = False) -> object:  # begin_nested() calls begin(nested=True)
        if not nested:
            _refuse("begin")
        return type(session).begin(session, nested=True)

    return begin


def _refuse(operation: str) -> NoReturn:
    name = _caller()
    raise GuardedSession(f"{name} calls {operation}() on a session that its caller owns: leave that to the caller")


def _caller() -> str:
    """Return the name and place of the innermost function that is not part of the layer or of SQLAlchemy."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  (inspect.stack() reads every source file)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_PASSED_BY):
        frame = frame.f_back
    code = frame.f_code
    return f"{frame.f_globals.get('__name__')}.{code.co_qualname} ({code.co_filename}:{frame.f_lineno})"
