"""SQLite's errors in the words of the database layer: by their code, never by their text."""

from __future__ import annotations

import sqlite3

from reference_impl.database.errors import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabasePermissionDenied,
    DatabaseUnavailable,
)

# Primary result codes, https://www.sqlite.org/rescode.html: the class, what is wrong and what to do.
_BY_CODE: dict[int, tuple[type[DatabaseError], str, str]] = {
    sqlite3.SQLITE_BUSY: (
        DatabaseLocked,
        "another connection holds the lock: try the transaction again",
        "a free lock",
    ),
    sqlite3.SQLITE_LOCKED: (
        DatabaseLocked,
        "another statement holds a table: try the transaction again",
        "a free lock",
    ),
    sqlite3.SQLITE_FULL: (DatabaseFull, "the disk or the database's limit is full: make room", "room to write"),
    sqlite3.SQLITE_READONLY: (DatabasePermissionDenied, "the file cannot be written", "read and write permission"),
    sqlite3.SQLITE_PERM: (DatabasePermissionDenied, "the file cannot be opened", "read and write permission"),
    sqlite3.SQLITE_AUTH: (DatabasePermissionDenied, "the file cannot be opened", "read and write permission"),
    sqlite3.SQLITE_CANTOPEN: (
        DatabaseUnavailable,
        "the file cannot be opened",
        "a file in a folder that can be written",
    ),
    sqlite3.SQLITE_IOERR: (DatabaseUnavailable, "reading or writing failed: look at the disk", "a working disk"),
    sqlite3.SQLITE_CORRUPT: (DatabaseDamaged, "the pages are damaged: restore a copy", "an intact database"),
    sqlite3.SQLITE_NOTADB: (DatabaseDamaged, "this is no SQLite database: restore a copy", "an SQLite database"),
}


def translated(error: BaseException, path: object) -> DatabaseError | None:
    """Return what an error of the driver means, or None for those that mean themselves.

    Violated constraints (`IntegrityError`) and misuse of the driver stay what they are: a service that expects a
    duplicate catches SQLAlchemy's own error.

    Args:
        error: what the driver raised.
        path: the file.
    """
    if not isinstance(error, sqlite3.Error):
        return None
    # Errors of the driver itself, such as misuse, have no code. The low byte is the primary code.
    code = getattr(error, "sqlite_errorcode", None)
    known = None if code is None else _BY_CODE.get(code & 0xFF)
    if known is not None:
        kind, what, expected = known
        return kind(what, path=path, expected=expected, found=str(error))
    if isinstance(error, sqlite3.OperationalError):
        return DatabaseError(f"SQLite cannot carry this out: {error}", path=path)
    return None
