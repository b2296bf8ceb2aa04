from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker()


class OwnSession(Session): ...


def make_session() -> Session:
    return SessionLocal()


def get_db() -> Iterator[Session]:
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


async def get_async_db():
    async with AsyncSessionLocal() as session:
        yield session


class ClosedScope:
    """Opens by what its base cannot show; the configuration would name it."""

    def __enter__(self) -> Session:
        self._session = make_session()
        return self._session

    def __exit__(self, *error: object) -> None:
        self._session.close()


class Work:
    def __enter__(self) -> "Work":
        self.session = make_session()
        return self

    def __exit__(self, *error: object) -> None:
        self.session.close()


def work() -> Work:
    return Work()


class Factories:
    @property
    def maker(self) -> sessionmaker[Session]:
        return sessionmaker(engine)

    def get_maker(self):
        return sessionmaker(engine)
