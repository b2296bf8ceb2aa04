from contextvars import ContextVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

db = SQLAlchemy()
make_session = sessionmaker(create_engine("sqlite://"))
registry = scoped_session(make_session)
async_registry = async_scoped_session(async_sessionmaker(), scopefunc=lambda: None)
current: ContextVar[Session] = ContextVar("current")
later: "ContextVar[AsyncSession | None]" = ContextVar("later", default=None)
other: ContextVar[str] = ContextVar("other")
called = ContextVar[Session]("called")


def get_session() -> Session:
    return registry()


def current_session() -> Session:
    session = current.get()
    if session is None:
        raise LookupError("no session")
    return session
