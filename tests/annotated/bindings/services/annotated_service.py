from kinds import Db

from database import SessionLocal, session_scope
from models import Event


def optional(name: str, unit: Db = None) -> None:  # error: SES101
    unit.add(Event(name=name))


def fallback(name: str, *, unit: Db = None) -> None:  # error: SES101
    if unit is not None:
        unit.add(Event(name=name))
        return
    with session_scope() as unit:
        unit.add(Event(name=name))


def ignored(name: str, unit: Db) -> str:  # error: SES102
    return name.title()


def ignored_for_its_own(name: str, unit: Db) -> None:  # error: SES102
    with session_scope() as own:
        own.add(Event(name=name))


def replaced(name: str, unit: Db) -> None:
    with session_scope() as unit:  # error: SES103
        unit.add(Event(name=name))


def constructed(name: str, unit: Db) -> None:
    unit = SessionLocal()  # error: SES103
    unit.add(Event(name=name))


def dead_fallback(name: str, unit: Db) -> None:
    if unit is None:
        with session_scope() as unit:  # error: SES201
            unit.add(Event(name=name))
            return
    unit.add(Event(name=name))


def copied(name: str, unit: Db) -> None:
    with session_scope() as target:  # error: SES201
        target.merge(unit.get(Event, name))


def committed(name: str, unit: Db) -> None:
    unit.add(Event(name=name))
    unit.commit()  # error: SES204


def begun(name: str, unit: Db) -> None:
    with unit.begin():  # error: SES204
        unit.add(Event(name=name))


def disciplined(name: str, unit: Db) -> None:
    unit.add(Event(name=name))
    unit.flush()


def with_a_savepoint(name: str, unit: Db) -> None:
    with unit.begin_nested() as savepoint:
        unit.add(Event(name=name))
        savepoint.commit()


def used_later(name: str, unit: Db):
    def load() -> object:
        return unit.get(Event, name)

    return load
