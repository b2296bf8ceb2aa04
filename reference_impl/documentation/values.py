"""What goes in and comes out: frozen values, which threads may share and a cache may keep.

A documentation session is the record of one piece of work. SQLAlchemy's session is always called `db_session` here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType


class Status(StrEnum):
    """Where a documentation session is in its life."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"


LIVING = (Status.PENDING, Status.IN_PROGRESS)  # only these change, and only these expire


class Progress(Struct, frozen=True):
    """How far the work has come.

    Attributes:
        total_files: how many files the session has.
        processed_files: how many of them are done.
        current_file: which one is worked on; None for none.
        failed_files: those that could not be documented.
    """

    total_files: int
    processed_files: int = 0
    current_file: str | None = None
    failed_files: tuple[str, ...] = ()


class Note(Struct, frozen=True):
    """What was remembered about a file.

    Attributes:
        file_path: the file.
        memory_id: where the memory is kept.
        status: what became of the file, in the caller's words.
        created_at: when it was added, by the database's clock.
    """

    file_path: str
    memory_id: str
    status: str
    created_at: datetime


class DocumentationSession(Struct, frozen=True):
    """A documentation session, as it was committed. All times are the database's, in UTC.

    Attributes:
        id: made by the client that created it.
        workspace_id: whose it is.
        module_name: what is documented.
        status: where it is in its life.
        file_paths: which files.
        progress: how far.
        notes: what was remembered, the oldest first.
        created_at: when it was created.
        updated_at: when it was last changed.
        expires_at: when it expires, unless it is over before.
        version: 1 for a new one, one more with every change.
    """

    id: UUID
    workspace_id: str
    module_name: str
    status: Status
    file_paths: tuple[str, ...]
    progress: Progress
    notes: tuple[Note, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int


class SessionUpdate(Struct, frozen=True):
    """What is to be changed; what is not given stays.

    Attributes:
        status: the next status; the one that it has is no next one, so of two who begin a session one is refused.
        progress: all of the progress; `total_files` is the session's.
        current_file: which file is worked on; None for none. It comes before that of `progress`.
        expected_version: the version that the change was made for; any by default.
    """

    status: Status | None = None
    progress: Progress | None = None
    current_file: str | UnsetType | None = UNSET
    expected_version: int | None = None


class SessionFilter(Struct, frozen=True):
    """Which sessions are listed, and which page of them; what is not given is not asked for.

    Attributes:
        workspace_id: those of a workspace.
        status: those with a status.
        module_name: those of a module.
        created_from: those created then or later.
        created_before: those created earlier.
        limit: how many a page has at most, up to 500.
        after: behind which session the page begins, as the page before has it.
    """

    workspace_id: str | None = None
    status: Status | None = None
    module_name: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    limit: int = 100
    after: Position | None = None


class Position(Struct, frozen=True):
    """Where a page ends: the last session's moment of creation and id. It stays right when that one is deleted."""

    created_at: datetime
    id: UUID


class SessionPage(Struct, frozen=True):
    """A page of a list, the newest session first.

    Attributes:
        sessions: what is on it.
        next: for the next page's filter; None where there is none.
    """

    sessions: tuple[DocumentationSession, ...]
    next: Position | None
