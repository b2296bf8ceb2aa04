from contextlib import nullcontext

from database import SessionLocal, session_scope
from models import Event
from sqlalchemy.orm import Session


def savepoint(session: Session) -> None:
    with session.begin_nested():
        session.add(Event())


def the_same_one(session: Session) -> None:
    with nullcontext(session) as session:
        session.add(Event())


def wrapped(session: Session) -> None:
    session = traced(session)
    session.add(Event())


def traced(session: Session) -> Session:
    return session


def configured(session: Session) -> None:
    session = session.execution_options(stream_results=True)
    session.add(Event())


def in_a_nested_function(session: Session):
    def later() -> None:
        with session_scope() as session:
            session.add(Event())

    session.add(Event())
    return later


def copied_between(session: Session) -> None:
    with session_scope() as target:
        for event in session.query(Event):
            target.merge(event)


def no_parameter() -> None:
    with session_scope() as session:
        session.add(Event())


def no_parameter_plain() -> None:
    session = SessionLocal()  # error: SES404
    session.add(Event())


def cleared(session: Session) -> None:
    session.add(Event())
    session = None
