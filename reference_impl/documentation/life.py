"""The life of a documentation session: what follows what, decided on the fresh row, by pure functions.

pending → in_progress → completed or failed; pending and in_progress → expired, and only by the database's clock.
"""

from __future__ import annotations

from msgspec import UnsetType
from msgspec.structs import replace

from reference_impl.documentation.errors import (
    ConcurrentModification,
    InvalidInput,
    InvalidTransition,
    SessionExpired,
)
from reference_impl.documentation.values import LIVING, DocumentationSession, Progress, SessionUpdate, Status

NEXT = {
    Status.PENDING: (Status.IN_PROGRESS,),
    Status.IN_PROGRESS: (Status.COMPLETED, Status.FAILED),
}


def check_living(record: DocumentationSession) -> None:
    """Return if a session takes changes.

    Raises:
        SessionExpired: it has expired.
        InvalidTransition: it is completed or failed.
    """
    if record.status is Status.EXPIRED:
        raise SessionExpired(f"it expired at {record.expires_at}: create another one", record.id)
    if record.status not in LIVING:
        raise InvalidTransition(f"it is {record.status}, and takes no more changes: create another one", record.id)


def changed(record: DocumentationSession, update: SessionUpdate) -> tuple[Status, Progress]:
    """Return a session's next status and progress.

    Args:
        record: the fresh row, locked.
        update: what is to be changed.

    Raises:
        SessionExpired: the session has expired.
        InvalidTransition: the next status does not follow the present one.
        ConcurrentModification: the update was made for another version.
        InvalidInput: the progress is that of another number of files.
    """
    check_living(record)
    if update.expected_version not in (None, record.version):
        raise ConcurrentModification(
            f"it has version {record.version}, and the change was made for {update.expected_version}: read it again",
            record.id,
        )
    status, progress = update.status or record.status, update.progress or record.progress
    if update.status is not None and update.status not in NEXT[record.status]:
        raise InvalidTransition(f"{record.status} does not become {update.status}: {_remedy(record.status)}", record.id)
    if progress.total_files != record.progress.total_files:
        raise InvalidInput(
            f"total_files is {progress.total_files}, and it has {record.progress.total_files} files", record.id
        )
    if not isinstance(update.current_file, UnsetType):
        progress = replace(progress, current_file=update.current_file)
    return status, progress


def _remedy(status: Status) -> str:
    return f"write {' or '.join(NEXT[status])}"
