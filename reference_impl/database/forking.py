"""Engines in a forked child: it has its parent's sockets, and must not use or close them."""

from __future__ import annotations

import os
import weakref

from sqlalchemy import Engine

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


def dispose_in_children(engine: Engine) -> None:
    """Let an engine start with no connections in every child that `os.fork()` makes from now on.

    Args:
        engine: the engine; it is forgotten when nobody else refers to it.
    """
    _engines.add(engine)


def _dispose() -> None:
    for engine in list(_engines):
        engine.dispose(close=False)  # to close them properly would end the parent's transactions


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_dispose)
