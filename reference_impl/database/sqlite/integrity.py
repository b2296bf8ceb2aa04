"""Whether a database is intact: an answer, never an exception of the driver."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reference_impl.database.errors import DatabaseError
from reference_impl.database.sqlite.file import connect, examine, recover


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


def check_file(path: Path) -> IntegrityReport:
    """Check a file without changing what is committed: pages and indexes, and where foreign keys lead."""
    try:
        examine(path)
        recover(path)
        with closing(connect(path, "ro")) as connection:
            return IntegrityReport(problems(connection))
    except (DatabaseError, sqlite3.Error) as error:
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
