from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from database import session_scope
from inject import NEW_SESSION, get_db, provide_session
from models import Event

router = APIRouter()
CurrentSession = Annotated[Session, Depends(get_db)]


def required(event_id: int, session: Session):
    return session.get(Event, event_id)


def required_keyword(event_id: int, *, session: Session):
    return session.get(Event, event_id)


def another_is_optional(session: Session, name: str | None = None):
    return session.query(Event).filter_by(name=name)


@router.get("/events/{event_id}")
def route(event_id: int, session: Session = Depends(get_db)):
    return session.get(Event, event_id)


@router.get("/events")
def route_with_alias(session: CurrentSession):
    return session.query(Event).all()


@provide_session
def injected(event_id: int, *, session: Session = NEW_SESSION):
    return session.get(Event, event_id)


@provide_session
def injected_none(event_id: int, session: Session = None):
    return session.get(Event, event_id)


class Repository:
    @staticmethod
    @provide_session
    def find(event_id: int, session: Session = NEW_SESSION):
        return session.get(Event, event_id)


def not_used_like_one(session=None):
    return session or "no session"


def a_flag(db=False):
    return not db


def a_list_of_sessions(sessions: list[Session] | None = None):
    return [session.is_active for session in sessions or []]


def a_factory(open_session=session_scope):
    with open_session() as session:
        return session.get(Event, 1)


def private_unused(_session: Session):
    return None
