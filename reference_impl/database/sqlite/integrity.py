"""Whether a database is intact: an answer, never an exception of the driver."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reference_impl.database.errors import DatabaseError
from reference_impl.database.sqlite.file import connect_to_look, examine


@dataclass(frozen=True)
class IntegrityReport:
    """What a check found; true when it found nothing.

    Attributes:
        problems: one sentence each; `integrity_check` stops at a hundred.
    """

    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        return "; ".join(self.problems) or "ok"


def check_file(path: Path, busy_timeout: int) -> IntegrityReport:
    """Check a file: pages, indexes and constraints, and where foreign keys lead.

    Args:
        path: the file, an absolute path.
        busy_timeout: milliseconds to wait for another connection's lock.
    """
    try:
        examine(path)
        with closing(connect_to_look(path, busy_timeout)) as connection:
            return check_connection(connection)
    except (DatabaseError, sqlite3.Error) as error:
        return IntegrityReport((str(error),))


def check_connection(connection: sqlite3.Connection) -> IntegrityReport:
    """Check the database of a connection."""
    try:
        return IntegrityReport(problems(connection))
    except sqlite3.Error as error:
        return IntegrityReport((str(error),))


def problems(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return what `integrity_check` and `foreign_key_check` find.

    Raises:
        sqlite3.Error: the damage is such that SQLite cannot look.
    """
    pages = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    keys = [
        f"row {rowid} of {table} refers to a row of {parent} that is not there"
        for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    return tuple(problem for problem in (*pages, *keys) if problem != "ok")
