"""Databases on SQLite, in files and in memory, for the tests of the database layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from notes import NOTES

from reference_impl.database import DatabaseConfig, SqliteSessionFactory, dispose_database, init_sqlite_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Callable[..., SqliteSessionFactory]]:
    """Open databases in files, one for each name, and dispose of them at the end."""
    opened: list[SqliteSessionFactory] = []

    def open_one(name: str = "notes.db", *, busy_timeout: int = 5000, **options: bool) -> SqliteSessionFactory:
        config = DatabaseConfig(db_path=tmp_path / name, db_busy_timeout=busy_timeout)
        opened.append(init_sqlite_database(config, NOTES, **options))
        return opened[-1]

    yield open_one
    for factory in opened:
        factory.dispose()


@pytest.fixture
def factory(database: Callable[..., SqliteSessionFactory]) -> SqliteSessionFactory:
    """A database in a file."""
    return database()


@pytest.fixture(autouse=True)
def no_application_database() -> Iterator[None]:
    """Leave no factory behind for the next test."""
    yield
    dispose_database()
