from sqlalchemy import Connection, event
from sqlalchemy.orm import DeclarativeBase, Session

class Base(DeclarativeBase):
    pass

class Event(Base):
    pass

@event.listens_for(Event, "after_delete")
def decorated(mapper, connection, target):
    with Session(connection) as session:
        session.query(Event).delete()
        session.commit()  # error: SES204

@event.listens_for(Event, "after_update")
def on_the_connection(mapper, connection, target):
    connection.execute("UPDATE …")

@event.listens_for(Event, "before_insert")
def reads_only(mapper, connection, target):
    with Session(bind=connection) as session:
        target.number = session.query(Event).count()


@event.listens_for(Event, "after_update")
def on_a_declared_connection(mapper, connection: Connection, target):
    with Session(bind=connection) as session:
        session.query(Event).delete()
        session.commit()  # error: SES204


def no_listener(connection: Connection):
    with Session(bind=connection) as session:
        session.query(Event).delete()
        session.commit()
