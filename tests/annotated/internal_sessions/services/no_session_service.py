from contextlib import closing

import aiohttp
import boto3
import requests
from factories import SessionLocal, engine
from models import Event, UserSession
from sqlalchemy.orm import Session, sessionmaker


class LoginSession:
    def add(self, name: str) -> None: ...


def of_others(name: str) -> None:
    requests.Session().get(name)
    boto3.Session().client("s3")
    LoginSession().add(name)
    UserSession(name=name)


async def of_the_web(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(url)


def fallback(name: str, session: Session | None = None) -> None:  # error: SES101
    own = session is None
    if session is None:
        session = SessionLocal()
    try:
        session.add(Event(name=name))
    finally:
        if own:
            session.close()


def short_fallback(name: str, session: Session | None = None) -> None:  # error: SES101
    session = session or SessionLocal()
    session.add(Event(name=name))


def replaced(name: str, session: Session) -> None:
    session = SessionLocal()  # error: SES103
    session.add(Event(name=name))


def ignored(name: str, session: Session) -> None:  # error: SES102
    own = SessionLocal()
    own.add(Event(name=name))


def scope(name: str) -> None:
    with SessionLocal() as session:  # error: SES201
        session.add(Event(name=name))


def scope_later(name: str) -> None:
    session = SessionLocal()
    with session:  # error: SES201
        session.add(Event(name=name))


def scope_by_closing(name: str) -> None:
    session = SessionLocal()
    with closing(session) as same:  # error: SES201
        same.add(Event(name=name))


def scope_by_a_transaction(name: str) -> None:
    with SessionLocal() as session, session.begin():  # error: SES201
        session.add(Event(name=name))


def only_a_factory() -> sessionmaker[Session]:
    return sessionmaker(engine)


def configured() -> None:
    SessionLocal.configure(bind=engine)
