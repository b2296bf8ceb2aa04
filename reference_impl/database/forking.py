"""A forked child has its parent's connections, and must neither use nor close them.

Fork outside of all scopes, or start a new process instead. What goes wrong otherwise: over PostgreSQL's socket the
child ends its parent's transaction, and SQLite believes in the child that it holds the parent's locks, which costs rows
and files (https://www.sqlite.org/howtocorrupt.html, section 2.6). A child that was forked in the middle of a scope and
cannot help it leaves by `os._exit()`, as the children of `multiprocessing` do.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable

from sqlalchemy import Engine, QueuePool, StaticPool, event

from reference_impl.database.errors import DatabaseUnavailable

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_opened: weakref.WeakSet[Engine] = weakref.WeakSet()  # SQLite's that had a file open when the process was forked
_callbacks: list[Callable[[], object]] = []
_kept: list[object] = []
_generation = 0


def start_anew_in_children(engine: Engine) -> None:
    """Let an engine start with no connections in every child that `os.fork()` makes from now on.

    A database in memory is copied with its process, and stays. One on a file that is in use at the fork refuses to
    connect in the child.

    Args:
        engine: the engine; it is forgotten when nobody else refers to it.
    """
    if not isinstance(engine.pool, StaticPool):
        _engines.add(engine)


def in_children(callback: Callable[[], object]) -> None:
    """Call something in every forked child."""
    _callbacks.append(callback)


def generation() -> int:
    """Return a number that a forked child has one higher than its parent."""
    return _generation


def keep(inherited: object) -> None:
    """Keep what belongs to the parent: a connection that is collected is rolled back or closed."""
    _kept.append(inherited)


def _before() -> None:
    for engine in list(_engines):
        if engine.dialect.name == "sqlite":
            pool = engine.pool
            if isinstance(pool, QueuePool) and pool.checkedout():
                _opened.add(engine)
            engine.dispose()  # the idle connections; the parent opens them again


def _after_in_parent() -> None:
    _opened.clear()


def _after_in_child() -> None:
    global _generation
    _generation += 1
    for engine in list(_engines):
        keep(engine.pool)
        engine.dispose(close=False)
    for engine in list(_opened):
        event.listen(engine, "connect", _refuse, insert=True)
    for callback in _callbacks:
        callback()


def _refuse(*_connection: object) -> None:
    raise DatabaseUnavailable(
        "this process was forked while its parent had a database file open: fork outside of all scopes, or start a new "
        "process instead"
    )


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child)
