"""A service makes a session of its own, without a scope."""

from models import Event
from sqlalchemy.orm import Session


def made(name: str) -> None:
    unit = SessionLocal()  # error: SES202
    unit.add(Event(name=name))
    unit.commit()
    unit.close()


def made_in_a_try(name: str) -> None:
    unit = SessionLocal()  # error: SES202
    try:
        unit.add(Event(name=name))
        unit.commit()
    except Exception:
        unit.rollback()
        raise
    finally:
        unit.close()


def in_a_branch(name: str) -> None:
    if name:
        unit = SessionLocal()  # error: SES202
        unit.add(Event(name=name))
        unit.close()


def beside_the_given(session: Session) -> None:
    unit = SessionLocal()  # error: SES202
    unit.merge(session.get(Event, 1))
    unit.close()


def one_or_the_other(name: str, session: Session | None = None) -> None:  # error: SES101(always)
    unit = session or SessionLocal()
    unit.add(Event(name=name))
    unit.flush()


def where_it_is_none(name: str, session: Session | None = None) -> None:  # error: SES101(always)
    if session is None:
        session = SessionLocal()
    session.add(Event(name=name))


def replaced(name: str, session: Session) -> None:
    session = SessionLocal()  # error: SES103
    session.add(Event(name=name))


class Owning:
    def __init__(self) -> None:
        self.session = SessionLocal()  # error: SES202

    def put(self, name: str) -> None:
        self.session.execute(name)
        self.session.commit()

    def close(self) -> None:
        self.session.close()
