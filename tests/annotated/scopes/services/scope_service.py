import contextlib
from threading import Thread
from contextlib import AsyncExitStack, ExitStack, closing

import database as db_module
import storage
from database import (
    AsyncSessionLocal,
    AsyncUnitOfWork,
    SessionLocal,
    UnitOfWork,
    async_engine,
    async_scope,
    database,
    engine,
    plain_scope,
    session_scope,
    short_scope,
    wrapped_scope,
)
from database import session_scope as unit
from models import Event
from sqlalchemy import orm, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker
from storage import scope, transaction

again = session_scope


def by_context_manager() -> object:
    with session_scope() as session:  # error: SES201
        return session.get(Event, 1)


def by_generator_of_begin() -> object:
    with short_scope() as session:  # error: SES201
        return session.get(Event, 1)


def by_wrapper() -> object:
    with wrapped_scope() as session:  # error: SES201
        return session.get(Event, 1)


def by_plain_wrapper() -> object:
    with plain_scope() as session:  # error: SES201
        return session.get(Event, 1)


async def by_async_context_manager() -> object:
    async with async_scope() as session:  # error: SES201
        return await session.get(Event, 1)


async def by_async_factory() -> object:
    async with AsyncSessionLocal() as session:  # error: SES201
        return await session.get(Event, 1)


async def by_async_begin() -> object:
    async with AsyncSessionLocal.begin() as session:  # error: SES201
        return await session.get(Event, 1)


async def by_async_class() -> object:
    async with AsyncSession(async_engine) as session:  # error: SES201
        return await session.get(Event, 1)


async def by_async_enter() -> object:
    async with AsyncUnitOfWork() as session:  # error: SES201
        return await session.get(Event, 1)


async def by_async_stack() -> object:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(async_scope())  # error: SES201
        return await session.get(Event, 1)


def by_enter() -> object:
    with UnitOfWork() as session:  # error: SES201
        return session.get(Event, 1)


def by_begin() -> object:
    with SessionLocal.begin() as session:  # error: SES201
        return session.get(Event, 1)


def by_factory() -> object:
    with SessionLocal() as session:  # error: SES201
        return session.get(Event, 1)


def by_class() -> object:
    with Session(engine) as session:  # error: SES201
        return session.get(Event, 1)


def by_class_in_module() -> object:
    with orm.Session(engine, expire_on_commit=False) as session:  # error: SES201
        return session.get(Event, 1)


def by_class_and_begin() -> object:
    with Session(engine) as session, session.begin():  # error: SES201
        return session.get(Event, 1)


def by_local_factory() -> object:
    make = sessionmaker(bind=engine)
    with make() as session:  # error: SES201
        return session.get(Event, 1)


def by_factory_at_once() -> object:
    with sessionmaker(engine)() as session:  # error: SES201
        return session.get(Event, 1)


def by_stack() -> object:
    with ExitStack() as stack:
        session = stack.enter_context(session_scope())  # error: SES201
        return session.get(Event, 1)


def by_closing() -> object:
    with closing(SessionLocal()) as session:  # error: SES201
        return session.get(Event, 1)


def by_closing_in_module() -> object:
    with contextlib.closing(Session(engine)) as session:  # error: SES201
        return session.get(Event, 1)


def bound_before() -> object:
    context = session_scope()
    with context as session:  # error: SES201
        return session.get(Event, 1)


def constructed_before() -> object:
    session = SessionLocal()
    with session:  # error: SES201
        return session.get(Event, 1)


def renamed_import() -> object:
    with unit() as session:  # error: SES201
        return session.get(Event, 1)


def renamed_here() -> object:
    with again() as session:  # error: SES201
        return session.get(Event, 1)


def renamed_inside() -> object:
    open_session = session_scope
    with open_session() as session:  # error: SES201
        return session.get(Event, 1)


def reexported() -> object:
    with scope() as session:  # error: SES201
        return session.get(Event, 1)


def reexported_twice() -> object:
    with transaction() as session:  # error: SES201
        return session.get(Event, 1)


def through_the_package() -> object:
    with storage.scope() as session:  # error: SES201
        return session.get(Event, 1)


def through_the_module() -> object:
    with db_module.session_scope() as session:  # error: SES201
        return session.get(Event, 1)


def imported_inside() -> object:
    from storage.sessions import own_session

    with own_session() as session:  # error: SES201
        return session.get(Event, 1)


def method_of_an_instance() -> object:
    with database.transaction() as session:  # error: SES201
        return session.get(Event, 1)


def method_of_a_parameter(base: db_module.Database) -> object:
    with base.transaction() as session:  # error: SES201
        return session.get(Event, 1)


def without_a_name() -> None:
    with session_scope():  # error: SES201
        print("nothing")


def over_lines(path: str) -> object:
    with (
        open(path) as file,
        session_scope() as session,  # error: SES201
    ):
        return session.get(Event, file.read())


def twice() -> None:
    with session_scope() as session:  # error: SES201
        session.add(Event())
    with session_scope() as session:  # error: SES201
        session.add(Event())


def in_a_nested_function() -> object:
    def load() -> object:
        with session_scope() as session:  # error: SES201
            return session.get(Event, 1)

    return load()


def in_a_loop(names: list[str]) -> None:
    for name in names:
        with session_scope() as session:  # error: SES201
            session.add(Event(name=name))


def generator():
    with session_scope() as session:  # error: SES201
        yield from session.scalars(select(Event))


def _private() -> object:
    with session_scope() as session:  # error: SES201
        return session.get(Event, 1)


def beside_a_used_session(source: Session) -> None:
    with session_scope() as target:  # error: SES201
        target.merge(source.get(Event, 1))


class EventService:
    def __init__(self, factory: sessionmaker[Session]) -> None:
        self.factory = factory
        self.make = sessionmaker(engine)
        self.scope = session_scope

    def by_given_factory(self) -> object:
        with self.factory() as session:  # error: SES201
            return session.get(Event, 1)

    def by_given_factory_begin(self) -> object:
        with self.factory.begin() as session:  # error: SES201
            return session.get(Event, 1)

    def by_own_factory(self) -> object:
        with self.make() as session:  # error: SES201
            return session.get(Event, 1)

    def by_stored_scope(self) -> object:
        with self.scope() as session:  # error: SES201
            return session.get(Event, 1)

    @contextlib.contextmanager
    def session(self):
        with self.make.begin() as session:
            yield session

    def by_own_method(self) -> object:
        with self.session() as session:  # error: SES201
            return session.get(Event, 1)


class Monitor:
    def start(self) -> None:
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        with session_scope() as session:
            session.get(Event, 1)
