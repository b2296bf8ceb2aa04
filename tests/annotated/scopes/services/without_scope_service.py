import contextlib
import threading
from contextlib import ExitStack, contextmanager, nullcontext, suppress

import psycopg
from database import engine, session_scope
from models import Event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


@contextmanager
def timed(name: str):
    yield name


@contextmanager
def quiet(session: Session):
    with session.no_autoflush:
        yield session


@contextmanager
def locked(session: Session):
    session.execute("lock")
    try:
        yield session
    finally:
        session.execute("unlock")


def files(path: str) -> str:
    with open(path) as file, timed("read"), threading.Lock():
        return file.read()


def savepoint(session: Session) -> None:
    with suppress(IntegrityError), session.begin_nested():
        session.add(Event())


def no_autoflush(session: Session) -> None:
    with session.no_autoflush:
        session.add(Event())


def the_given_one(session: Session) -> None:
    with quiet(session) as same, locked(same):
        same.add(Event())


def null(session: Session) -> None:
    with nullcontext(session) as same:
        same.add(Event())


def core() -> None:
    with engine.connect() as connection:
        connection.execute("select 1")
    with engine.begin() as connection:
        connection.execute("select 1")


def driver() -> None:
    with psycopg.connect("") as connection, connection.cursor() as cursor:
        cursor.execute("select 1")


def stack_of_files(paths: list[str]) -> None:
    with ExitStack() as stack:
        for path in paths:
            stack.enter_context(open(path))


def shadowed_by_a_parameter(session_scope) -> None:
    with session_scope() as thing:
        thing.run()


def shadowed_by_a_local(session: Session) -> None:
    session_scope = session.begin_nested
    with session_scope():
        session.add(Event())


def only_mentioned() -> str:
    return session_scope.__name__


def handed_on(run) -> None:
    run(session_scope)


class Service:
    @contextlib.contextmanager
    def scope(self, session: Session):
        yield session

    def add(self, session: Session) -> None:
        with self.scope(session) as same:
            same.add(Event())


@contextmanager
def local_scope():
    with session_scope() as session:
        yield session
