"""A row that is not there says nothing about the session that was asked for it."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def by_query(name, *, session: Session):
    event = session.query(Event).filter_by(name=name).one_or_none()
    if event is None:
        session.add(Event(name=name))
        session.commit()  # error: SES204


def by_early_return(name, *, session: Session):
    if (event := session.scalars(select(Event)).first()) is not None:
        return event
    try:
        session.flush()
    except IntegrityError:
        session.rollback()  # error: SES205


def by_savepoint(session: Session):
    savepoint = session.get_nested_transaction()
    if not savepoint:
        session.commit()  # error: SES204


def only_where_there_is_no_session(session: Session | None):  # error: SES101
    if session is None:
        session = Session()
        session.commit()
