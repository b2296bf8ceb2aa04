"""The statements of the hot paths, each run on a connection, and in a transaction, that the caller owns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from reference_impl.documentation.errors import OutcomeUnknown, SessionNotFound
from reference_impl.documentation.models import DATED_DOCUMENT, DOCUMENT, DUE, dated, decoded
from reference_impl.documentation.postgresql.attempts import Change
from reference_impl.documentation.repository import Read
from reference_impl.documentation.values import DocumentationSession, Progress, Status

Connection = psycopg.Connection[TupleRow]

KEPT_TOKENS: Final = 32  # of the last changes of a row; others go on while one connects again

# One round trip: the document comes only when the cached version is not the present one.
_READ: Final = f"""SELECT {DUE}, CASE WHEN version IS DISTINCT FROM %s::bigint THEN {DATED_DOCUMENT} END
FROM documentation_sessions WHERE id = %s"""

INSERT: Final = f"""INSERT INTO documentation_sessions
    (id, workspace_id, module_name, status, file_paths, total_files, processed_files, failed_files, notes, created_at,
     updated_at, expires_at, version, recent_changes)
VALUES (%s, %s, %s, 'pending', %s::text[], %s, 0, '{{}}', '[]', now(), now(), now() + %s, 1, '{{}}')
ON CONFLICT (id) DO NOTHING
RETURNING {DOCUMENT}"""

LOCK: Final = f"""SELECT {DOCUMENT}, {DUE}, %s = ANY(recent_changes)
FROM documentation_sessions WHERE id = %s FOR UPDATE"""

_CHANGED: Final = f"""version = version + 1, updated_at = clock_timestamp(),
    recent_changes = (%s::bigint || recent_changes)[1:%s]
WHERE id = %s RETURNING {DOCUMENT}"""

UPDATE: Final = f"""UPDATE documentation_sessions
SET status = %s, processed_files = %s, current_file = %s, failed_files = %s::text[], {_CHANGED}"""

EXPIRE: Final = f"""UPDATE documentation_sessions
SET status = 'expired', version = version + 1, updated_at = clock_timestamp()
WHERE id = %s AND {DUE} RETURNING {DOCUMENT}"""


def read(connection: Connection, id: UUID, cached_version: int | None) -> Read:
    """Return a session, or only that it is as it was cached.

    Raises:
        SessionNotFound: there is none.
    """
    row = connection.execute(_READ, (cached_version, id)).fetchone()
    if row is None:
        raise not_found(id)
    is_due, document = row
    return Read(is_due) if document is None else Read(is_due, *dated(document))


def insert(
    connection: Connection, id: UUID, workspace_id: str, module_name: str, files: Sequence[str], ttl: timedelta
) -> DocumentationSession | None:
    """Create a session that is pending, and return it; None if there is one of this id already."""
    values = (id, workspace_id, module_name, list(files), len(files), ttl)
    row = connection.execute(INSERT, values).fetchone()
    return None if row is None else decoded(row[0])


class Locked(NamedTuple):
    """A row that nobody else changes before the transaction ends.

    Attributes:
        record: what is in it.
        is_due: whether its time is over, and nobody has expired it yet.
        is_changed: whether the change that locked it has been made already, by an attempt whose COMMIT got no answer.
    """

    record: DocumentationSession
    is_due: bool
    is_changed: bool


def lock(connection: Connection, id: UUID, change: Change) -> Locked:
    """Lock a session's row and return what is in it then.

    Raises:
        SessionNotFound: there is none.
        OutcomeUnknown: an attempt was lost, and so many others have changed the row since that its token is gone.
    """
    return locked(connection.execute(LOCK, (change.token, id)).fetchone(), id, change)


def locked(row: Sequence[Any] | None, id: UUID, change: Change) -> Locked:
    """Return what a row says that was asked for by `LOCK`; it raises what `lock` raises."""
    if row is None:
        raise not_found(id)
    document, is_due, is_changed = row
    found = Locked(decoded(document), is_due, is_changed)
    if change.written is not None and not is_changed and found.record.version - change.written.version >= KEPT_TOKENS:
        raise OutcomeUnknown(
            "the answer to a COMMIT was lost, and others have changed the session since: read it to see what holds",
            path=f"documentation session {id}",
        )
    change.committing = False
    return found


def update(
    connection: Connection, id: UUID, status: Status, progress: Progress, change: Change
) -> DocumentationSession:
    """Write status and progress into a locked row, and return what is in it then."""
    failed = list(progress.failed_files)
    values = (str(status), progress.processed_files, progress.current_file, failed, change.token, KEPT_TOKENS, id)
    row = connection.execute(UPDATE, values).fetchone()
    assert row is not None  # it is locked
    return decoded(row[0])


def expire(connection: Connection, id: UUID) -> DocumentationSession | None:
    """Expire a session that is due, and return it; None if it is not."""
    row = connection.execute(EXPIRE, (id,)).fetchone()
    return None if row is None else decoded(row[0])


def not_found(id: UUID) -> SessionNotFound:
    """Return the error that there is no such session."""
    return SessionNotFound("there is none of this id, or it was deleted", id)
