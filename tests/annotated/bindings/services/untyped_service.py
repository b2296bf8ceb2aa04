from database import SessionLocal, session_scope
from models import Event


def optional(name, session=None):  # error: SES101
    session.add(Event(name=name))


def fallback(name, *, session=None):  # error: SES101
    if session is not None:
        session.add(Event(name=name))
        return
    with session_scope() as session:
        session.add(Event(name=name))


def replaced(name, session):  # error: SES105
    with session_scope() as session:  # error: SES103
        session.add(Event(name=name))


def constructed(name, session):  # error: SES105
    session = SessionLocal()  # error: SES103
    session.add(Event(name=name))


def dead_fallback(name, session):  # error: SES105
    if session is None:
        with session_scope() as session:  # error: SES201
            session.add(Event(name=name))
            return
    session.add(Event(name=name))


def copied(name, session):  # error: SES105
    with session_scope() as target:  # error: SES201
        target.merge(session.get(Event, name))


def committed(name, session):  # error: SES105
    session.add(Event(name=name))
    session.commit()  # error: SES204


def begun(name, session):  # error: SES105
    with session.begin():  # error: SES204
        session.add(Event(name=name))


def disciplined(name, session):  # error: SES105
    session.add(Event(name=name))
    session.flush()


def with_a_savepoint(name, session):  # error: SES105
    with session.begin_nested() as savepoint:
        session.add(Event(name=name))
        savepoint.commit()


def used_later(name, session):
    def load():
        return session.get(Event, name)

    return load
