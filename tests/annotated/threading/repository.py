from functools import partial

from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session, session_scope


def find(name, session: Session | None = None):  # error: SES101
    if session is None:
        with session_scope() as session:
            return find(name, session)
    return session.get(name, 1)


@provide_session
def count(name, session=NEW_SESSION):
    return session.scalar(name)


def required(name, *, session: Session):
    return session.get(name, 1)


def hands_to_somebody(name, session: Session | None = None):  # error: SES101
    return somewhere(name, session)


def fails(name, session: Session | None = None):  # error: SES101
    return session.get(name, 1)


def switch(name, session: Session | None = None):  # error: SES101
    """Without a session, only what is known without asking the database."""
    return session.get(name, 1) if session is not None else name


class Repository:
    def __init__(self, session: Session):
        self.session = session

    def find(self, name, session: Session | None = None):  # error: SES101
        session = session or self.session
        return session.get(name, 1)


class Finder:
    def find(self, name, session: Session | None = None):  # error: SES101
        with session_scope() if session is None else session as active:
            return active.get(name, 1)

    @staticmethod
    def count(name, session: Session | None = None):  # error: SES101
        return find(name, session)


class Base:
    def load(self, name, session: Session | None = None):  # error: SES101
        return find(name, session)


finder = Finder()
quick = partial(find, "quick")
