"""A session that may be left out goes by another name together with what stands in for it.

Not for carrier, untyped_db: what is carried cannot be left out; so short a name is believed where it is used itself.
"""

from contextlib import nullcontext

from database import SessionLocal, session_scope
from models import Event
from sqlalchemy.orm import Session


def _impl(name: str, session: Session) -> object:
    return session.get(Event, name)


def null_context(name: str, unit: Session | None = None) -> object:  # error: SES101
    with nullcontext(unit) if unit else session_scope() as current:  # error: SES201(foreign)
        return _impl(name, current)


def conditional(name: str, unit: Session | None = None) -> object:  # error: SES101
    current = unit if unit is not None else SessionLocal()  # error: SES202(foreign)
    return _impl(name, current)


def scope_or_session(name: str, unit: Session | None = None) -> object:  # error: SES101
    with unit or session_scope() as current:  # error: SES201(foreign)
        return _impl(name, current)
