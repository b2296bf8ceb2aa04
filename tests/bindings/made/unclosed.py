"""A session is made and closed nowhere; or is closed, handed out, stored, entered."""

import atexit
from contextlib import ExitStack

from models import Event
from sqlalchemy.orm import Session


def keep(name: str, session: Session) -> None:
    session.add(Event(name=name))


def keep_and_close(name: str, session: Session) -> None:
    session.add(Event(name=name))
    session.close()


def never_closed(name: str) -> None:
    unit = SessionLocal()  # error: SES404
    unit.add(Event(name=name))
    unit.commit()


def only_rolled_back(name: str) -> None:
    unit = SessionLocal()  # error: SES404
    try:
        unit.add(Event(name=name))
        unit.commit()
    except ValueError:
        unit.rollback()
        raise


def in_a_loop(names: list[str]) -> None:
    for name in names:
        unit = SessionLocal()  # error: SES404
        unit.add(Event(name=name))


def only_begun(name: str) -> None:
    unit = SessionLocal()  # error: SES404
    with unit.begin():
        unit.add(Event(name=name))


def handed_to_one_that_keeps_it_open(name: str) -> None:
    unit = SessionLocal()  # error: SES404
    keep(name, unit)


def closed(name: str) -> None:
    unit = SessionLocal()
    unit.add(Event(name=name))
    unit.close()


def closed_in_finally(name: str) -> None:
    unit = SessionLocal()
    try:
        unit.add(Event(name=name))
    finally:
        unit.close()


def closed_by_the_callee(name: str) -> None:
    unit = SessionLocal()
    keep_and_close(name, unit)


def closed_at_exit() -> None:
    unit = SessionLocal()
    atexit.register(unit.close)
    unit.add(Event())


def handed_out() -> object:
    unit = SessionLocal()
    unit.add(Event())
    return unit


def stored(sessions: dict[str, object]) -> None:
    sessions["one"] = SessionLocal()


def entered(name: str) -> None:
    with SessionLocal() as unit:
        unit.add(Event(name=name))


def captured(name: str):
    unit = SessionLocal()

    def finish() -> None:
        unit.close()

    unit.add(Event(name=name))
    return finish
