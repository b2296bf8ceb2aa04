"""What does not live without its session leaves the scope; values and loaded lists may.

Not for registry: its session is everybody's, and begins anew when it is used again.
"""

from models import Event
from sqlalchemy import select, text


def itself():
    with session_scope() as unit:
        return unit  # error: SES403


def itself_and_more():
    with session_scope() as unit:
        unit.flush()
        return unit, 1  # error: SES403


def under_another_name():
    with session_scope() as unit:
        same = unit
        return same  # error: SES403


def later():
    with session_scope() as unit:
        return lambda: unit.get(Event, 1)  # error: SES403


def used_after():
    with session_scope() as unit:
        event = unit.get(Event, 1)
    unit.delete(event)  # error: SES403


def handed_on_after(store):
    with session_scope() as unit:
        event = unit.get(Event, 1)
    store(event, unit)  # error: SES403


def value():
    with session_scope() as unit:
        return unit.get(Event, 1).name


def values(names):
    with session_scope() as unit:
        return [unit.get(Event, name).name for name in names]


def count():
    with session_scope() as unit:
        return unit.scalar(select(Event.name))


def another_of_the_same_name():
    with session_scope() as unit:
        unit.flush()
    with session_scope() as unit:
        unit.flush()


def yielded(names):
    with session_scope() as unit:
        for name in names:
            yield unit.get(Event, name).name
