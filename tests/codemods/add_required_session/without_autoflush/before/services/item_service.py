from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database import SessionLocal, session_scope
from models import Item


def add(name: str) -> None:
    with session_scope() as session:
        session.add(Item(name=name))


def add_early(name: str, twice: bool) -> bool:
    with session_scope() as session:
        session.add(Item(name=name))
        if not twice:
            return False
        session.add(Item(name=name))
        return True


def add_with_commit(name: str) -> None:
    session = SessionLocal()
    try:
        session.add(Item(name=name))
        session.commit()
    finally:
        session.close()


def add_or_join(name: str, session: Session | None = None) -> None:
    own = session is None
    session = session or SessionLocal()
    session.add(Item(name=name))
    if own:
        session.commit()
        session.close()


def count() -> int:
    with session_scope() as session:
        return session.scalar(select(func.count()).select_from(Item))


def add_and_count(name: str) -> int:
    add(name)
    return count()
