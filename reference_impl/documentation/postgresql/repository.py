"""The storage on PostgreSQL: each method is a boundary, which opens and ends transactions, and tries again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from psycopg.errors import ProgramLimitExceeded
from sqlalchemy.orm import Session

from reference_impl.database import reader_scope, session_scope
from reference_impl.database.engine import connect_once, make_engine
from reference_impl.database.schema import check_schema
from reference_impl.documentation.cache import GONE
from reference_impl.documentation.deadlines import Deadline
from reference_impl.documentation.errors import OutcomeUnknown, SessionExpired, SessionNotFound
from reference_impl.documentation.life import changed
from reference_impl.documentation.models import SCHEMA
from reference_impl.documentation.postgresql import services, statements
from reference_impl.documentation.postgresql.announcements import Announcer
from reference_impl.documentation.postgresql.attempts import Change, complete
from reference_impl.documentation.postgresql.connection import BoundedConnection
from reference_impl.documentation.postgresql.connections import Connections
from reference_impl.documentation.postgresql.listener import Listener
from reference_impl.documentation.repository import Decision, Hearer, Listening, Read
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.documentation.values import DocumentationSession, SessionFilter, SessionPage, Status

Result = TypeVar("Result")


class PostgresRepository:
    """Stores sessions in PostgreSQL.

    Args:
        settings: URL, pool and timeouts.

    Raises:
        InvalidDatabaseUrl: the URL cannot be parsed.
        DatabaseUnavailable: the server does not answer, or refuses the login.
        SchemaVersionMismatch: the database is not migrated to this version.
    """

    def __init__(self, settings: DocumentationSettings) -> None:
        engine = make_engine(settings)
        try:
            connect_once(engine)
            with engine.connect() as connection:
                check_schema(connection, SCHEMA)
        finally:
            engine.dispose()
        self._settings = settings
        self._connections = Connections(settings)
        self._announcer = Announcer(self._connections, silent=settings.lease_interval is None)

    def create(
        self, id: UUID, workspace_id: str, module_name: str, files: tuple[str, ...], ttl: timedelta, deadline: Deadline
    ) -> DocumentationSession:
        """Store a new session; the client's id makes it safe to try again what got no answer."""

        change = Change()

        def work(connection: BoundedConnection) -> DocumentationSession:
            change.commit(None)  # by itself
            created = statements.insert(connection, id, workspace_id, module_name, files, ttl)
            if created is not None:
                return created
            found = statements.read(connection, id, None).record
            assert found is not None
            return found

        return complete(lambda: self._with_connection(work, deadline), deadline, change)

    def get(self, id: UUID, cached_version: int | None, deadline: Deadline) -> Read:
        """Return a session, or only that it is as it was cached; raises SessionNotFound."""

        def read(connection: BoundedConnection) -> Read:
            return statements.read(connection, id, cached_version)

        found = complete(lambda: self._with_connection(read, deadline), deadline)
        if not found.is_due:
            return found
        expired = complete(
            lambda: self._with_connection(lambda connection: statements.expire(connection, id), deadline), deadline
        )
        if expired is None:  # somebody else has
            return self.get(id, cached_version, deadline)
        self._announcer.announce([(id, expired.version)], deadline)
        return Read(False, expired)

    def update(self, id: UUID, decide: Decision, deadline: Deadline) -> DocumentationSession:
        """Change a session by what is decided on the fresh, locked row; raises what `life.changed` does."""
        change, is_announced = Change(), False

        def work(connection: BoundedConnection) -> DocumentationSession:
            nonlocal is_announced
            connection.execute("BEGIN")
            found = statements.lock(connection, id, change)
            if found.is_changed and change.written is not None:
                connection.execute("COMMIT")
                return change.written
            if found.is_due:
                written = statements.expire(connection, id) or found.record
            else:
                status, progress = changed(found.record, decide(found.record))
                written = statements.update(connection, id, status, progress, change)
                change.commit(written)
            with suppress(ProgramLimitExceeded):  # of the NOTIFY: its queue is full
                connection.execute(self._announcer.with_commit(id, written.version), prepare=False)
                is_announced = True
            return written

        written = self._complete(lambda: self._with_connection(work, deadline), id, change, deadline)
        if not is_announced:
            self._announcer.announce([(id, written.version)], deadline)
        return _living(written)

    def add_note(
        self, id: UUID, file_path: str, memory_id: str, status: str, deadline: Deadline
    ) -> DocumentationSession:
        """Add a note and return the session; raises what `life.check_living` does."""
        change = Change()

        def work(db_session: Session) -> DocumentationSession:
            written = services.add_note(id, file_path, memory_id, status, change=change, db_session=db_session)
            written = written or change.written
            assert written is not None
            change.commit(written)
            return written

        written = self._complete(lambda: self._in_scope(work, deadline), id, change, deadline)
        self._announcer.announce([(id, written.version)], deadline)
        return _living(written)

    def delete(self, id: UUID, deadline: Deadline) -> None:
        """Delete a session; raises SessionNotFound."""
        change = Change()

        def work(db_session: Session) -> None:
            try:
                services.delete_session(id, db_session=db_session)
            except SessionNotFound:
                if not change.committing:
                    raise
            change.commit(None)

        self._complete(lambda: self._in_scope(work, deadline), id, change, deadline)
        self._announcer.announce([(id, GONE)], deadline)

    def list(self, wanted: SessionFilter, deadline: Deadline) -> SessionPage:
        """Return a page of sessions, as they were at one moment."""

        def unit() -> SessionPage:
            with self._connections.sessions(deadline) as factory, reader_scope(factory) as db_session:
                return services.list_sessions(wanted, db_session=db_session)

        return complete(unit, deadline)

    def expire(self, limit: int, deadline: Deadline) -> list[tuple[UUID, int]]:
        """Expire so many sessions that are due; raises what `complete` does."""

        def work(db_session: Session) -> list[tuple[UUID, int]]:
            return services.expire_due(limit, db_session=db_session)

        expired = complete(lambda: self._in_scope(work, deadline), deadline)
        self._announcer.announce(expired, deadline)
        return expired

    def listen(self, hearer: Hearer) -> Listening | None:
        """Tell a hearer of all changes, in a thread of its own; None where there is to be no lease."""
        interval = self._settings.lease_interval
        if interval is None:
            return None
        return Listener(self._connections, self._announcer, hearer, interval, self._settings.sweep_interval)

    def close(self) -> None:
        """Close the connections; those in use are closed when their calls end."""
        self._connections.close()

    def _complete(self, unit: Callable[[], Result], id: UUID, change: Change, deadline: Deadline) -> Result:
        try:
            return complete(unit, deadline, change)
        except OutcomeUnknown:
            self._announcer.postpone([(id, GONE)])  # whoever has it cached reads it again
            raise

    def _with_connection(self, work: Callable[[BoundedConnection], Result], deadline: Deadline) -> Result:
        connection = self._connections.acquire(deadline)
        try:
            return work(connection)
        finally:
            self._connections.release(connection)

    def _in_scope(self, work: Callable[[Session], Result], deadline: Deadline) -> Result:
        with self._connections.sessions(deadline) as factory, session_scope(factory) as db_session:
            return work(db_session)


def _living(written: DocumentationSession) -> DocumentationSession:
    if written.status is Status.EXPIRED:  # by the change itself, which was too late
        raise SessionExpired(f"it expired at {written.expires_at}: create another one", written.id)
    return written
