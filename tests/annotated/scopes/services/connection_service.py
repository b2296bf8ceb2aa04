"""A session on a connection that was handed in joins the transaction that is open there."""

from database import SessionLocal, engine
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session


def on_a_given_connection(connection: Connection, name: str) -> None:
    with Session(bind=connection) as session:
        session.add(Event(name=name))
        session.flush()


def by_a_factory(name: str, connection: "Connection") -> None:
    with SessionLocal(bind=connection) as session:
        session.add(Event(name=name))


class Tagger:
    @classmethod
    def after_insert(cls, _mapper, connection: Connection, target) -> None:
        with Session(bind=connection) as session:
            session.add(Tag(target.id))
            session.commit()  # error: SES204


event.listen(Event, "after_insert", Tagger.after_insert)


def on_the_engine(name: str) -> None:
    with Session(bind=engine) as session:  # error: SES201
        session.add(Event(name=name))


def on_something_given(bind, name: str) -> None:
    with Session(bind=bind) as session:  # error: SES201
        session.add(Event(name=name))


def on_a_connection_of_its_own(name: str) -> None:
    with engine.connect() as connection, Session(bind=connection) as session:  # error: SES201
        session.add(Event(name=name))
