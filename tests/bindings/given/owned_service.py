"""Who may end a transaction: a service neither commits what it was given nor throws it away, in whatever wording."""

import sqlite3
from functools import wraps

import git
from celery import shared_task
from database import engine, session_scope
from models import Event
from sqlalchemy.event import listens_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_session


class Guard:
    def __init__(self, session: Session) -> None:
        self.session = session

    def commit(self) -> None:
        self.session.commit()  # error: SES204(always)


class Draft:
    def commit(self) -> str:
        return "text"


def committed(name: str, unit: Session) -> None:
    unit.add(Event(name=name))
    unit.commit()  # error: SES204


def behind_a_flag(name: str, unit: Session, autocommit: bool) -> None:
    unit.add(Event(name=name))
    unit.flush()
    if autocommit:
        unit.commit()  # error: SES204


def in_a_closure(names: list[str], unit: Session) -> None:
    def add(name: str) -> None:
        unit.add(Event(name=name))
        unit.commit()  # error: SES204

    for name in names:
        add(name)


def handed_to_a_closure(name: str, unit: Session) -> None:
    def add(session: Session) -> None:
        session.add(Event(name=name))
        session.commit()  # error: SES204(always)

    unit.flush()
    add(unit)


def under_another_name(name: str, unit: Session) -> None:
    unit.flush()
    current = unit
    current.add(Event(name=name))
    current.commit()  # error: SES204


def in_a_block(name: str, unit: Session) -> None:
    with unit.begin():  # error: SES204
        unit.add(Event(name=name))
        unit.flush()


def through_a_guard(name: str, unit: Session) -> None:
    unit.flush()
    guard = Guard(unit)
    guard.commit()


def thrown_away(name: str, unit: Session, dry_run: bool) -> None:
    unit.add(Event(name=name))
    unit.flush()
    if dry_run:
        unit.rollback()  # error: SES205


def savepoint_is_meant(name: str, unit: Session) -> None:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except IntegrityError:
        unit.rollback()  # error: SES205


def transactional(function):
    @wraps(function)
    def wrapper(*args, session: Session):
        result = function(*args, session=session)
        session.commit()  # error: SES204(always)
        return result

    return wrapper


@listens_for(Event, "after_insert")
def inserted(mapper, connection, target: Event) -> None:
    object_session(target).commit()  # error: SES204(always)


@shared_task
def nightly(name: str, unit: Session) -> None:
    unit.add(Event(name=name))
    unit.commit()


def savepoint(name: str, unit: Session) -> None:
    with unit.begin_nested() as savepoint:
        unit.add(Event(name=name))
        savepoint.commit()


def savepoint_thrown_away(name: str, unit: Session) -> None:
    nested = unit.begin_nested()
    try:
        unit.add(Event(name=name))
        unit.flush()
    except IntegrityError:
        nested.rollback()


def own_scope(name: str, unit: Session) -> None:
    unit.flush()
    with session_scope() as own:  # error: SES201(always)
        own.add(Event(name=name))
        own.commit()


def on_core(unit: Session) -> None:
    unit.flush()
    with engine.connect() as connection:
        connection.commit()


def on_a_driver(path: str, unit: Session) -> None:
    unit.flush()
    connection = sqlite3.connect(path)
    connection.commit()


def of_something_else(path: str, draft: Draft, unit: Session) -> None:
    unit.flush()
    git.Repo(path).index.commit("message")
    draft.commit()
