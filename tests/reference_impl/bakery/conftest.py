"""The bakery's tables in a real SQLite file, and on a real PostgreSQL; and the bakery served over HTTP."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bakery_client import Client, open_bakery
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from winter_market import Market, Shop, open_market, open_shop

from reference_impl.bakery.models import SCHEMA
from reference_impl.database import (
    DatabaseConfig,
    SessionFactory,
    guarded,
    init_sqlite_database,
    session_scope,
    using_session_factory,
)


@pytest.fixture
def sqlite_factory(tmp_path: Path) -> Iterator[SessionFactory]:
    """A file with the bakery's empty tables."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path / "bakery.db"), SCHEMA)
    yield factory
    factory.dispose()


@pytest.fixture
def postgresql_factory(postgresql_url: str) -> Iterator[SessionFactory]:
    """A PostgreSQL database with the bakery's empty tables."""
    factory = SessionFactory(create_engine(postgresql_url))
    SCHEMA.metadata.create_all(factory.engine)
    yield factory
    factory.dispose()


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


@pytest.fixture(scope="session")
def served_bakery() -> Iterator[Client]:
    """The bakery behind a real server, on whatever database a test puts there."""
    with open_bakery() as client:
        yield client


@pytest.fixture(scope="session")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Market]:
    """A file with a committed shop, to be copied."""
    path = tmp_path_factory.mktemp("shop") / "bakery.db"
    factory = init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA)
    market = open_shop(factory)
    factory.dispose()
    return path, market


@pytest.fixture
def sqlite_shop(shop_file: tuple[Path, Market], tmp_path: Path) -> Iterator[Shop]:
    """A shop in a file of its own, which is the application's database."""
    path, market = shop_file
    factory = init_sqlite_database(DatabaseConfig(db_path=shutil.copy(path, tmp_path / "shop.db")), SCHEMA)
    with using_session_factory(factory):
        yield Shop(factory, market)
    factory.dispose()


@pytest.fixture
def postgresql_shop(postgresql_factory: SessionFactory) -> Iterator[Shop]:
    """A shop on PostgreSQL, which is the application's database."""
    market = open_shop(postgresql_factory)
    with using_session_factory(postgresql_factory):
        yield Shop(postgresql_factory, market)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """A shop, once in a file and once on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_shop")


@pytest.fixture
def client(served_bakery: Client, sqlite_shop: Shop) -> Client:
    """A client of the bakery, whose shop is in a file."""
    return served_bakery
