import factories
from factories import AsyncSessionLocal, ClosedScope, Factories, Work, work, OwnSession, SessionLocal, engine, get_async_db, get_db, make_session
from models import Event
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import Session as SQLModelSession


def by_factory(name: str) -> None:
    session = SessionLocal()  # error: SES202
    session.add(Event(name=name))
    session.commit()
    session.close()


def by_factory_and_try(name: str) -> None:
    session = SessionLocal()  # error: SES202
    try:
        session.add(Event(name=name))
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def by_factory_of_a_module(name: str) -> None:
    session = factories.SessionLocal()  # error: SES202
    session.add(Event(name=name))


def by_class(name: str) -> None:
    session = Session(engine)  # error: SES202
    session.add(Event(name=name))


def by_class_of_a_module(name: str) -> None:
    session = orm.Session(bind=engine)  # error: SES202
    session.add(Event(name=name))


def by_subclass(name: str) -> None:
    session = OwnSession(engine)  # error: SES202
    session.add(Event(name=name))


def by_sqlmodel(name: str) -> None:
    session = SQLModelSession(engine)  # error: SES202
    session.add(Event(name=name))


async def by_async_factory(name: str) -> None:
    session = AsyncSessionLocal()  # error: SES202
    session.add(Event(name=name))
    await session.close()


async def by_async_class(name: str) -> None:
    session = AsyncSession(engine)  # error: SES202
    session.add(Event(name=name))


def by_factory_at_once(name: str) -> None:
    session = sessionmaker(engine)()  # error: SES202
    session.add(Event(name=name))


def by_a_helper(name: str) -> None:
    session = make_session()  # error: SES202
    session.add(Event(name=name))


def by_a_dependency(name: str) -> None:
    session = next(get_db())  # error: SES202
    session.add(Event(name=name))


async def by_an_async_dependency(name: str) -> None:
    session = await anext(get_async_db())  # error: SES202
    session.add(Event(name=name))


def by_a_loop_over_a_dependency(name: str) -> None:
    for session in get_db():  # error: SES202
        session.add(Event(name=name))


def without_a_name(name: str) -> object:
    return SessionLocal().get(Event, name)  # error: SES202


def twice(name: str) -> None:
    first = SessionLocal()  # error: SES202
    second = SessionLocal()  # error: SES202
    second.merge(first.get(Event, name))


def in_a_loop(names: list[str]) -> None:
    for name in names:
        session = SessionLocal()  # error: SES202
        session.add(Event(name=name))
        session.commit()


def in_a_branch(name: str) -> None:
    session = SessionLocal() if name else Session(engine)  # error: SES202, SES202
    session.add(Event(name=name))


def beside_a_given_one(name: str, session: Session) -> None:
    own = SessionLocal()  # error: SES202
    own.merge(session.get(Event, name))


def behind_a_required_one(name: str, session: Session) -> None:
    if session is None:
        session = SessionLocal()  # error: SES202
    session.add(Event(name=name))


def handed_on(name: str) -> None:
    beside_a_given_one(name, SessionLocal())  # error: SES202


def given_factory(name: str, make: sessionmaker[Session]) -> None:
    session = make()  # error: SES202
    session.add(Event(name=name))


def returned() -> Session:
    return SessionLocal()  # error: SES202


class EventService:
    def __init__(self) -> None:
        self.session = SessionLocal()  # error: SES202

    def add(self, name: str) -> None:
        self.session.add(Event(name=name))
        self.session.commit()


class Factory(Factories):
    def by_property(self, name: str) -> None:
        session = self.maker()  # error: SES202
        session.add(Event(name=name))

    def by_method(self, name: str) -> None:
        session = self.get_maker()()  # error: SES202
        session.add(Event(name=name))

    def scope_by_property(self, name: str) -> None:
        with self.maker() as session:  # error: SES201
            session.add(Event(name=name))

    def begin_by_property(self, name: str) -> None:
        with self.maker.begin() as session:  # error: SES201
            session.add(Event(name=name))

    def scope_by_method(self, name: str) -> None:
        with self.get_maker()() as session:  # error: SES201
            session.add(Event(name=name))


def scope_by_a_class(name: str) -> None:
    with ClosedScope() as session:  # error: SES201
        session.add(Event(name=name))
        session.commit()


def scope_by_a_unit_of_work(name: str) -> None:
    with Work() as work:  # error: SES201
        work.session.add(Event(name=name))
        work.session.commit()


def scope_by_a_function_of_a_class(name: str) -> None:
    with work() as unit:  # error: SES201
        unit.session.add(Event(name=name))


def scope_bound_before(name: str) -> None:
    context = Work()
    with context as unit:  # error: SES201
        unit.session.add(Event(name=name))


def scope_of_a_factory_bound_before(name: str) -> None:
    context = SessionLocal.begin()
    with context as session:  # error: SES201
        session.add(Event(name=name))
