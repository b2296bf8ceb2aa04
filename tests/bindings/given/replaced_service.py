"""The session that was given is thrown away for another, closed by a block, or left for a fallback that never runs.

Not for carrier: an attribute is not bound by a block's `as`.
"""

from contextlib import nullcontext

from database import SessionLocal, session_scope
from models import Event


def by_a_scope(name: str, unit: Session) -> None:
    with session_scope() as unit:  # error: SES103, SES201(foreign)
        unit.add(Event(name=name))
        unit.flush()


def by_a_scope_although_optional(name: str, unit: Session | None = None) -> None:  # error: SES101
    with session_scope() as unit:  # error: SES103, SES201(foreign)
        unit.add(Event(name=name))
        unit.flush()


def by_a_new_one(name: str, unit: Session) -> None:
    unit = SessionLocal()  # error: SES103, SES202(foreign)
    unit.add(Event(name=name))
    unit.flush()
    unit.close()


def after_some_work(name: str, unit: Session) -> None:
    unit.add(Event(name=name))
    unit.flush()
    with session_scope() as unit:  # error: SES103, SES201(foreign)
        unit.add(Event(name=name))
        unit.flush()


def in_a_branch(name: str, unit: Session) -> None:
    if name:
        unit = SessionLocal()  # error: SES103, SES202(foreign)
    unit.add(Event(name=name))
    unit.flush()


def closed_by_a_block(name: str, unit: Session) -> None:
    with unit as same:  # error: SES206
        same.add(Event(name=name))
        unit.flush()


def dead_fallback(name: str, unit: Session) -> object:
    if unit is not None:
        return unit.get(Event, name)
    with session_scope() as own:  # error: SES201(always)
        return own.get(Event, name)


def dead_fallback_first(name: str, unit: Session) -> object:
    if unit is None:
        with session_scope() as unit:  # error: SES201(always)
            return unit.get(Event, name)
    return unit.get(Event, name)


def beside_it(name: str, unit: Session) -> None:
    with session_scope() as own:  # error: SES201(always)
        own.merge(unit.get(Event, name))


def nothing_but_itself(name: str, unit: Session) -> None:
    with nullcontext(unit) as unit:
        unit.add(Event(name=name))
        unit.flush()


def same_again(name: str, unit: Session) -> None:
    unit = unit
    unit.add(Event(name=name))
    unit.flush()


def name_of_a_nested_one(name: str, unit: Session) -> object:
    def load(unit: Session) -> object:
        return unit.get(Event, name)

    return load(unit)
