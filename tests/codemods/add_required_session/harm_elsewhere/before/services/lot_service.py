from sqlalchemy.orm import Session

from database import session_scope
from models import Lot, Note


def add_lot(grams: int) -> int:
    with session_scope() as session:
        session.add(Lot(grams=grams))
    return grams


def add_note(text: str) -> str:
    with session_scope() as session:
        session.add(Note(text=text))
    return text


def lots():
    with session_scope() as session:
        return session.query(Lot)


def grams_of(name: str) -> int:
    with session_scope() as session:
        return session.query(Lot.grams).filter(Lot.name == name).scalar()


def names() -> list[str]:
    with session_scope() as session:
        return [name for (name,) in session.query(Lot.name)]


def complain(text: str) -> None:
    with session_scope() as session:
        session.add(Note(text=text))


def weigh(name: str, session: Session) -> int:
    try:
        return session.query(Lot.grams).filter(Lot.name == name).scalar() // 1
    except TypeError:
        complain(name)
        raise


HANDLERS = {"note": add_note}
