from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar, cast

from sqlalchemy.orm import Session

from database import SessionLocal, session_scope

Result = TypeVar("Result")
NEW_SESSION: Session = cast(Session, None)


def provide_session(function: Callable[..., Result]) -> Callable[..., Result]:
    @wraps(function)
    def wrapper(*args, **kwargs) -> Result:
        if "session" in kwargs:
            return function(*args, **kwargs)
        with session_scope() as session:
            return function(*args, session=session, **kwargs)

    return wrapper


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session
