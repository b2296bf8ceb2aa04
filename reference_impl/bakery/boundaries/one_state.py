"""A reader scope whose queries all see one state of the database, also beside a writer."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from reference_impl.database import SessionFactory, reader_scope


@contextmanager
def one_state_scope(factory: SessionFactory) -> Generator[Session]:
    """Open a reader scope for answers that are made of several queries, such as the progress of all events.

    PostgreSQL's default, READ COMMITTED, lets each query see what was committed when it began. Under REPEATABLE READ
    all of them see the state at the first one, and a transaction that only reads never has to be repeated
    (https://www.postgresql.org/docs/current/transaction-iso.html). On SQLite every transaction sees one state.

    Args:
        factory: what makes the session.

    Raises:
        ReadOnlyScope: something was written.
    """
    with reader_scope(factory) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
