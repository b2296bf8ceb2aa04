from functools import wraps

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


def reading(function):
    @wraps(function)
    def inner(*args, session: Session | None = None, **kwargs):
        if session is not None:
            return function(*args, session=session, **kwargs)
        with SessionLocal() as session:
            return function(*args, session=session, **kwargs)

    return inner


def writing(function):
    @wraps(function)
    def inner(*args, session: Session | None = None, **kwargs):
        if session is not None:
            return function(*args, session=session, **kwargs)
        with SessionLocal.begin() as session:
            return function(*args, session=session, **kwargs)

    return inner


def owning(function):
    @wraps(function)
    def inner(*args, **kwargs):
        with SessionLocal.begin() as session:
            return function(*args, session=session, **kwargs)

    return inner
