"""Scopes: a block in which a session lives. They open, commit or roll back, and close; nobody else does.

    with session_scope() as session:
        plan_event(..., session=session)

A scope inside a scope says what it means (`propagation`): the default, independent, opens a session and a transaction
of its own, as a bare `session_scope()` always did. Nothing is joined silently.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, get_args

from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from reference_impl.database.accessor import get_session_factory
from reference_impl.database.errors import ReadOnlyScope
from reference_impl.database.factory import SessionFactory
from reference_impl.database.guard import guarded
from reference_impl.database.open_scope import OpenScope, ReaderScope, enclosing

Propagation = Literal["independent", "savepoint", "required"]
_KINDS = get_args(Propagation)


def session_scope(
    factory: SessionFactory | None = None, *, propagation: Propagation = "independent"
) -> AbstractContextManager[Session]:
    """Open a session, commit it when the block ends well, roll it back on any exception, and close it.

    Args:
        factory: what makes the session; by default the application's (`init_database()`).
        propagation: what happens inside an open scope of the same factory.
            "independent": a session and a transaction of its own.
            "savepoint": the enclosing session, behind a savepoint; what fails here is undone here.
            "required": the enclosing session; what fails here fails the enclosing scope, even if it is swallowed there.
            Without an enclosing scope all three open one.

    Raises:
        ValueError: `propagation` is none of the three.
        DatabaseNotInitialised: no factory is given and there is none.
        ReadOnlyScope: a reader scope would have to become a writer.
        SessionOwnership: the scope to join belongs to another task or thread.
        JoinedScopeFailed: a scope that had joined this one failed, and nobody let its error through.
    """
    if propagation not in _KINDS:
        raise ValueError(f"propagation is one of {', '.join(_KINDS)}, not {propagation!r}")
    factory = factory or get_session_factory()
    outer = None if propagation == "independent" else enclosing(factory)
    if outer is not None:
        return _joined(outer, propagation)
    scope = OpenScope(factory.create_session(), factory)
    return _guarded(scope) if factory.guard else scope


@contextmanager
def reader_scope(factory: SessionFactory | None = None) -> Generator[Session]:
    """Open a session for reading: it refuses writes, sees one state of the database, and ends in a rollback.

    Args:
        factory: as `session_scope()` has it.

    Raises:
        DatabaseNotInitialised: no factory is given and there is none.
        ReadOnlyScope: something was written, or an object was changed.
    """
    factory = factory or get_session_factory()
    try:
        with ReaderScope(factory.create_reader(), factory) as session:
            yield session
    except InternalError as error:
        if getattr(error.orig, "sqlstate", None) == "25006":  # PostgreSQL: read_only_sql_transaction
            raise ReadOnlyScope("a reader scope cannot write: open a writer scope") from error
        raise


@contextmanager
def _guarded(scope: OpenScope) -> Generator[Session]:
    with scope as session, guarded(session):
        yield session


@contextmanager
def _joined(outer: OpenScope, propagation: Propagation) -> Generator[Session]:
    outer.check_joinable()
    if isinstance(outer, ReaderScope):
        raise ReadOnlyScope("a reader scope cannot become a writer: open an independent scope, or a writer around both")
    if propagation == "savepoint":
        with outer.session.begin_nested():
            yield outer.session
    else:
        try:
            yield outer.session
        except BaseException as error:
            outer.failed = error
            raise
