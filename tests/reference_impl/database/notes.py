"""One table, and the verbs in which the tests of the database layer speak of it."""

from __future__ import annotations

from sqlalchemy import String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from reference_impl.database import Schema, SessionFactory


class Base(DeclarativeBase):
    """The metadata of the tests' table."""


class Note(Base):
    """A text."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(100), unique=True)


NOTES = Schema(Base.metadata)


def write(session: Session, *texts: str) -> None:
    """Add notes and send them to the database."""
    session.add_all([Note(text=text) for text in texts])
    session.flush()


def committed(factory: SessionFactory) -> list[str]:
    """Return what is committed, as a session of its own sees it."""
    with factory.create_session() as session:
        return list(session.scalars(select(Note.text).order_by(Note.text)))


def count(session: Session) -> int:
    """Return how many notes a session sees."""
    return session.scalar(select(func.count(Note.id))) or 0
