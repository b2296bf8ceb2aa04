"""The bakery's journal: one line for everything that was done."""

from __future__ import annotations

import sqlite3
from collections import Counter

from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from .. import database
from ..database import SessionLocal
from ..models import JournalEntry

transactions: Counter[str] = Counter()


@event.listens_for(SessionLocal, "after_commit")
def count_commit(session: Session) -> None:
    transactions["committed"] += 1


@event.listens_for(SessionLocal, "after_rollback")
def count_rollback(session: Session) -> None:
    transactions["rolled back"] += 1


class Journalist:
    """Writes for one operation, in the session that it was made with."""

    def __init__(self, operation: str, session: Session) -> None:
        self.operation = operation
        self.session = session

    def write(self, text: str) -> None:
        self.session.add(JournalEntry(operation=self.operation, text=text))


def note(operation: str, text: str, session: Session) -> None:
    session = SessionLocal()  # error: SES103
    try:
        session.add(JournalEntry(operation=operation, text=text))
        session.commit()
    finally:
        session.close()


def read_journal(operation: str | None = None) -> list[str]:
    query = select(JournalEntry).order_by(JournalEntry.id)
    if operation is not None:
        query = query.where(JournalEntry.operation == operation)
    with Session(database.engine) as session:  # error: SES201
        return [f"{entry.operation}: {entry.text}" for entry in session.scalars(query)]


def clear_journal() -> None:
    with database.engine.connect() as conn:
        conn.execute(delete(JournalEntry))
        conn.commit()


def archive_journal(path: str, session: Session) -> int:
    """Copy the journal into a plain SQLite file of its own."""
    rows = [(entry.operation, entry.text) for entry in session.scalars(select(JournalEntry))]
    conn = sqlite3.connect(path)
    try:
        conn.execute("CREATE TABLE IF NOT EXISTS journal (operation TEXT, text TEXT)")
        conn.executemany("INSERT INTO journal VALUES (?, ?)", rows)
        conn.commit()
    finally:
        conn.close()
    return len(rows)
