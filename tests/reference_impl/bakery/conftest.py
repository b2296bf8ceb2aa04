"""The bakery's database, in an SQLite file and on PostgreSQL, and a guarded session on it."""

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
def sqlite_factory(tmp_path: Path) -> Iterator[SessionFactory]:
    """An empty bakery in a file."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "bakery.db"), SCHEMA)
    yield factory
    factory.dispose()


@pytest.fixture
def postgresql_factory(postgresql_url: str) -> Iterator[SessionFactory]:
    """An empty bakery on PostgreSQL."""
    factory = SessionFactory(create_engine(postgresql_url))
    SCHEMA.metadata.create_all(factory.engine)
    yield factory
    factory.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest) -> SessionFactory:
    """An empty bakery, once in a file and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_factory")


@pytest.fixture
def session(sqlite_factory: SessionFactory) -> Iterator[Session]:
    """A session on a file, in which a service that commits or rolls back is refused."""
    with session_scope(sqlite_factory) as session, guarded(session):
        yield session


@pytest.fixture
def market(session: Session) -> Market:
    """The bakery before its winter market, in the session and not committed."""
    return open_market(session)
