from functools import partial

import requests
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker()
registry = scoped_session(SessionLocal)
make = partial(Session, engine)
web = requests.Session()
later: Session
nothing: Session | None = None

session = Session(engine)  # error: SES405
typed: Session = SessionLocal()  # error: SES405
asynchronous = AsyncSession(engine)  # error: SES405
first = second = SessionLocal()  # error: SES405
chosen = SessionLocal() if engine else None  # error: SES405

try:
    tried = SessionLocal()  # error: SES405
except ImportError:
    tried = None

if engine:
    branched = SessionLocal()  # error: SES405

with SessionLocal() as startup:
    startup.execute("select 1")


class Repository:
    sa_session = SessionLocal()  # error: SES405
    registry = scoped_session(SessionLocal)
    make = SessionLocal
    session: Session

    class Inner:
        session: Session = Session(engine)  # error: SES405

    def __init__(self, session: Session) -> None:
        self.session = session

    def load(self, name: str, session: Session = SessionLocal()) -> object:  # error: SES405
        return session.get(Repository, name)


def load(name: str, session=SessionLocal()) -> object:  # error: SES405
    return session.query(Repository).get(name)


def load_with_a_factory(name: str, make=SessionLocal) -> object:
    with make() as session:
        return session.scalar(name)


def nested():
    def load(name: str, session: Session = Session(engine)) -> object:  # error: SES405
        return session.get(Repository, name)

    return load


def connect() -> None:
    global session
    session = SessionLocal()  # error: SES405


def configure() -> None:
    global make
    make = sessionmaker(engine)


def local() -> None:
    session = SessionLocal()
    session.close()


if __name__ == "__main__":
    script = SessionLocal()
    script.close()
