"""Whoever supplies a session gives the parameter no type."""

from fastapi import Depends
from queries import NEW_SESSION, provide_session, query_of, session_scope
from sqlalchemy.orm import Session


@provide_session
def by_a_sentinel(name, *, session=NEW_SESSION):  # error: SES105
    return session.query(Event).filter_by(name=name).one()


@provide_session
def by_none_and_handed_on(name, session=None):  # error: SES105
    return query_of(session).filter_by(name=name).one()


def by_a_default(name, session=Depends(session_scope)):  # error: SES105
    session.flush()


@provide_session
def typed(name, *, session: Session = NEW_SESSION):
    return session.query(Event).filter_by(name=name).one()


@provide_session
def of_another_library(name, *, session=NEW_SESSION):
    return session.get(f"https://example.org/{name}", headers={})
