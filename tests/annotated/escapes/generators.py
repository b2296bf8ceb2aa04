"""A generator that is handed a session works with it when it is iterated over, which may be too late."""

from collections.abc import Iterator
from functools import wraps

from database import SessionLocal, session_scope
from models import Event
from sqlalchemy import select
from sqlalchemy.orm import Session


def names(year: int, *, session: Session) -> Iterator[str]:
    for event in session.scalars(select(Event).filter_by(year=year)):
        yield event.name


def years(session: Session) -> Iterator[int]:  # error: SES102
    yield from range(2000, 2030)


def streamed(function):
    @wraps(function)
    def stream(*args, **kwargs):
        yield from function(*args, **kwargs)

    return stream


def listed(function):
    @wraps(function)
    def all_of_it(*args, **kwargs):
        return list(function(*args, **kwargs))

    return all_of_it


@streamed
def titles(session: Session) -> Iterator[str]:
    for event in session.scalars(select(Event)):
        yield event.title


@listed
def places(session: Session) -> list[str]:
    for event in session.scalars(select(Event)):
        yield event.place


@somewhere.decorated
def dates(session: Session) -> list[str]:
    for event in session.scalars(select(Event)):
        yield event.date


def returned(year):
    with session_scope() as session:
        return names(year, session=session)  # error: SES403


def returned_through_a_decorator():
    with session_scope() as session:
        return titles(session)  # error: SES403


def mapped(year):
    with SessionLocal() as session:
        return map(str.title, names(year, session=session))  # error: SES403


def in_a_generator(year):
    with SessionLocal() as session:
        return (name.title() for name in names(year, session=session))  # error: SES403


def iterated_over(year):
    with session_scope() as session:
        yield from names(year, session=session)


def a_list(year):
    with session_scope() as session:
        return list(names(year, session=session))


def a_comprehension(year):
    with session_scope() as session:
        return [name.title() for name in names(year, session=session)]


def of_the_caller(year, session: Session):
    with session_scope() as other:
        other.add(Event(year=year))
        return names(year, session=session)


def not_read():
    with session_scope() as session:
        return years(session)


def a_list_by_its_decorator():
    with session_scope() as session:
        return places(session)


def who_knows():
    with session_scope() as session:
        return dates(session)


def the_first(year):
    with session_scope() as session:
        return next(names(year, session=session))
