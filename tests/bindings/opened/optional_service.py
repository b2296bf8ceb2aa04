"""A session that may be left out, and falls back to a scope: one error, whatever the scope is.

Not for registry: its session is taken from everybody, not opened in place of the missing one.
"""

from contextlib import nullcontext

from models import Event
from sqlalchemy.orm import Session


def _impl(name: str, session: Session) -> object:
    return session.get(Event, name).name


def given_first(name: str, session: Session | None = None) -> object:  # error: SES101(always)
    if session is not None:
        return _impl(name, session)
    with session_scope() as session:
        return _impl(name, session)


def own_name(name: str, session: Session | None = None) -> object:  # error: SES101(always)
    if session:
        return _impl(name, session)
    with session_scope() as own:
        return _impl(name, own)


def none_first(name: str, session: Session | None = None) -> object:  # error: SES101(always)
    if session is None:
        with session_scope() as own:
            return _impl(name, own)
    return _impl(name, session)


def null_context(name: str, session: Session | None = None) -> object:  # error: SES101(always)
    with nullcontext(session) if session else session_scope() as unit:
        return _impl(name, unit)


def itself(name: str, session: Session | None = None) -> object:  # error: SES101(always)
    if session is None:
        with session_scope() as own:
            return itself(name, own)
    return _impl(name, session)


def dead(name: str, session: Session) -> object:
    if session is not None:
        return _impl(name, session)
    with session_scope() as own:  # error: SES201
        return _impl(name, own)


def replaced(name: str, session: Session) -> object:
    with session_scope() as session:  # error: SES103
        return _impl(name, session)


def ignored(name: str, session: Session) -> object:  # error: SES102(always)
    with session_scope() as own:
        return _impl(name, own)
