"""Not a service by its path: what it opens is not reported here, but counts for those who call it."""

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from database import NEW_SESSION, engine, provide_session, session_scope


def opener(name):
    with session_scope() as session:
        session.add(name)


def fallback(name, session=None):  # error: SES101
    if session is None:
        with session_scope() as session:
            return fallback(name, session=session)
    return session.add(name)


@provide_session
def injected(name, session=NEW_SESSION):
    session.add(name)


def required(name, session):
    session.add(name)


def on_a_connection(name):
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))


class Shelf:
    @staticmethod
    def fill(name):
        opener(name)

    @classmethod
    def empty(cls, name):
        cls.fill(name)


def wrapper(*args, **kwargs):
    return fallback(*args, **kwargs)


def given(name):
    return name


def on_an_engine(engine):
    with Session(engine) as session:
        return session.query(Lot).count()


def opens_with(factory: sessionmaker):
    with factory() as session:
        return session.query(Lot).count()
