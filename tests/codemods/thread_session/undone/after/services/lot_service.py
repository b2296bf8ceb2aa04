from sqlalchemy.orm import Session

from database import session_scope
from models import Lot, Note


def note(text: str, session: Session | None = None) -> None:
    if session is None:
        with session_scope() as session:
            return note(text, session)
    session.add(Note(text=text))


def note_for_good(text: str, session: Session | None = None) -> None:
    if session is None:
        with session_scope() as session:
            return note_for_good(text, session)
    session.add(Note(text=text))
    session.commit()


def grams(name: str, session: Session) -> int:
    try:
        return session.query(Lot.grams).filter(Lot.name == name).scalar() // 1
    except TypeError as error:
        note(name)
        raise ValueError(name) from error


def keep(name: str, session: Session) -> None:
    session.add(Lot(name=name))
    note_for_good(name)


def lazily(names: list[str], session: Session):
    session.add_all(Lot(name=name) for name in names)
    return (note(name) for name in names)


def at_once(names: list[str], session: Session) -> list[None]:
    session.add_all(Lot(name=name) for name in names)
    return list(note(name, session=session) for name in names)
