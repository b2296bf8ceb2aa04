"""The application's factory: set once at the start, asked for anywhere, gone after disposal.

Setting a second one is an error: whoever kept the first would go on writing to another engine than everybody else. To
replace it, dispose of it first; who still holds it is then told so.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

from reference_impl.database.errors import DatabaseAlreadyInitialised, DatabaseNotInitialised, shown
from reference_impl.database.factory import SessionFactory

_factory: SessionFactory | None = None
_lock = threading.Lock()


def set_session_factory(factory: SessionFactory) -> None:
    """Make a factory the application's that was made elsewhere, such as a `SqliteSessionFactory`.

    Args:
        factory: what `session_scope()` is to use.

    Raises:
        DatabaseAlreadyInitialised: there is one already.
    """
    global _factory
    with _lock:
        if _factory is not None:
            raise DatabaseAlreadyInitialised(
                "the database is initialised already: call dispose_database() first", path=shown(_factory.engine.url)
            )
        _factory = factory


def get_session_factory() -> SessionFactory:
    """Return the application's factory.

    Raises:
        DatabaseNotInitialised: before `init_database()`, and after `dispose_database()`.
    """
    factory = _factory  # one read: another thread may dispose of it at any moment
    if factory is None:
        raise DatabaseNotInitialised("there is no database: call init_database() when the application starts")
    return factory


def dispose_database() -> None:
    """Close the application's connections and forget its factory; nothing where there is none."""
    global _factory
    with _lock:
        factory, _factory = _factory, None
    if factory is not None:
        factory.dispose()


@contextmanager
def using_session_factory(factory: SessionFactory) -> Generator[SessionFactory]:
    """Put a factory in the place of the application's for a `with` block, as tests do; it is not disposed of.

    Args:
        factory: what `session_scope()` is to use in the block, in every thread.
    """
    global _factory
    with _lock:
        before, _factory = _factory, factory
    try:
        yield factory
    finally:
        with _lock:
            _factory = before
