from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Item


def add(name: str, *, session: Session) -> None:
    session.add(Item(name=name))
    session.flush()


def add_early(name: str, twice: bool, *, session: Session) -> bool:
    session.add(Item(name=name))
    if not twice:
        session.flush()
        return False
    session.add(Item(name=name))
    session.flush()
    return True


def add_with_commit(name: str, *, session: Session) -> None:
    session.add(Item(name=name))
    session.flush()


def add_or_join(name: str, *, session: Session) -> None:
    session.add(Item(name=name))
    session.flush()


def count(*, session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Item))


def add_and_count(name: str, *, session: Session) -> int:
    add(name, session=session)
    return count(session=session)
