from contextlib import contextmanager
from functools import wraps

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
NEW_SESSION = None


@contextmanager
def session_scope():
    with SessionLocal.begin() as session:
        yield session


def provide_session(function):
    @wraps(function)
    def inner(*args, **kwargs):
        if "session" in kwargs:
            return function(*args, **kwargs)
        with session_scope() as session:
            return function(*args, session=session, **kwargs)

    return inner


def connected(uri):
    return create_engine(uri)
