"""What can go wrong with a database, one class each.

Every error names the file or server, what was expected and what was found. Credentials never stand in a text: URLs are
shown without user, password and query (see `shown`).
"""

from __future__ import annotations

from sqlalchemy.engine import URL


class DatabaseError(Exception):
    """What the database layer raises; all its errors are subclasses.

    Args:
        what: what is wrong and what to do about it, as one or two sentences.
        path: the file, or the server's URL without credentials; None where there is neither.
        expected: what should have been there.
        found: what was there instead.
    """

    def __init__(
        self, what: str, *, path: object = None, expected: str | None = None, found: str | None = None
    ) -> None:
        self.what = what
        self.path = None if path is None else str(path)
        self.expected = expected
        self.found = found
        text = what if path is None else f"{path}: {what}"
        if expected is not None:
            text += f" (expected: {expected}; found: {found})"
        super().__init__(text)


class DatabaseNotInitialised(DatabaseError):
    """No factory is there to ask: before `init_database()`, or after `dispose_database()`."""


class DatabaseAlreadyInitialised(DatabaseError):
    """`init_database()` was called a second time without `dispose_database()` in between."""


class FactoryDisposed(DatabaseError):
    """A session was asked of a factory whose engine has been disposed of."""


class InvalidDatabaseUrl(DatabaseError):
    """The URL cannot be parsed, or names a dialect or driver that is not installed."""


class InvalidEngineOptions(DatabaseError):
    """The driver or the pool refuses an option of the configuration."""


class DatabaseUnavailable(DatabaseError):
    """The server does not answer or refuses the login, or the file cannot be read or written."""


class DatabaseNotFound(DatabaseError):
    """The file had to exist and does not."""


class DatabaseIsNotAFile(DatabaseError):
    """The path leads to a directory, a device or a socket."""


class DatabaseIsASymbolicLink(DatabaseError):
    """The path is a symbolic link: whoever may change the link decides where the data goes."""


class DatabaseOwnedByAnother(DatabaseError):
    """The file belongs to another user, who could read and change it."""


class DatabasePermissionDenied(DatabaseError):
    """The operating system does not let this user read or write the file or its folder."""


class DatabaseDamaged(DatabaseError):
    """The file is no SQLite database, its pages are damaged, or foreign keys lead nowhere."""


class DatabaseFull(DatabaseError):
    """The disk, the quota or the database's own limit is reached; the transaction was rolled back."""


class DatabaseLocked(DatabaseError):
    """Another connection kept the lock longer than the busy timeout; the transaction can be tried again."""


class SchemaVersionMismatch(DatabaseError):
    """The schema is not the one that this program was written for; see the four subclasses."""


class SchemaUnversioned(SchemaVersionMismatch):
    """Tables are there, but no revision is recorded."""


class SchemaBehind(SchemaVersionMismatch):
    """The database stands at an older revision, or is empty: run the migrations."""


class SchemaAhead(SchemaVersionMismatch):
    """The database stands at a newer revision than the expected one, or at one that the migrations do not know."""


class SchemaHasSeveralHeads(SchemaVersionMismatch):
    """The migrations have branched, or the database stands on several branches: merge them."""


class InvalidMigrations(DatabaseError):
    """The migrations cannot be read, or do not know the revision that the program expects."""


class MigrationFailed(DatabaseError):
    """The migrations left rows whose foreign keys lead nowhere; they were undone."""


class ReadOnlyScope(DatabaseError):
    """Something was written in a reader scope."""


class JoinedScopeFailed(DatabaseError):
    """A scope ended well although one that had joined it failed; it was rolled back."""


class SessionOwnership(DatabaseError):
    """A session was used by a task or thread that it does not belong to, or after its owner had ended."""


class GuardedSession(DatabaseError):
    """A function inside a guarded block ended a transaction or a session that its caller owns."""


def shown(url: URL) -> str:
    """Return a URL as it may appear in messages: without user, password and query; for SQLite the path."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return URL.create(url.drivername, host=url.host, port=url.port, database=url.database).render_as_string()
