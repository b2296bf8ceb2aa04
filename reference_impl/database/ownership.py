"""Whose session it is: a session that a request publishes belongs to one task and thread, and is checked on use.

Context variables are inherited by `asyncio.create_task()` and `asyncio.to_thread()`. A child task therefore finds the
session of its parent, even when the parent's request is long over, and SQLAlchemy itself raises nothing when two
threads use one session. `set_current_session()` gives the session an `Owner`; from then on each use asks it.

A session without an owner (every session of a desktop program) is not checked, and pays one attribute look-up a call.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session, SessionTransaction

from reference_impl.database.errors import SessionOwnership


class Owner:
    """The task and thread that a session belongs to.

    Args:
        worker_threads: whether threads without a task of their own may use the session too, one at a time. A web
            framework runs synchronous endpoints in such threads while the request's task waits for them.
    """

    def __init__(self, *, worker_threads: bool = False) -> None:
        self.task = current_task()
        self.thread = threading.current_thread()
        self.worker_threads = worker_threads
        self.released = False
        # Reentrant: a query flushes, a commit flushes.
        self._in_use = threading.RLock()

    def check(self) -> None:
        """Return if the session may be used here and now.

        Raises:
            SessionOwnership: another task or thread owns the session, or its owner has ended.
        """
        task, thread = current_task(), threading.current_thread()
        if self.released:
            raise SessionOwnership("the request that this session belonged to is over: open a scope of your own")
        if (task, thread) != (self.task, self.thread) and not (self.worker_threads and task is None):
            raise SessionOwnership(
                "this session belongs to another task or thread: open a scope of your own",
                expected=_name(self.task, self.thread),
                found=_name(task, thread),
            )

    @contextmanager
    def using(self) -> Generator[None]:
        """Hold the session for one operation.

        Raises:
            SessionOwnership: see `check()`; or another thread uses the session at this moment.
        """
        self.check()
        if not self._in_use.acquire(blocking=False):
            raise SessionOwnership("another thread uses this session at this moment: wait for it, or open a scope")
        try:
            self.check()  # again: it may have been released in between
            yield
        finally:
            self._in_use.release()

    def take(self, *, worker_threads: bool = False) -> None:
        """Make the task and thread that run here the owner, after waiting for an operation that is under way.

        Args:
            worker_threads: as above.
        """
        with self._in_use:
            self.task, self.thread, self.worker_threads = current_task(), threading.current_thread(), worker_threads

    def release(self) -> None:
        """End the ownership, after waiting for an operation that is under way: every further one is refused."""
        with self._in_use:
            self.released = True


class OwnedSession(Session):
    """The session that `SessionFactory` makes: it asks its owner, if it has one, before each operation."""

    owner: Owner | None = None

    @property
    def has_begun(self) -> bool:
        """Whether a transaction has begun in the database, and not only in the session (`in_transaction()`)."""
        transaction = Session.get_transaction(self)  # whoever owns it
        # There is no public way to ask. A listener to after_begin would cost every transaction 5 % of a query.
        return transaction is not None and bool(transaction._connections)  # pyright: ignore[reportPrivateUsage]


def _asks_owner(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def asking(session: OwnedSession, *args: Any, **kwargs: Any) -> Any:  # whatever the method takes and returns
        owner = session.owner
        if owner is None:
            return method(session, *args, **kwargs)
        with owner.using():
            result = method(session, *args, **kwargs)
            if isinstance(result, SessionTransaction):
                _ask_for_endings(result, owner)
            return result

    return asking


def _answers_with_asking(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def answering(session: OwnedSession) -> Any:  # what the method returns
        result = method(session)
        if session.owner is not None and isinstance(result, SessionTransaction):
            _ask_for_endings(result, session.owner)
        return result

    return answering


def _ask_for_endings(transaction: SessionTransaction, owner: Owner) -> None:
    """Let a transaction ask the owner too: it is ended through itself, as in `with session.begin_nested()`."""
    if "commit" in vars(transaction):
        return  # it asks already

    def asking(ending: Callable[..., None]) -> Callable[..., None]:
        def ask(*args: Any, **kwargs: Any) -> None:  # whatever the ending takes
            with owner.using():
                ending(*args, **kwargs)

        return ask

    vars(transaction).update({name: asking(getattr(transaction, name)) for name in ("close", "commit", "rollback")})


_OPERATIONS = """
    add add_all begin begin_nested bulk_insert_mappings bulk_save_objects bulk_update_mappings close commit connection
    delete delete_all execute expire expire_all expunge expunge_all flush get get_one invalidate merge merge_all prepare
    query refresh reset rollback scalar scalars
"""

# Wrapped here and not overridden one by one: the signatures, overloads included, stay those of Session.
for _question in ("get_nested_transaction", "get_transaction"):
    setattr(OwnedSession, _question, _answers_with_asking(getattr(Session, _question)))
for _operation in _OPERATIONS.split():
    setattr(OwnedSession, _operation, _asks_owner(getattr(Session, _operation)))


def current_task() -> asyncio.Task[Any] | None:
    """Return the task that runs here, or None where no event loop runs."""
    # asyncio exports it under this name. The public way raises where no loop runs, which costs a desktop program 4 µs.
    loop = asyncio._get_running_loop()  # pyright: ignore[reportPrivateUsage]
    return None if loop is None else asyncio.current_task(loop)


def _name(task: asyncio.Task[Any] | None, thread: threading.Thread) -> str:
    return f"thread {thread.name!r}" if task is None else f"task {task.get_name()!r} in thread {thread.name!r}"
