import asyncio
from contextlib import asynccontextmanager, contextmanager

from company.storage import session_scope as company_scope
from database import Sessions, async_scope, get_db, session_scope
from models import Event
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

factory = sessionmaker(create_engine("sqlite://"))


def by_static_method() -> object:
    with Sessions.static() as session:  # error: SES201
        return session.get(Event, 1)


def by_class_method() -> object:
    with Sessions.of_class() as session:  # error: SES201
        return session.get(Event, 1)


def by_wrapped_dependency() -> object:
    with contextmanager(get_db)() as session:  # error: SES201
        return session.get(Event, 1)


def from_elsewhere() -> object:
    with company_scope() as session:  # error: SES201
        return session.query(Event).first()


def factory_of_this_file() -> object:
    with factory() as session:  # error: SES201
        return session.get(Event, 1)


def given_factory(make: sessionmaker[Session]) -> object:
    with make() as session:  # error: SES201
        return session.get(Event, 1)


async def with_a_timeout() -> object:
    async with asyncio.timeout(5), async_scope() as session:  # error: SES201
        return await session.get(Event, 1)


def in_try() -> object:
    try:
        with session_scope() as session:  # error: SES201
            return session.get(Event, 1)
    except ValueError:
        return None


def in_both_branches(name: str) -> None:
    if name:
        with session_scope() as session:  # error: SES201
            session.add(Event(name=name))
    else:
        with session_scope() as session:  # error: SES201
            session.add(Event())


def scope_with_arguments() -> object:
    with session_scope(read_only=True) as session:  # error: SES201
        return session.get(Event, 1)


def savepoint_inside() -> None:
    with session_scope() as session:  # error: SES201
        with session.begin_nested():
            session.add(Event())


async def one_per_task(names: list[str]) -> None:
    async def add(name: str) -> None:
        async with async_scope() as session:  # error: SES201
            session.add(Event(name=name))

    await asyncio.gather(*(add(name) for name in names))


@asynccontextmanager
async def own_async_scope():
    async with async_scope() as session:
        yield session


class Scope:
    def __enter__(self) -> Session:
        self.context = session_scope()
        return self.context.__enter__()

    def __exit__(self, *error: object) -> None:
        self.context.__exit__(*error)
