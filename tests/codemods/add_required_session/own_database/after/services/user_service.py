from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

from database import SessionLocal, session_scope


class UserService:
    make = SessionLocal

    def __init__(self, url: str) -> None:
        self._make = sessionmaker(create_engine(url))

    def rename(self, user: int, name: str) -> None:
        with self._make.begin() as session:
            session.get(User, user).name = name

    def forget(self, user: int, *, session: Session) -> None:
        session.delete(session.get(User, user))

    @contextmanager
    def scope(self):
        with session_scope() as session:
            yield session


class GroupService:
    def __init__(self, session_factory: sessionmaker) -> None:
        self.session_factory = session_factory

    def rename(self, group: int, name: str) -> None:
        with self.session_factory() as session:
            session.get(Group, group).name = name
            session.commit()

    def members_of(self, group: int) -> int:
        with Session(self.session_factory.kw["bind"]) as session:
            return len(session.get(Group, group).members)


def imported(engine: Engine, name: str) -> None:
    with Session(engine) as session, session.begin():
        session.add(User(name))
