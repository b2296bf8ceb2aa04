"""An endpoint works in one transaction: the one that it is given, or one that it opens."""

from typing import Annotated

from database import SessionLocal, get_session, session_scope
from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

router = APIRouter()
SessionOfRequest = Annotated[Session, Depends(get_session)]


@router.post("/events")
def opens_another(name: str, session: SessionOfRequest):
    session.add(Event(name))
    with session_scope() as other:  # error: SES302
        other.add(Log(name))


@router.post("/late")
def uses_it_later(name: str, session: Session = Depends(get_session)):
    with SessionLocal() as other:  # error: SES302
        other.add(Log(name))
    session.add(Event(name))


@router.post("/same")
def under_its_name(name: str, session: SessionOfRequest):
    with session_scope() as session:  # error: SES103
        session.add(Log(name))


@router.get("/unused")
def unused(name: str, session: SessionOfRequest):
    with session_scope() as other:
        other.add(Log(name))


@router.post("/after")
def after_a_commit(name: str, session: SessionOfRequest):
    session.add(Event(name))
    session.commit()
    with session_scope() as other:
        other.add(Log(name))


@router.post("/savepoint")
def savepoint(name: str, session: SessionOfRequest):
    with session.begin_nested():
        session.add(Event(name))


@router.post("/own")
def opens_its_own(name: str):
    with session_scope() as session:
        session.add(Event(name))


@router.post("/failed")
def tells_of_a_failure(name: str, session: SessionOfRequest):
    try:
        session.add(Event(name))
        session.flush()
    except ValueError:
        session.rollback()
        with session_scope() as other:
            other.add(Failure(name))
