"""What the sessions of the templates are made of: types, carriers, factories, and what only bears their names."""

import asyncio
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated, NewType

from fastapi import Depends
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session as SASession
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker()
Registry = scoped_session(SessionLocal)
db = SQLAlchemy()
make_session = partial(SASession, engine)

WorkSession = NewType("WorkSession", SASession)
LaterSession = NewType("LaterSession", AsyncSession)


@contextmanager
def session_scope():
    session = SessionLocal()
    try:
        yield session
        session.commit()
    finally:
        session.close()


@asynccontextmanager
async def async_scope():
    async with AsyncSessionLocal.begin() as session:
        yield session


def plain_scope():
    return session_scope()


def get_db():
    with SessionLocal() as session:
        yield session


def new_session() -> SASession:
    return SessionLocal()


Noted = Annotated[SASession, "the caller's"]


class Own(SASession): ...


class OwnRegistry(scoped_session): ...


class Holder:
    def __init__(self, unit: SASession) -> None:
        self.unit = unit


class UntypedHolder:
    def __init__(self, session):
        self.session = session


class Base:
    unit: SASession


@dataclass
class Context:
    session: SASession
    user: str


class Trans:
    def __init__(self, session: SASession) -> None:
        self._session = session

    @property
    def sa_session(self) -> SASession:
        return self._session

    def current(self) -> SASession:
        return self._session


class UnitOfWork:
    def __enter__(self) -> SASession:
        self.session = SessionLocal()
        return self.session

    def __exit__(self, *error: object) -> None:
        self.session.close()


class Sessions:
    def __init__(self, factory=None):
        self.ManagedSessionMaker = factory or sessionmaker(engine)

    @staticmethod
    @contextmanager
    def static():
        with SessionLocal() as session:
            yield session

    @contextmanager
    def transaction(self):
        with self.ManagedSessionMaker.begin() as session:
            yield session


sessions = Sessions()


class Chat:
    """Bears all the names, and is no session."""

    def __enter__(self) -> "Chat":
        return self

    def __exit__(self, *error: object) -> None: ...

    def add(self, *anything: object) -> None: ...
    def get(self, *anything: object) -> object: ...
    def flush(self) -> None: ...
    def commit(self) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


class UserSession(db.Model): ...


class Session(Chat): ...


class ChatHolder:
    def __init__(self) -> None:
        self.session = Chat()


@contextmanager
def chat_scope():
    yield Chat()
