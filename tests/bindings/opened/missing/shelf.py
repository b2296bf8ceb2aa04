"""No service: what it opens is said of those who call it."""

from models import Event


def opener(name):
    with session_scope() as unit:
        unit.add(Event(name=name))


def one_line(name):
    return opener(name)


def further(name):
    one_line(name)


def anything(*args, **kwargs):
    return opener(*args, **kwargs)


class Shelf:
    @staticmethod
    def static(name):
        opener(name)

    @classmethod
    def of_class(cls, name):
        cls.static(name)

    def put(self, name):
        opener(name)


def given(name, session):
    session.add(Event(name=name))


again = opener
