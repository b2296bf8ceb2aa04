"""A migrated database on a real PostgreSQL, emptied after each test, and managers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest
from databases import Database

from reference_impl.documentation import DocumentationSettings, SessionManager, migrate, open_manager
from reference_impl.embedded_postgresql import EmbeddedPostgres, PostgresServer, embedded_postgresql


@pytest.fixture(scope="session")
def migrated(postgresql: PostgresServer) -> Iterator[Database]:
    """A migrated database."""
    url = postgresql.create_database()
    migrate(DocumentationSettings(database_url=url))
    yield Database(url)
    postgresql.drop_database(url)


@pytest.fixture(scope="session")
def own_server(postgresql: PostgresServer) -> Iterator[EmbeddedPostgres]:
    """A server of our own, which may be stopped and whose processes may be suspended."""
    if isinstance(postgresql, EmbeddedPostgres):
        yield postgresql
    else:
        with embedded_postgresql() as server:
            yield server


@pytest.fixture
def own_database(own_server: EmbeddedPostgres) -> Iterator[Database]:
    """A migrated database on it."""
    url = own_server.create_database()
    migrate(DocumentationSettings(database_url=url))
    yield Database(url)
    own_server.drop_database(url)


@pytest.fixture
def database(migrated: Database) -> Iterator[Database]:
    """A migrated database, which is empty when the test begins."""
    yield migrated
    migrated.run("TRUNCATE documentation_sessions")


@pytest.fixture
def open_one(database: Database) -> Iterator[Callable[..., SessionManager]]:
    """Open managers on the database, with settings of the test's; they are shut down after it."""
    with ExitStack() as cleanup:

        def opened(**settings: Any) -> SessionManager:  # whatever the settings take
            return cleanup.enter_context(open_manager(database.settings(**settings)))

        yield opened


@pytest.fixture
def manager(open_one: Callable[..., SessionManager]) -> SessionManager:
    """A manager."""
    return open_one()


@pytest.fixture
def other(open_one: Callable[..., SessionManager]) -> SessionManager:
    """Another manager on the same database, as another process has one."""
    return open_one()


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection]:
    """A bare connection, in which a test may keep a transaction open."""
    with psycopg.connect(database.dsn) as connection:
        yield connection
