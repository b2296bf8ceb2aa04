"""A service module as it was before: it opens its own scopes, and scopes within scopes."""

from __future__ import annotations

import database
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100), unique=True)
    copies: Mapped[int] = mapped_column(default=0)


class AuditEntry(Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(200))


def add_book(title: str) -> int:
    with database.session_scope() as session:
        book = Book(title=title, copies=1)
        session.add(book)
        session.flush()
        return book.id


def titles() -> list[str]:
    with database.session_scope() as session:
        return list(session.scalars(select(Book.title).order_by(Book.title)))


def add_or_count(title: str) -> str:
    try:
        add_book(title)
    except IntegrityError:
        with database.session_scope() as session:
            session.scalars(select(Book).where(Book.title == title)).one().copies += 1
        return "counted"
    return "added"


def lend(title: str) -> int:
    with database.session_scope() as session:
        book = session.scalars(select(Book).where(Book.title == title)).one()
        if book.copies == 0:
            raise LookupError(f"no copy of {title} is left")
        book.copies -= 1
        return book.copies


def audited(title: str) -> int:
    """Write down first, in a transaction of its own, that somebody asks; then lend."""
    with database.session_scope():
        with database.session_scope() as audit:
            audit.add(AuditEntry(text=f"asked for {title}"))
        return lend(title)


def compare(title: str) -> tuple[int, list[str]]:
    """Read within a scope that has written already."""
    with database.session_scope() as session:
        session.add(Book(title=title))
        session.flush()
        return session.query(Book).count(), titles()


def audit_texts() -> list[str]:
    with database.session_scope() as session:
        return list(session.scalars(select(AuditEntry.text)))


def borrowed() -> Book:
    """Hand out an object whose session is closed, as code of this kind does."""
    with database.session_scope() as session:
        book = session.scalars(select(Book)).first()
        session.expunge(book)
        return book
