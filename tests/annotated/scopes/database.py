from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")
SessionLocal = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker(async_engine)
Registry = scoped_session(SessionLocal)


@contextmanager
def session_scope() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()


@contextmanager
def short_scope() -> Generator[Session, None, None]:
    with SessionLocal.begin() as session:
        yield session


@contextmanager
def wrapped_scope():
    with session_scope() as session:
        yield session


@asynccontextmanager
async def async_scope() -> AsyncIterator[AsyncSession]:
    async with AsyncSessionLocal() as session:
        async with session.begin():
            yield session


def plain_scope():
    return session_scope()


class UnitOfWork:
    def __enter__(self) -> Session:
        self.session = SessionLocal()
        return self.session

    def __exit__(self, *error: object) -> None:
        self.session.close()


class AsyncUnitOfWork:
    async def __aenter__(self) -> AsyncSession:
        self.session = AsyncSessionLocal()
        return self.session

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()


class Database:
    def __init__(self, url: str) -> None:
        self.factory = sessionmaker(create_engine(url))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        session = self.factory()
        try:
            yield session
            session.commit()
        finally:
            session.close()


database = Database("sqlite://")


class Sessions:
    @staticmethod
    @contextmanager
    def static() -> Iterator[Session]:
        with SessionLocal() as session:
            yield session

    @classmethod
    @contextmanager
    def of_class(cls) -> Iterator[Session]:
        with SessionLocal() as session:
            yield session


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session
