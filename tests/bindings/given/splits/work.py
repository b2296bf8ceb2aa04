"""What is called: opens or commits a session of its own, itself, through others, or not at all."""

from database import SessionLocal, session_scope
from sqlalchemy.orm import Session, scoped_session, sessionmaker

Registry = scoped_session(sessionmaker())


def opener(name):
    with session_scope() as session:
        session.add(name)


def one_line(name):
    return opener(name)


def further(name):
    one_line(name)


def anything(*args, **kwargs):
    return opener(*args, **kwargs)


def of_everybody(name):
    Registry.add(name)
    Registry.commit()


def opens_beside(name, session: Session):
    session.add(name)
    with session_scope() as own:
        own.add(name)


def only_asks(name):
    return name.title()


def hands_out():
    return SessionLocal()


class Store:
    def put(self, name):
        with session_scope() as session:
            session.add(name)

    def put_all(self, names):
        for name in names:
            self.put(name)

    @staticmethod
    def static(name):
        opener(name)

    @classmethod
    def of_class(cls, name):
        cls.static(name)


store = Store()
again = opener
