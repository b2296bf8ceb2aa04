from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session


def query_of(session: Session):
    return session.query(Event)


def rows_of(session):
    return session.query(Event).all()


def either(bind: Session | Engine):
    return bind.execute("SELECT 1")


def session_scope():
    return Session(create_engine("sqlite://"))
