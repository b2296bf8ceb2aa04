from contextlib import ExitStack, nullcontext
from typing import Optional

from sqlalchemy.orm import Session

from database import SessionLocal, session_scope
from models import Event


def _count(year: int, session: Session) -> int:
    return session.query(Event).filter_by(year=year).count()


def given_returns_first(year: int, session: Session | None = None) -> int:  # error: SES101
    if session is not None:
        return _count(year, session)
    with session_scope() as session:
        return _count(year, session)


def own_under_another_name(year: int, session: Session | None = None) -> int:  # error: SES101
    if session:
        return _count(year, session)
    with session_scope() as own:
        return _count(year, own)


def with_else(year: int, session: Session | None = None) -> int:  # error: SES101
    if session is not None:
        return _count(year, session)
    else:
        with session_scope() as session:
            return _count(year, session)


def none_comes_first(year: int, session: Session | None = None) -> int:  # error: SES101
    if session is None:
        with session_scope() as session:
            return _count(year, session)
    return _count(year, session)


def calls_itself(year: int, *, session: Optional[Session] = None) -> int:  # error: SES101
    if not session:
        with session_scope() as session:
            return calls_itself(year, session=session)
    return _count(year, session)


def nested_body(year: int, session: Session | None = None) -> int:  # error: SES101
    def body(session: Session) -> int:
        return session.query(Event).filter_by(year=year).count()

    if session is not None:
        return body(session)
    with session_scope() as session:
        return body(session)


def null_context(year: int, session: Session | None = None) -> int:  # error: SES101
    with nullcontext(session) if session else session_scope() as session:
        return _count(year, session)


def null_context_bound_before(year: int, session: Session | None = None) -> int:  # error: SES101
    context = session_scope() if session is None else nullcontext(session)
    with context as current:
        return _count(year, current)


def null_context_in_branches(year: int, session: Session | None = None) -> int:  # error: SES101
    if session is None:
        context = session_scope()
    else:
        context = nullcontext(session)
    with context as current:
        return _count(year, current)


def flag(year: int, session: Session | None = None) -> int:  # error: SES101
    own = session is None
    if own:
        session = SessionLocal()
    try:
        count = _count(year, session)
        if own:
            session.commit()
        return count
    finally:
        if own:
            session.close()


def flag_around_a_scope(year: int, session: Session | None = None) -> int:  # error: SES101
    given = session is not None
    if given:
        return _count(year, session)
    with session_scope() as session:
        return _count(year, session)


def one_or_the_other(year: int, session: Session | None = None) -> int:  # error: SES101
    session = session or SessionLocal()
    return _count(year, session)


def conditional_expression(year: int, session: Session | None = None) -> int:  # error: SES101
    session = session if session is not None else SessionLocal()
    return _count(year, session)


def another_name(year: int, session: Session | None = None) -> int:  # error: SES101
    current = session or SessionLocal()
    return _count(year, current)


def exit_stack(year: int, session: Session | None = None) -> int:  # error: SES101
    with ExitStack() as stack:
        if session is None:
            session = stack.enter_context(session_scope())
        return _count(year, session)


def scope_or_session(year: int, session: Session | None = None) -> int:  # error: SES101
    with session or session_scope() as current:
        return _count(year, current)


def matched(year: int, session: Session | None = None) -> int:  # error: SES101
    match session:
        case None:
            with session_scope() as session:
                return _count(year, session)
        case _:
            return _count(year, session)


def untyped(year, session=None):  # error: SES101
    if session is not None:
        return session.query(Event).filter_by(year=year).count()
    with session_scope() as session:
        return session.query(Event).filter_by(year=year).count()


def untyped_only_handed_on(year, session=None):  # error: SES101
    if session is not None:
        return _count(year, session)
    with session_scope() as session:
        return _count(year, session)


def commits_whatever_it_has(name: str, session: Session | None = None) -> None:  # error: SES101
    session = session or SessionLocal()
    session.add(Event(name=name))
    session.commit()  # error: SES204


def ignores_it(year: int, session: Session | None = None) -> int:  # error: SES102
    with session_scope() as own:
        return _count(year, own)


def replaces_it(year: int, session: Session | None = None) -> int:  # error: SES101
    with session_scope() as session:  # error: SES103
        return _count(year, session)


def dead_fallback(year: int, session: Session) -> int:
    if session is not None:
        return _count(year, session)
    with session_scope() as session:  # error: SES201
        return _count(year, session)


def dead_fallback_first(year: int, session: Session) -> int:
    if session is None:
        with session_scope() as session:  # error: SES201
            return _count(year, session)
    return _count(year, session)


class EventStore:
    def __init__(self, name: str) -> None:
        self.name = name

    def count(self, year: int, session: Session | None = None) -> int:  # error: SES101
        if session is None:
            with session_scope() as session:
                return self.count(year, session=session)
        return _count(year, session)


async def later(year: int, session: Session | None = None) -> int:  # error: SES101
    if session is not None:
        return _count(year, session)
    with session_scope() as session:
        return _count(year, session)
