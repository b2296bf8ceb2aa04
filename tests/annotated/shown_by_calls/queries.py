from functools import wraps

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session


def query_of(session: Session):
    return session.query(Event)


def rows_of(session):
    return session.query(Event).all()


def either(bind: Session | Engine):
    return bind.execute("SELECT 1")


def session_scope():
    return Session(create_engine("sqlite://"))


NEW_SESSION = None


def provide_session(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        if "session" in kwargs:
            return function(*args, **kwargs)
        with session_scope() as session:
            return function(*args, session=session, **kwargs)

    return wrapper
