"""Where documentation sessions are stored: what a manager asks of a storage, whichever it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from reference_impl.documentation.deadlines import Deadline
from reference_impl.documentation.values import DocumentationSession, SessionFilter, SessionPage, SessionUpdate

Decision = Callable[[DocumentationSession], SessionUpdate]


class Read(NamedTuple):
    """What a validated read has found.

    Attributes:
        is_due: whether its time is over, and nobody has expired it yet.
        record: the session; None where the version is the one that was cached.
        seconds_left: until its time is over, by the storage's clock, with the record.
    """

    is_due: bool
    record: DocumentationSession | None = None
    seconds_left: float = math.nan


class Hearer(Protocol):
    """Who is told of changes that other processes make."""

    def hear(self, id: UUID, version: int) -> None:
        """Take note that a session has this version now; 0 if it was deleted."""
        ...

    def begin_epoch(self) -> None:
        """Trust nothing from before: changes may have been missed, and from now on none is."""
        ...

    def renew(self, moment: float) -> None:
        """Take note that all changes are known that were announced before this moment, by `cache.now`."""
        ...

    def cached_versions(self) -> Mapping[UUID, int]:
        """Return what is cached."""
        ...


class Listening(Protocol):
    """What tells a hearer."""

    def stop(self) -> None:
        """End it, within a second."""
        ...


class Repository(Protocol):
    """Stores sessions. Each call is one unit of work that has got through, or changed nothing, when it ends.

    Every method may raise `DeadlineExceeded`, `CallCancelled`, `ManagerClosed`, `DatabaseUnavailable` and
    `SchemaUnversioned`, and those that write `OutcomeUnknown`.
    """

    def create(
        self, id: UUID, workspace_id: str, module_name: str, files: tuple[str, ...], ttl: timedelta, deadline: Deadline
    ) -> DocumentationSession:
        """Store a new session, which is pending; a second time with the same id it is the one that was stored."""
        ...

    def get(self, id: UUID, cached_version: int | None, deadline: Deadline) -> Read:
        """Return a session, or only that it is as it was cached; raises SessionNotFound. One that is due is expired."""
        ...

    def update(self, id: UUID, decide: Decision, deadline: Deadline) -> DocumentationSession:
        """Change a session by what is decided on its present state, and return it; raises what `life.changed` does."""
        ...

    def add_note(
        self, id: UUID, file_path: str, memory_id: str, status: str, deadline: Deadline
    ) -> DocumentationSession:
        """Add a note and return the session; raises what `life.check_living` does."""
        ...

    def delete(self, id: UUID, deadline: Deadline) -> None:
        """Delete a session; raises SessionNotFound."""
        ...

    def list(self, wanted: SessionFilter, deadline: Deadline) -> SessionPage:
        """Return a page of sessions, all as they were at one moment."""
        ...

    def expire(self, limit: int, deadline: Deadline) -> Iterable[tuple[UUID, int]]:
        """Expire so many sessions that are due, and return their ids and new versions; none when all are done."""
        ...

    def listen(self, hearer: Hearer) -> Listening | None:
        """Tell somebody of all changes from now on; None where the storage is set to tell nobody."""
        ...

    def close(self) -> None:
        """Close what is open; a second time does nothing."""
        ...
