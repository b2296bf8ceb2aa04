from sqlalchemy.orm import Session

from database import SessionLocal, session_scope
from models import Event


def optional(name: str, session: Session = None) -> None:  # error: SES101
    session.add(Event(name=name))


def fallback(name: str, *, session: Session = None) -> None:  # error: SES101
    if session is not None:
        session.add(Event(name=name))
        return
    with session_scope() as session:
        session.add(Event(name=name))


def ignored(name: str, session: Session) -> str:  # error: SES102
    return name.title()


def ignored_for_its_own(name: str, session: Session) -> None:  # error: SES102
    with session_scope() as own:
        own.add(Event(name=name))


def replaced(name: str, session: Session) -> None:
    with session_scope() as session:  # error: SES103
        session.add(Event(name=name))


def constructed(name: str, session: Session) -> None:
    session = SessionLocal()  # error: SES103
    session.add(Event(name=name))


def dead_fallback(name: str, session: Session) -> None:
    if session is None:
        with session_scope() as session:  # error: SES201
            session.add(Event(name=name))
            return
    session.add(Event(name=name))


def copied(name: str, session: Session) -> None:
    with session_scope() as target:  # error: SES201
        target.merge(session.get(Event, name))


def committed(name: str, session: Session) -> None:
    session.add(Event(name=name))
    session.commit()  # error: SES204


def begun(name: str, session: Session) -> None:
    with session.begin():  # error: SES204
        session.add(Event(name=name))


def disciplined(name: str, session: Session) -> None:
    session.add(Event(name=name))
    session.flush()


def with_a_savepoint(name: str, session: Session) -> None:
    with session.begin_nested() as savepoint:
        session.add(Event(name=name))
        savepoint.commit()


def used_later(name: str, session: Session):
    def load() -> object:
        return session.get(Event, name)

    return load
