"""A session that may be left out is an error, however the fallback is written, and where it falls back to nothing.

Not for carrier: what an object carries cannot be left out.
"""

from contextlib import ExitStack
from typing import Optional

from database import SessionLocal, session_scope
from models import Event
from sqlalchemy.orm import Session


def _impl(name: str, session: Session) -> object:
    return session.get(Event, name)


def no_fallback(name: str, unit: Session | None = None) -> object:  # error: SES101
    return unit.scalars(name)


def only_handed_on(name: str, unit: Session | None = None) -> object:  # error: SES101
    return _impl(name, session=unit)


def bare_none(name: str, unit: Session = None) -> object:  # error: SES101
    return unit.scalars(name)


def optional_in_words(name: str, unit: Optional[Session] = None) -> object:  # error: SES101
    return unit.scalars(name)


def keyword_only(name: str, *, unit: Session | None = None) -> object:  # error: SES101
    return unit.scalars(name)


def in_the_middle(name: str, unit: Session | None = None, year: int = 1) -> object:  # error: SES101
    return unit.scalars((name, year))


def given_first(name: str, unit: Session | None = None) -> object:  # error: SES101
    if unit is not None:
        return _impl(name, unit)
    with session_scope() as own:  # error: SES201(foreign)
        return _impl(name, own)


def given_first_and_rebound(name: str, unit: Session | None = None) -> object:  # error: SES101
    if unit is not None:
        return _impl(name, unit)
    with session_scope() as unit:  # error: SES201(foreign)
        return _impl(name, unit)


def nested_implementation(name: str, unit: Session | None = None) -> object:  # error: SES101
    def inner(session: Session) -> object:
        return session.get(Event, name)

    if unit is not None:
        return inner(unit)
    with session_scope() as own:  # error: SES201(foreign)
        return inner(own)


def with_else(name: str, unit: Session | None = None) -> object:  # error: SES101
    if unit is not None:
        return _impl(name, unit)
    else:
        with session_scope() as own:  # error: SES201(foreign)
            return _impl(name, own)


def none_first(name: str, unit: Session | None = None) -> object:  # error: SES101
    if unit is None:
        with session_scope() as unit:  # error: SES201(foreign)
            return _impl(name, unit)
    return _impl(name, unit)


def flag(name: str, unit: Session | None = None) -> object:  # error: SES101
    own = unit is None
    if own:
        unit = SessionLocal()  # error: SES202(foreign)
    try:
        return _impl(name, unit)
    finally:
        if own:
            unit.close()


def one_or_the_other(name: str, unit: Session | None = None) -> object:  # error: SES101
    unit = unit or SessionLocal()  # error: SES202(foreign)
    return _impl(name, unit)


def itself(name: str, unit: Session | None = None) -> object:  # error: SES101
    if unit is None:
        with session_scope() as own:  # error: SES201(foreign)
            return itself(name, own)  # error: SES302(foreign)
    return _impl(name, unit)


def on_a_stack(name: str, unit: Session | None = None) -> object:  # error: SES101
    with ExitStack() as stack:
        if unit is None:
            unit = stack.enter_context(session_scope())  # error: SES201(foreign)
        return _impl(name, unit)


class Store:
    def find(self, name: str, unit: Session | None = None) -> object:  # error: SES101
        if unit is None:
            with session_scope() as own:  # error: SES201(foreign)
                return self.find(name, own)  # error: SES302(foreign)
        return _impl(name, unit)

    @staticmethod
    def count(name: str, unit: Session | None = None) -> object:  # error: SES101
        if unit is not None:
            return _impl(name, unit)
        with session_scope() as own:  # error: SES201(foreign)
            return _impl(name, own)

    @classmethod
    def load(cls, name: str, unit: Session | None = None) -> object:  # error: SES101, SES104(foreign)
        return Store.count(name, unit)


def required(name: str, unit: Session) -> object:
    return unit.scalars(name)


def required_keyword(name: str | None = None, *, unit: Session) -> object:
    return unit.scalars(name)


def switch_inside(name: str, unit: Session, deep: bool = False) -> object:
    return unit.scalars(name) if deep else None


def asks_all_the_same(name: str, unit: Session) -> object:
    if unit is None:
        raise ValueError(name)
    return unit.scalars(name)
