"""The manager of documentation sessions: what an application calls, from any thread.

with open_manager(DocumentationSettings()) as manager:
    session = manager.create("workspace", "module", ["a.py", "b.py"])
    manager.update(session.id, SessionUpdate(status=Status.IN_PROGRESS))
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from uuid import UUID

from reference_impl.documentation.cache import GONE, UNKNOWN, SessionCache
from reference_impl.documentation.checks import (
    LONGEST_PATH,
    checked_files,
    checked_filter,
    checked_id,
    checked_name,
    checked_seconds,
    checked_staleness,
    checked_ttl,
    checked_update,
)
from reference_impl.documentation.deadlines import Cancellation, Deadline
from reference_impl.documentation.errors import ManagerClosed, OutcomeUnknown, SessionNotFound
from reference_impl.documentation.expiry import ExpiryWorker
from reference_impl.documentation.operation_log import log_expired, operation
from reference_impl.documentation.repository import Repository
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.documentation.values import DocumentationSession, SessionFilter, SessionPage, SessionUpdate


class SessionManager:
    """Creates, reads, changes and expires documentation sessions, and caches them.

    Every call takes a `timeout` in seconds (by default the settings' `call_timeout`) and a `cancellation`. Beside what
    it says, each raises `InvalidInput`, `ManagerClosed`, `DatabaseUnavailable` (of which `DeadlineExceeded` and, for
    changes, `OutcomeUnknown` are two), `CallCancelled` and `SchemaVersionMismatch`.

    Args:
        repository: where the sessions are stored; the manager closes it.
        settings: times to live, sizes and intervals.
    """

    def __init__(self, repository: Repository, settings: DocumentationSettings) -> None:
        self._repository, self._settings = repository, settings
        self._cache = SessionCache(settings.max_sessions)
        self._closed = False
        self._listening = repository.listen(self._cache)
        self._worker = ExpiryWorker(
            lambda cancellation: self.expire_sessions(cancellation=cancellation), settings.cleanup_interval
        )

    def create(
        self,
        workspace_id: str,
        module_name: str,
        file_paths: Sequence[str],
        *,
        ttl: timedelta | None = None,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> DocumentationSession:
        """Create a session, which is pending, and return it.

        Args:
            workspace_id: whose it is.
            module_name: what is documented.
            file_paths: which files; there may be none.
            ttl: after what time it expires; by default the settings' `default_ttl`.
            timeout: as above.
            cancellation: as above.
        """
        workspace_id, module_name = checked_name(workspace_id, "workspace_id"), checked_name(module_name, "module_name")
        files, ttl = checked_files(file_paths), checked_ttl(self._settings.default_ttl if ttl is None else ttl)
        id = uuid.uuid4()
        with operation("create", id):
            deadline, ticket = self._deadline(timeout, cancellation, id), self._cache.ticket()
            created = self._repository.create(id, workspace_id, module_name, files, ttl, deadline)
            self._cache.put(created, ticket, ttl.total_seconds())
            return created

    def get(
        self,
        id: UUID | str,
        *,
        max_staleness: float = 0.0,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> DocumentationSession:
        """Return a session in a state that was the committed one at some moment during the call.

        Args:
            id: which one.
            max_staleness: seconds before the call to which that moment may go back. Then memory may answer, if a
                lease shows that it can.
            timeout: as above.
            cancellation: as above.

        Raises:
            SessionNotFound: there is none.
        """
        if max_staleness and not self._closed and isinstance(id, UUID):
            leased = self._cache.leased(id, max_staleness)
            if leased is not None:
                return leased
            checked_staleness(max_staleness)
        id = checked_id(id)
        deadline, ticket = self._deadline(timeout, cancellation, id), self._cache.ticket()
        cached = self._cache.find(id)
        version = cached.record.version if cached is not None and cached.due_at != UNKNOWN else None
        try:
            found = self._repository.get(id, version, deadline)
        except SessionNotFound:
            self._cache.hear(id, GONE)
            raise
        if found.record is None and cached is not None:
            if cached.epoch != ticket.epoch:
                self._cache.put(cached.record, ticket)
            return cached.record
        assert found.record is not None
        self._cache.put(found.record, ticket, found.seconds_left)
        return found.record

    def update(
        self,
        id: UUID | str,
        update: SessionUpdate | Callable[[DocumentationSession], SessionUpdate],
        *,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> DocumentationSession:
        """Change a session, and return it as it is then.

        Args:
            id: which one.
            update: what is to be changed, or what says so when it is handed the present state. It is called while the
                row is locked, and perhaps again: it decides, and does nothing else.
            timeout: as above.
            cancellation: as above.

        Raises:
            SessionNotFound: there is none.
            SessionExpired: its time is over.
            InvalidTransition: the new status does not follow the present one, or none does.
            ConcurrentModification: it has another version than `expected_version`.
        """
        id = checked_id(id)
        if isinstance(update, SessionUpdate):
            decided = checked_update(update)
            return self._changed(
                "update", id, timeout, cancellation, lambda d: self._repository.update(id, lambda _: decided, d)
            )
        decide = update
        return self._changed(
            "update",
            id,
            timeout,
            cancellation,
            lambda d: self._repository.update(id, lambda record: checked_update(decide(record)), d),
        )

    def add_note(
        self,
        id: UUID | str,
        file_path: str,
        memory_id: str,
        status: str,
        *,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> DocumentationSession:
        """Add a note to a session, and return it as it is then.

        Args:
            id: which one.
            file_path: the file that the note is about.
            memory_id: where the memory is kept.
            status: what became of the file, in the caller's words.
            timeout: as above.
            cancellation: as above.

        Raises:
            SessionNotFound: there is none.
            SessionExpired: its time is over.
            InvalidTransition: it is completed or failed.
        """
        id = checked_id(id)
        path = checked_name(file_path, "file_path", longest=LONGEST_PATH)
        memory, status = checked_name(memory_id, "memory_id"), checked_name(status, "status")
        return self._changed(
            "add_note", id, timeout, cancellation, lambda d: self._repository.add_note(id, path, memory, status, d)
        )

    def delete(self, id: UUID | str, *, timeout: float | None = None, cancellation: Cancellation | None = None) -> None:
        """Delete a session, whatever its status.

        Args:
            id: which one.
            timeout: as above.
            cancellation: as above.

        Raises:
            SessionNotFound: there is none.
        """
        id = checked_id(id)
        with operation("delete", id):
            deadline = self._deadline(timeout, cancellation, id)
            try:
                self._repository.delete(id, deadline)
            finally:  # also where nobody knows whether it was deleted
                self._cache.hear(id, GONE)

    def list(
        self,
        wanted: SessionFilter | None = None,
        *,
        timeout: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> SessionPage:
        """Return a page of sessions, the newest first, as they were at one moment during the call.

        Args:
            wanted: which ones, and which page; by default the first page of all.
            timeout: as above.
            cancellation: as above.
        """
        wanted = checked_filter(wanted or SessionFilter())
        return self._repository.list(wanted, self._deadline(timeout, cancellation))

    def expire_sessions(self, *, timeout: float | None = None, cancellation: Cancellation | None = None) -> int:
        """Expire all sessions whose time is over, in batches, and return how many they were.

        Args:
            timeout: of each batch, as above.
            cancellation: as above.
        """
        count = 0
        while True:
            deadline = self._deadline(timeout, cancellation)
            expired = list(self._repository.expire(self._settings.cleanup_batch, deadline))
            for id, version in expired:
                self._cache.hear(id, version)
            count += len(expired)
            if len(expired) < self._settings.cleanup_batch:
                log_expired(count)
                return count

    def shutdown(self) -> None:
        """End worker and listener, and close the connections; calls that are under way go on to their end.

        A second time does nothing.
        """
        self._worker.stop()
        self._closed = True
        if self._listening is not None:
            self._listening.stop()
        self._repository.close()

    def __enter__(self) -> SessionManager:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.shutdown()

    def _changed(
        self,
        name: str,
        id: UUID,
        timeout: float | None,
        cancellation: Cancellation | None,
        change: Callable[[Deadline], DocumentationSession],
    ) -> DocumentationSession:
        with operation(name, id):
            deadline, ticket = self._deadline(timeout, cancellation, id), self._cache.ticket()
            try:
                changed = change(deadline)
            except OutcomeUnknown:
                self._cache.hear(id, GONE)
                raise
            self._cache.put(changed, ticket)
            return changed

    def _deadline(self, timeout: float | None, cancellation: Cancellation | None, id: UUID | None = None) -> Deadline:
        if self._closed:
            raise ManagerClosed("this manager was shut down: make another one", id)
        seconds = self._settings.call_timeout if timeout is None else checked_seconds(timeout)
        return Deadline(seconds, cancellation, id)
