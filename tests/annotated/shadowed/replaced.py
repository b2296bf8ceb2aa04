from contextlib import ExitStack, closing

from database import SessionLocal, engine, get_db, new_session, session_scope
from models import Event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker


def by_a_scope(session: Session) -> None:
    with session_scope() as session:  # error: SES103
        session.add(Event())


def by_a_factory(session: Session) -> None:
    session = SessionLocal()  # error: SES103
    session.add(Event())


def by_a_factory_block(session: Session) -> None:
    with SessionLocal() as session:  # error: SES103
        session.add(Event())


def by_begin(session: Session) -> None:
    with SessionLocal.begin() as session:  # error: SES103
        session.add(Event())


def by_the_class(session: Session) -> None:
    with Session(engine) as session:  # error: SES103
        session.add(Event())


def by_a_local_factory(session: Session) -> None:
    make = sessionmaker(engine)
    session = make()  # error: SES103
    session.add(Event())


def by_closing(session: Session) -> None:
    with closing(SessionLocal()) as session:  # error: SES103
        session.add(Event())


def by_a_stack(session: Session) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(session_scope())  # error: SES103
        session.add(Event())


def after_other_work(names: list[str], session: Session) -> None:
    for name in names:
        with session_scope() as session:  # error: SES103
            session.add(Event(name=name))


def second_of_two(path: str, session: Session) -> None:
    with open(path) as file, session_scope() as session:  # error: SES103
        session.add(Event(name=file.read()))


def optional(session: Session | None = None) -> None:  # error: SES101
    with session_scope() as session:  # error: SES103
        session.add(Event())


def optional_none(session=None):  # error: SES101
    with session_scope() as session:  # error: SES103
        session.query(Event).delete()


def untyped(session):
    with session_scope() as session:  # error: SES103
        session.query(Event).delete()


def under_an_unrelated_condition(name: str, session: Session) -> None:
    if name:
        with session_scope() as session:  # error: SES103
            session.add(Event(name=name))


def in_try(session: Session) -> None:
    try:
        session = SessionLocal()  # error: SES103
        session.add(Event())
    finally:
        session.close()


def with_annotation(session: Session) -> None:
    session: Session = SessionLocal()  # error: SES103
    session.add(Event())


def by_walrus(session: Session) -> None:
    if (session := SessionLocal()).is_active:  # error: SES103
        session.add(Event())


class Store:
    def add(self, name: str, *, session: Session) -> None:
        with session_scope() as session:  # error: SES103
            session.add(Event(name=name))


def by_a_loop(session: Session) -> None:
    for session in get_db():  # error: SES103
        session.add(Event())


def by_next(session: Session) -> None:
    session = next(get_db())  # error: SES103
    session.add(Event())


def by_a_getter(session: Session) -> None:
    session = new_session()  # error: SES103
    session.add(Event())


def by_unpacking(session: Session) -> None:
    session, name = SessionLocal(), "event"  # error: SES103
    session.add(Event(name=name))


def after_use(session: Session) -> None:
    session.add(Event())
    with session_scope() as session:  # error: SES103
        session.add(Event())


async def asynchronous(session: AsyncSession) -> None:
    async with AsyncSession(engine) as session:  # error: SES103
        session.add(Event())


async def asynchronous_factory(session: AsyncSession) -> None:
    async with async_sessionmaker(engine)() as session:  # error: SES103
        session.add(Event())


def outer(session: Session):
    session.flush()

    def inner(session: Session) -> None:
        with session_scope() as session:  # error: SES103
            session.add(Event())

    return inner
