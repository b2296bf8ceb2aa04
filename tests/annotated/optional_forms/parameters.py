import typing as t
from typing import Any, Optional, Union

import sqlalchemy.orm as orm
from sqlalchemy.orm import Session

from models import Event

NEW_SESSION: Session = None  # type: ignore[assignment]


def default_none(session: Session = None):  # error: SES101
    return session.get(Event, 1)


def optional(session: Optional[Session] = None):  # error: SES101
    return session.get(Event, 1)


def optional_without_default(session: Optional[Session]):  # error: SES101
    return session.get(Event, 1)


def union_with_none(session: Session | None = None):  # error: SES101
    return session.get(Event, 1)


def none_first(session: None | Session):  # error: SES101
    return session.get(Event, 1)


def union(session: Union[Session, None]):  # error: SES101
    return session.get(Event, 1)


def module_alias(session: t.Optional[orm.Session] = None):  # error: SES101
    return session.get(Event, 1)


def text(session: "Session | None" = None):  # error: SES101
    return session.get(Event, 1)


def text_inside(session: Optional["Session"]):  # error: SES101
    return session.get(Event, 1)


def anything(session: Optional[Any] = None):  # error: SES101
    return session.query(Event).all()


def keyword_only(event_id: int, *, session: Session | None = None):  # error: SES101
    return session.get(Event, event_id)


def in_the_middle(event_id: int, session: Session = None, name: str = ""):  # error: SES101
    session.get(Event, event_id).name = name


def positional_only(session: Session = None, /):  # error: SES101
    return session.get(Event, 1)


def over_lines(
    event_id: int,
    name: str = "",
    session: Session | None = None,  # error: SES101
    **options: Any,
) -> None:
    session.get(Event, event_id).name = name


def sentinel(session: Session = NEW_SESSION):  # error: SES101
    return session.get(Event, 1)


def two(source: Session = None, target: Session = None):  # error: SES101, SES101
    for event in source.query(Event):
        target.merge(event)


def outer(event_id: int):
    def inner(session: Session = None):  # error: SES101
        return session.get(Event, event_id)

    return inner


async def coroutine(session: Session = None):  # error: SES101
    return session.get(Event, 1)


class Manager:
    def __init__(self, session: Session | None = None):  # error: SES101
        self.session = session

    def method(self, session: Session = None):  # error: SES101
        return session.get(Event, 1)

    @staticmethod
    def static(session: Session = None):  # error: SES101
        return session.get(Event, 1)

    @classmethod
    def of_class(cls, session: Session = None):  # error: SES101
        return session.get(Event, 1)
