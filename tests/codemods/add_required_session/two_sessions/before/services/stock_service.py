from sqlalchemy import select
from sqlalchemy.orm import Session

from database import session_scope
from models import Lot


def grams_of(name: str) -> int:
    with session_scope() as session:
        return session.scalars(select(Lot.grams).where(Lot.name == name)).one()


def grams_in(name: str, session: Session) -> int:
    return session.scalars(select(Lot.grams).where(Lot.name == name)).one()


def gap(name: str, ours: Session | None = None, theirs: Session | None = None) -> int:
    our_grams = grams_in(name, ours) if ours else 0
    their_grams = grams_in(name, theirs) if theirs else grams_of(name)
    return our_grams - their_grams


def copy_lots(source: Session, target: Session) -> int:
    lots = source.scalars(select(Lot)).all()
    target.add_all(Lot(name=lot.name, grams=lot.grams) for lot in lots)
    return count_lots()


def count_lots() -> int:
    with session_scope() as session:
        return len(session.scalars(select(Lot)).all())


def names() -> list[str]:
    with session_scope() as session:
        return list(session.scalars(select(Lot.name)))
