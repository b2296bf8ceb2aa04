from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from sqlalchemy.orm import Session

from database import session_scope
from stock import fallback, given, injected, on_a_connection, opener, required


def takes_one(name, session: Session):
    fallback(name, session=session)
    required(name, session)
    injected(name, session=session)


def opens_itself(name):
    with session_scope() as session:  # error: SES201
        fallback(name, session=session)


def nothing_to_do_with_it(name):
    given(name)


def on_core(name):
    on_a_connection(name)


def passes_it_as_a_value(names):
    return map_later(opener, names)


def passes_it_to_whoever_calls_it(names):  # error: SES104
    return map_now(opener, names)


def map_later(function, names):
    return lambda: [function(name) for name in names]


def map_now(function, names):
    return [function(name) for name in names]


def in_threads(names):
    with ThreadPoolExecutor() as pool:
        pool.map(opener, names)


def unknown(name):
    somebody.opener(name)
    name.opener()


def shadowed(opener, name):
    opener(name)


def shadowed_by_a_local(name):
    opener = name.upper
    opener(name)


def either(name, loud):
    put = given
    if loud:
        put = opener
    put(name)


def shadowed_in_a_comprehension(functions, name):
    return [opener(name) for opener in functions]


def may_be_carried(*args, **kwargs):
    return fallback(*args, **kwargs)


class Repository:
    """Carries a session: its methods need no parameter."""

    def __init__(self, session: Session):
        self.session = session

    def store(self, name):
        self.session.add(name)
        fallback(name, session=self.session)

    def log(self, name):
        opener(name)


class Desk:
    """Carries an object that carries a session."""

    def __init__(self, repository: Repository):
        self.repository = repository

    def store(self, name):
        self.repository.store(name)
        opener(name)


def given_a_carrier(name, repository: Repository):
    repository.store(name)
    opener(name)


class Exporter(Protocol):
    def export(self, name): ...


class OpeningExporter(Exporter):
    def export(self, name):
        opener(name)


def with_a_function_inside(name):
    def load():
        with session_scope() as session:  # error: SES201
            return session.get(name, 1)

    return load()


def does_not_run_what_it_defines(name):
    def load():
        opener(name)

    return load
