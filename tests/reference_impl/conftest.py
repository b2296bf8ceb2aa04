"""A real PostgreSQL for the tests that need one: the server that the environment names, or an embedded one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reference_impl.embedded_postgresql import PostgresServer, postgresql_for_tests


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """The server; started when the first test asks for it."""
    with postgresql_for_tests() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql: PostgresServer) -> Iterator[str]:
    """The URL of a fresh, empty database, which is dropped after the test."""
    url = postgresql.create_database()
    yield url
    postgresql.drop_database(url)
