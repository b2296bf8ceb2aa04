"""The table, the migrations that lead to it, and the document that each row is read as."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import ARRAY, BigInteger, CheckConstraint, DateTime, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from reference_impl.database import Schema
from reference_impl.documentation.values import DocumentationSession, Note, Progress, Status

MOMENT = DateTime(timezone=True)
IS_LIVING = "status IN ('pending', 'in_progress')"
# The row in one column. A longer expression would be prepared at each execution, also where it is not evaluated.
DOCUMENT = "row_to_json(documentation_sessions)::text"
DATED_DOCUMENT = """json_build_array(row_to_json(documentation_sessions),
                                     extract(epoch FROM expires_at - clock_timestamp()))::text"""
DUE = f"{IS_LIVING} AND expires_at <= clock_timestamp()"


class Base(DeclarativeBase):
    """The metadata of the table."""


class Record(Base):
    """A documentation session; `values` says what the columns mean."""

    __tablename__ = "documentation_sessions"
    __table_args__ = (
        CheckConstraint(
            "status IN ('pending', 'in_progress', 'completed', 'failed', 'expired')",
            name="ck_documentation_sessions_status",
        ),
        CheckConstraint("total_files = cardinality(file_paths)", name="ck_documentation_sessions_total_files"),
        CheckConstraint("processed_files BETWEEN 0 AND total_files", name="ck_documentation_sessions_processed_files"),
        CheckConstraint("cardinality(failed_files) <= total_files", name="ck_documentation_sessions_failed_files"),
        CheckConstraint("jsonb_typeof(notes) = 'array'", name="ck_documentation_sessions_notes"),
        CheckConstraint("expires_at > created_at", name="ck_documentation_sessions_expires_at"),
        CheckConstraint("version >= 1", name="ck_documentation_sessions_version"),
        Index("ix_documentation_sessions_due", "expires_at", postgresql_where=text(IS_LIVING)),
        Index("ix_documentation_sessions_page", "workspace_id", "created_at", "id"),
        Index("ix_documentation_sessions_created", "created_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Text)
    module_name: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    file_paths: Mapped[list[str]] = mapped_column(ARRAY(Text))
    total_files: Mapped[int] = mapped_column(Integer)
    processed_files: Mapped[int] = mapped_column(Integer)
    current_file: Mapped[str | None] = mapped_column(Text)
    failed_files: Mapped[list[str]] = mapped_column(ARRAY(Text))
    notes: Mapped[list[Note]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    updated_at: Mapped[datetime] = mapped_column(MOMENT)
    expires_at: Mapped[datetime] = mapped_column(MOMENT)
    version: Mapped[int] = mapped_column(BigInteger)
    recent_changes: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))  # tokens of the last ones, the newest first


class _Row(Struct, frozen=True):
    """The row as it comes."""

    id: UUID
    workspace_id: str
    module_name: str
    status: Status
    file_paths: tuple[str, ...]
    total_files: int
    processed_files: int
    current_file: str | None
    failed_files: tuple[str, ...]
    notes: tuple[Note, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int


_decoder = msgspec.json.Decoder(_Row)
_dated_decoder = msgspec.json.Decoder(tuple[_Row, float])


def decoded(document: str) -> DocumentationSession:
    """Return the value of a row that was read as `DOCUMENT`."""
    return _value_of(_decoder.decode(document))


def dated(document: str) -> tuple[DocumentationSession, float]:
    """Return the value of a row that was read as `DATED_DOCUMENT`, and the seconds until its time is over."""
    row, seconds_left = _dated_decoder.decode(document)
    return _value_of(row), seconds_left


def _value_of(row: _Row) -> DocumentationSession:
    return DocumentationSession(
        row.id,
        row.workspace_id,
        row.module_name,
        row.status,
        row.file_paths,
        Progress(row.total_files, row.processed_files, row.current_file, row.failed_files),
        row.notes,
        row.created_at,
        row.updated_at,
        row.expires_at,
        row.version,
    )


SCHEMA = Schema(Base.metadata, Path(__file__).parent / "migrations")
