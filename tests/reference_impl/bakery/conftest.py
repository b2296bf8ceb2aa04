"""The bakery's tables in a real SQLite file, and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from winter_market import Market, open_market

from reference_impl.bakery.models import SCHEMA
from reference_impl.database import DatabaseConfig, SessionFactory, guarded, init_sqlite_database, session_scope


@pytest.fixture
def bakery(tmp_path: Path) -> Iterator[SessionFactory]:
    """A file with the bakery's empty tables."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "bakery.db"), SCHEMA)
    yield factory
    factory.dispose()


@pytest.fixture
def postgresql_bakery(postgresql_url: str) -> Iterator[SessionFactory]:
    """A PostgreSQL database with the bakery's empty tables."""
    factory = SessionFactory(create_engine(postgresql_url))
    SCHEMA.metadata.create_all(factory.engine)
    yield factory
    factory.dispose()


@pytest.fixture
def session(bakery: SessionFactory) -> Iterator[Session]:
    """A session on the file that nobody but the test's scope may end."""
    with session_scope(bakery) as session, guarded(session):
        yield session


@pytest.fixture
def market(session: Session) -> Market:
    """The bakery before its winter market, in the session and not committed."""
    return open_market(session)
