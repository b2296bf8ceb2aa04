"""A query that has not been sent leaves the scope.

Not for asynchronous, registry: there is no `query` and results are read at once; a registry's session begins anew.
"""

from models import Event
from sqlalchemy import select, text


def query():
    with session_scope() as unit:
        return unit.query(Event).filter_by(name="Fair")  # error: SES403


def query_by_name():
    with session_scope() as unit:
        found = unit.query(Event)
        found = found.limit(10)
        return found  # error: SES403


def query_after():
    with session_scope() as unit:
        events = unit.query(Event)
    return events.all()  # error: SES403


def result():
    with session_scope() as unit:
        return unit.execute(text("select 1"))  # error: SES403


def generator():
    with session_scope() as unit:
        return (event.name for event in unit.scalars(select(Event)))  # error: SES403


def mapped():
    with session_scope() as unit:
        return map(str, unit.query(Event))  # error: SES403


def number():
    with session_scope() as unit:
        return unit.query(Event).count()


def names():
    with session_scope() as unit:
        return [event.name for event in unit.query(Event)]


def all_rows():
    with session_scope() as unit:
        return unit.execute(text("select 1")).all()
