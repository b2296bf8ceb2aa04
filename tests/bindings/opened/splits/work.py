"""What is called: opens a scope, itself or through others, or works in the session that it is given."""

from models import Event
from sqlalchemy.orm import Session


def opener(name):
    with session_scope() as unit:
        unit.add(Event(name=name))


def one_line(name):
    return opener(name)


def further(name):
    one_line(name)


def find(name, session: Session | None = None):  # error: SES101(always)
    if session is None:
        with session_scope() as own:
            return own.get(Event, name).name
    return session.get(Event, name).name


def required(name, session: Session):
    session.add(Event(name=name))


class Store:
    def put(self, name):
        with session_scope() as unit:
            unit.add(Event(name=name))

    def put_all(self, names):
        with session_scope() as unit:
            unit.flush()
            for name in names:
                self.put(name)  # error: SES302

    @staticmethod
    def static(name):
        opener(name)
