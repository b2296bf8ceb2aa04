"""What a manager refuses or cannot do, one class each; the text has the session's id, what was found, what to do.

A database that does not answer, or is not migrated, raises the database layer's own errors.
"""

from __future__ import annotations

from uuid import UUID

from reference_impl.database.errors import DatabaseUnavailable, SchemaVersionMismatch


class DocumentationError(Exception):
    """What the service raises about documentation sessions; all these errors are subclasses.

    Args:
        what: what is wrong and what to do about it.
        id: of the session that it is about; None where it is about none.
    """

    def __init__(self, what: str, id: UUID | None = None) -> None:
        self.what = what
        self.id = id
        super().__init__(what if id is None else f"documentation session {id}: {what}")


class InvalidInput(DocumentationError):
    """An argument is not what it has to be; nothing was written."""


class SessionNotFound(DocumentationError):
    """There is no session of this id, or it was deleted."""


class InvalidTransition(DocumentationError):
    """The session's status does not allow the change."""


class SessionExpired(DocumentationError):
    """The session's time was over before the change."""


class ConcurrentModification(DocumentationError):
    """The session has another version than the change was made for: read it again, and decide again."""


class ManagerClosed(DocumentationError):
    """The manager was shut down."""


class CallCancelled(DocumentationError):
    """Somebody cancelled the call; what it had begun was rolled back."""


class DeadlineExceeded(DatabaseUnavailable):
    """The call's timeout was over; what it had begun was rolled back."""


class OutcomeUnknown(DatabaseUnavailable):
    """The connection, or the time, was lost while a change was committed, and nobody could say how that ended."""


__all__ = [
    "CallCancelled",
    "ConcurrentModification",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "DocumentationError",
    "InvalidInput",
    "InvalidTransition",
    "ManagerClosed",
    "OutcomeUnknown",
    "SchemaVersionMismatch",
    "SessionExpired",
    "SessionNotFound",
]
