from contextlib import closing, nullcontext

from database import SessionLocal, session_scope
from models import Event
from sessions import AsyncSessionLocal, Expiring, Keeping
from sqlalchemy import select, text
from sqlalchemy.orm import Session


def the_session():
    with session_scope() as session:
        return session  # error: SES403


def the_session_and_more():
    with SessionLocal() as session:
        return session, session.get(Event, 1)  # error: SES403


def under_another_name():
    with SessionLocal() as session:
        same = session
        return same  # error: SES403


def query():
    with SessionLocal() as session:
        return session.query(Event).filter_by(name="Fair").order_by(Event.name)  # error: SES403


def query_by_name():
    with session_scope() as session:
        found = session.query(Event)
        found = found.limit(10)
        return found  # error: SES403


def query_of_columns():
    with SessionLocal() as session:
        return session.query(Event.name, Event.year)  # error: SES403


def scalars():
    with SessionLocal() as session:
        return session.scalars(select(Event))  # error: SES403


def result():
    with SessionLocal.begin() as session:
        return session.execute(text("select 1"))  # error: SES403


async def streamed():
    async with AsyncSessionLocal() as session:
        return await session.stream(select(Event))  # error: SES403


def generator():
    with SessionLocal() as session:
        return (event.name for event in session.scalars(select(Event)))  # error: SES403


def mapped():
    with SessionLocal() as session:
        return map(str, session.query(Event))  # error: SES403


def later():
    with SessionLocal() as session:
        return lambda: session.get(Event, 1)  # error: SES403


def used_after():
    with session_scope() as session:
        event = session.get(Event, 1)
    session.delete(event)  # error: SES403


def handed_on_after():
    with session_scope() as session:
        event = session.get(Event, 1)
    store(event, session)  # error: SES403


def query_after():
    with session_scope() as session:
        events = session.query(Event)
    return events.all()  # error: SES403


def query_after_in_a_loop():
    with session_scope() as session:
        events = session.query(Event)
    return list(events)  # error: SES403


def row_after_a_commit(name: str):
    with Expiring() as session:
        event = session.get(Event, name)
        session.commit()
        return event  # error: SES403


def row_of_a_transaction(name: str):
    with Expiring.begin() as session:
        return session.query(Event).filter_by(name=name).one()  # error: SES403


def rows_of_a_transaction(name: str):
    with Expiring.begin() as session:
        return session.scalars(select(Event).where(Event.name == name)).all()  # error: SES403


def row(name: str):
    with SessionLocal() as session:
        return session.get(Event, name)


def rows():
    with Keeping.begin() as session:
        return session.query(Event).all()


def row_that_is_kept(name: str):
    with Keeping() as session:
        event = session.get(Event, name)
        session.commit()
        return event


def row_that_is_loaded_again(name: str):
    with Expiring() as session:
        event = session.get(Event, name)
        session.commit()
        session.refresh(event)
        return event


def row_that_is_expunged(name: str):
    with Expiring() as session:
        event = session.get(Event, name)
        session.commit()
        session.expunge(event)
        return event


def values():
    with SessionLocal() as session:
        return [event.name for event in session.query(Event)]


def value():
    with SessionLocal() as session:
        return session.query(Event).count()


def scalar_value():
    with Expiring.begin() as session:
        return session.scalar(select(Event.name))


def all_values():
    with SessionLocal() as session:
        return session.execute(text("select 1")).all()


def read():
    with SessionLocal() as session:
        return list(session.query(Event))


async def buffered():
    async with AsyncSessionLocal() as session:
        return await session.scalars(select(Event))


def of_a_given_session(session: Session):
    with session.begin_nested():
        return session.query(Event)


def of_a_null_context(session: Session):
    with nullcontext(session) as same:
        return same.query(Event)


def made_before():
    session = SessionLocal()
    with session.begin():
        session.add(Event())
    session.close()


def yielded():
    with SessionLocal() as session:
        yield from session.query(Event)


def again_and_again(names: list[str]) -> None:
    for name in names:
        with SessionLocal() as session:
            session.add(Event(name=name))
            session.commit()
    with SessionLocal() as session:
        session.add(Event())


def either(session: Session | None = None):  # error: SES101
    if session is None:
        with session_scope() as session:
            return session.query(Event).count()
    return session.query(Event)


def given_or_not(session: Session, own: bool) -> None:
    if own:
        with closing(SessionLocal()) as other:
            other.add(Event())
    session.add(Event())


def store(event: Event, session: Session) -> None:
    session.add(event)
