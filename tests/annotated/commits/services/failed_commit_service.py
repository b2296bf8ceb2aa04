"""A rollback in the handler of a commit that failed: the commit is what is wrong."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session


class Entry:
    def __init__(self, at: datetime) -> None:
        self.at = at


def prepare(entry: object, session: Session) -> None:
    session.add(entry)
    session.flush()


def log_run(entry: object, session: Session) -> None:
    try:
        session.add(entry)
        session.commit()  # error: SES204
    except SQLAlchemyError:
        session.rollback()
        raise


def log_time(session: Session) -> None:
    try:
        session.add(Entry(datetime.now()))
        session.commit()  # error: SES204
    except SQLAlchemyError:
        session.rollback()
        raise


def log_work(entry: object, session: Session) -> None:
    try:
        prepare(entry, session)
        session.commit()  # error: SES204
    except SQLAlchemyError:
        session.rollback()  # error: SES205
        raise


def add_run(entry: object, session: Session) -> bool:
    try:
        session.add(entry)
        session.flush()
    except IntegrityError:
        session.rollback()  # error: SES205
        return False
    return True
