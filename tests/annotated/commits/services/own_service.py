import sqlite3
from dataclasses import dataclass

import git
from database import SessionLocal, engine, session_scope
from extensions import db
from models import Event
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session


def flushed(session: Session) -> None:
    session.add(Event())
    session.flush()


def savepoint(session: Session) -> None:
    with session.begin_nested():
        session.add(Event())


def savepoint_by_name(session: Session) -> None:
    nested = session.begin_nested()
    session.add(Event())
    nested.commit()


def savepoint_in_a_with(session: Session) -> None:
    with session.begin_nested() as nested:
        session.add(Event())
        nested.commit()


def nested_by_flag(session: Session) -> None:
    with session.begin(nested=True):
        session.add(Event())


async def asynchronous_savepoint(session: AsyncSession) -> None:
    async with session.begin_nested() as nested:
        session.add(Event())
        await nested.commit()


def flask_savepoint() -> None:
    with db.session.begin_nested():  # error: SES203
        db.session.add(Event())


def own_session() -> None:
    session = SessionLocal()  # error: SES202
    session.add(Event())
    session.commit()
    session.close()


def own_session_in_try() -> None:
    session = Session(engine)  # error: SES202
    try:
        session.add(Event())
        session.commit()
    finally:
        session.close()


def own_scope() -> None:
    with session_scope() as session:  # error: SES201
        session.add(Event())
        session.commit()


def own_factory() -> None:
    with SessionLocal() as session:  # error: SES201
        session.add(Event())
        session.commit()


def own_beside_the_given(session: Session) -> None:
    own = SessionLocal()  # error: SES202
    own.merge(session.get(Event, 1))
    own.commit()


def own_in_a_closure() -> None:
    session = SessionLocal()  # error: SES202

    def finish() -> None:
        session.commit()

    finish()


def core() -> None:
    with engine.connect() as conn:
        conn.execute("delete from event")
        conn.commit()


def core_parameter(conn: Connection) -> None:
    conn.execute("delete from event")
    conn.commit()


async def core_async(conn: AsyncConnection) -> None:
    await conn.commit()


def connection_of_the_session(session: Session) -> str:
    return session.connection().engine.name


def lite(path: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("delete from event")
    connection.commit()


def untyped_connection(conn) -> None:
    conn.execute("delete from event")
    conn.commit()


def untyped_cursor(cursor) -> None:
    cursor.execute("delete from event")
    cursor.connection.commit()


def versioned(path: str, message: str) -> None:
    repo = git.Repo(path)
    repo.index.add([path])
    repo.index.commit(message)


def queue(consumer, offset: int) -> None:
    consumer.commit(offset)


def mentioned(session: Session):
    return session.add, "session.commit()"


@dataclass
class Draft:
    text: str

    def commit(self) -> str:
        return self.text

    def save(self) -> None:
        self.commit()


def draft(draft: Draft) -> None:
    draft.commit()


class Store:
    def __init__(self, path: str) -> None:
        self._session = sqlite3.connect(path)

    def save(self) -> None:
        self._session.commit()


class OwnStore:
    def __enter__(self) -> Session:
        self._session = SessionLocal()
        return self._session

    def __exit__(self, *error: object) -> None:
        self._session.commit()
        self._session.close()


class OwningStore:
    def __init__(self) -> None:
        self._session = SessionLocal()  # error: SES202

    def add(self, name: str) -> None:
        self._session.add(Event(name=name))
        self._session.commit()

    def close(self) -> None:
        self._session.close()


class OwningChild(OwningStore):
    def rename(self, name: str) -> None:
        self._session.get(Event, 1).name = name
        self._session.commit()


class AuditedSession(Session):
    def commit(self) -> None:
        self.info["commits"] += 1
        super().commit()


def dry_run(session: Session) -> None:
    session.add(Event())
    session.flush()


def own_by_begin() -> None:
    session = SessionLocal()  # error: SES202
    with session.begin():
        session.add(Event())


def mongo(client) -> None:
    with client.start_session() as session:
        with session.start_transaction():
            client.db.event.insert_one({}, session=session)
        session.commit_transaction()
