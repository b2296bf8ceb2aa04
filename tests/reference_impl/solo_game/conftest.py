"""A database in a file, and units of work on it. Managers are made in the tests, on the session that lives there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reference_impl.database import DatabaseConfig
from reference_impl.solo_game import DatabaseManager, SessionContext


@pytest.fixture
def database_manager(tmp_path: Path) -> Iterator[DatabaseManager]:
    """An open database, which is disposed of after the test."""
    database = DatabaseManager()
    database.initialise(DatabaseConfig(db_path=tmp_path / "game.db"))
    yield database
    database.dispose()


@pytest.fixture
def session_context(database_manager: DatabaseManager) -> SessionContext:
    """A unit of work, to be entered in the test: `with session_context as session:`."""
    return SessionContext(database_manager)
