"""What a framework or a decorator supplies is not optional, whatever its default says.

Not for carrier: what an object carries is not injected here.
"""

from functools import wraps

from database import NEW_SESSION, get_db, session_scope
from fastapi import APIRouter, Depends
from models import Event

router = APIRouter()


def provide_session(function):
    @wraps(function)
    def inner(*args, **kwargs):
        if "unit" in kwargs:
            return function(*args, **kwargs)
        with session_scope() as session:
            return function(*args, unit=session, **kwargs)

    return inner


def in_a_session(function):
    @wraps(function)
    def inner(*args, **kwargs):
        with session_scope() as session:
            return function(*args, unit=session, **kwargs)

    return inner


@router.get("/events")
def route(name: str, unit: Session = Depends(get_db)) -> object:
    return unit.scalars(name)


def dependency(unit: Session = Depends(get_db)) -> object:
    return unit.scalars(1)


@provide_session
def sentinel(name: str, unit: Session = NEW_SESSION) -> object:
    return unit.scalars(name)


@in_a_session
def background_task(name: str, unit: Session = None) -> object:
    unit.add(Event(name=name))
    return unit.scalars(name)


def sentinel_without_a_decorator(name: str, unit: Session = None) -> object:  # error: SES101
    return unit.scalars(name)


@wraps(route)
def another_decorator(name: str, unit: Session = None) -> object:  # error: SES101
    return unit.scalars(name)


def create_router(prefix: str) -> APIRouter:
    inner = APIRouter(prefix=prefix)

    @inner.post("/unused")
    async def unused(name: str, unit: Session = Depends(get_db)) -> str:
        return name

    return inner
