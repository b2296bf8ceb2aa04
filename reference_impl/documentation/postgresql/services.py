"""What is not on a hot path: services on a session of SQLAlchemy that the caller owns."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Boolean, Text, delete, func, literal, literal_column, select, tuple_
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session

from reference_impl.documentation.checks import MOST_NOTES
from reference_impl.documentation.errors import InvalidInput
from reference_impl.documentation.life import check_living
from reference_impl.documentation.models import DOCUMENT, DUE, Record, decoded
from reference_impl.documentation.postgresql.attempts import Change
from reference_impl.documentation.postgresql.statements import EXPIRE, KEPT_TOKENS, LOCK, locked, not_found
from reference_impl.documentation.values import DocumentationSession, Position, SessionFilter, SessionPage

_DOCUMENT = literal_column(DOCUMENT, Text)
_DUE = literal_column(f"({DUE})", Boolean)


def add_note(
    id: UUID, file_path: str, memory_id: str, status: str, *, change: Change, db_session: Session
) -> DocumentationSession | None:
    """Add a note to a session that takes changes, and return it as it is then.

    Args:
        id: of the session.
        file_path: the file that the note is about.
        memory_id: where the memory is kept.
        status: what became of the file.
        change: what the attempts of this change have in common.
        db_session: the caller's.

    Returns:
        None if an earlier attempt has done it.

    Raises:
        SessionNotFound: there is none.
        SessionExpired: it has expired.
        InvalidTransition: it is completed or failed.
        InvalidInput: it has as many notes as it can have.
    """
    found = locked(db_session.connection().exec_driver_sql(LOCK, (change.token, id)).one_or_none(), id, change)
    if found.is_changed:
        return None
    if found.is_due:
        return decoded(db_session.connection().exec_driver_sql(EXPIRE, (id,)).scalar_one())
    check_living(found.record)
    if len(found.record.notes) >= MOST_NOTES:
        raise InvalidInput(f"it has {MOST_NOTES} notes, and takes no more", id)
    note = func.jsonb_build_object(
        "file_path", file_path, "memory_id", memory_id, "status", status, "created_at", func.clock_timestamp()
    )
    tokens = func.array_prepend(literal(change.token, BigInteger), Record.recent_changes, type_=ARRAY(BigInteger))
    changed = (
        update_rows(Record)
        .where(Record.id == id)
        .values(
            notes=Record.notes.op("||")(func.jsonb_build_array(note)),
            version=Record.version + 1,
            updated_at=func.clock_timestamp(),
            recent_changes=tokens[1:KEPT_TOKENS],
        )
        .returning(_DOCUMENT)
        .execution_options(synchronize_session=False)
    )
    return decoded(db_session.execute(changed).scalar_one())


def delete_session(id: UUID, *, db_session: Session) -> None:
    """Delete a session, whatever its status.

    Args:
        id: of the session.
        db_session: the caller's.

    Raises:
        SessionNotFound: there is none.
    """
    if db_session.execute(delete(Record).where(Record.id == id).returning(Record.id)).one_or_none() is None:
        raise not_found(id)


def list_sessions(wanted: SessionFilter, *, db_session: Session) -> SessionPage:
    """Return a page of sessions, the newest first; those of the same moment in the order of their ids.

    Args:
        wanted: which sessions, and which page.
        db_session: the caller's.
    """
    found = select(_DOCUMENT).select_from(Record)
    for column, value in (
        (Record.workspace_id, wanted.workspace_id),
        (Record.status, wanted.status),
        (Record.module_name, wanted.module_name),
    ):
        if value is not None:
            found = found.where(column == str(value))
    if wanted.created_from is not None:
        found = found.where(Record.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        found = found.where(Record.created_at < wanted.created_before)
    if wanted.after is not None:
        found = found.where(tuple_(Record.created_at, Record.id) < (wanted.after.created_at, wanted.after.id))
    found = found.order_by(Record.created_at.desc(), Record.id.desc()).limit(wanted.limit + 1)
    rows = [decoded(document) for document in db_session.scalars(found)]
    page = tuple(rows[: wanted.limit])
    is_last = len(rows) <= wanted.limit
    return SessionPage(page, None if is_last else Position(page[-1].created_at, page[-1].id))


def expire_due(limit: int, *, db_session: Session) -> list[tuple[UUID, int]]:
    """Expire sessions whose time is over, those first that were due first; who is locked is left for the next time.

    Args:
        limit: how many at most.
        db_session: the caller's.

    Returns:
        ids and new versions.
    """
    found = select(Record.id).where(_DUE).order_by(Record.expires_at).limit(limit).with_for_update(skip_locked=True)
    due = found.cte("due")  # and not IN (...), which a plan may run more than once, and beyond the limit
    expired = (
        update_rows(Record)
        .where(Record.id == due.c.id)
        .values(status="expired", version=Record.version + 1, updated_at=func.clock_timestamp())
        .returning(Record.id, Record.version)
        .execution_options(synchronize_session=False)
    )
    return [(id, version) for id, version in db_session.execute(expired)]
