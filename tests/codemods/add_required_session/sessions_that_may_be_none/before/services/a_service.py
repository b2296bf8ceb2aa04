from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def rename(name: str) -> None:
    with session_scope() as session:
        session.add(Name(name))


def forget(name: str) -> None:
    with session_scope() as session:
        session.delete(Name(name))


def recall(session: Session | None = None, name: str = "") -> None:
    if session is None:
        session = SessionLocal()
    session.add(Name(name))


def revive(session: Session | None = None, name: str = "") -> None:
    if session is None:
        session = SessionLocal()
    session.add(Name(name))
