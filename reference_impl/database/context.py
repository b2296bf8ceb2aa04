"""The context variable: the session of the request at hand, for web frameworks that cannot hand it on.

None until somebody sets it, so a desktop program never notices that it exists. Threads, tasks and requests are isolated
from one another as `contextvars` isolates them; what a child task inherits is checked on use (see `ownership`).

    token = set_current_session(session)
    try:
        ...
    finally:
        reset_current_session(token)
"""

from __future__ import annotations

from contextvars import ContextVar, Token

from sqlalchemy.orm import Session

from reference_impl.database.ownership import OwnedSession, Owner

_current_session: ContextVar[Session | None] = ContextVar("current_session", default=None)


def get_current_session() -> Session | None:
    """Return the session of this context, or None: by default, after a reset, and once its request is over.

    Never raises. Whose session it is is checked when it is used.
    """
    session = _current_session.get()
    if isinstance(session, OwnedSession) and session.owner is not None and session.owner.released:
        return None
    return session


def set_current_session(session: Session | None, *, worker_threads: bool = False) -> Token[Session | None]:
    """Make a session that of this context, and this task and thread its owner from now on, if it has none.

    Args:
        session: the session; None clears the variable.
        worker_threads: whether threads that this task waits for may use it too, one at a time.

    Returns:
        The token for `reset_current_session()`.

    Raises:
        SessionOwnership: the session belongs to another task or thread.
    """
    if isinstance(session, OwnedSession):
        if session.owner is None:
            session.owner = Owner(worker_threads=worker_threads)
        else:
            session.owner.check()
    return _current_session.set(session)


def reset_current_session(token: Token[Session | None]) -> None:
    """Put back what `set_current_session()` replaced.

    The session keeps its owner: who inherited the variable before the reset may still not use it.

    Raises:
        ValueError: the token was made in another context.
        RuntimeError: the token was used before.
    """
    _current_session.reset(token)
