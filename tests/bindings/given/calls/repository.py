"""What is called: takes a session that may be left out, cannot do without, gets it injected, or carries one."""

from functools import partial

from database import NEW_SESSION, provide_session, session_scope
from sqlalchemy.orm import Session


def find(name, session: Session | None = None):  # error: SES101(always)
    if session is None:
        with session_scope() as session:
            return session.get(name, 1)
    return session.get(name, 1)


@provide_session
def count(name, session=NEW_SESSION):
    return session.scalar(name)


def required(name, *, session: Session):
    return session.get(name, 1)


def wrapper(name, session: Session | None = None):  # error: SES101(always)
    return find(name, session)


def twice_wrapped(name, session: Session | None = None):  # error: SES101(always)
    return wrapper(name, session=session)


def anything(*args, **kwargs):
    return find(*args, **kwargs)


class Finder:
    def find(self, name, session: Session | None = None):  # error: SES101(always)
        return find(name, session)

    @staticmethod
    def static(name, session: Session | None = None):  # error: SES101(always)
        return find(name, session)

    @classmethod
    def of_class(cls, name, session: Session | None = None):  # error: SES101(always)
        return cls.static(name, session)


class Carrying:
    def __init__(self, session: Session):
        self.session = session

    def find(self, name, session: Session | None = None):  # error: SES101(always)
        session = session or self.session
        return session.get(name, 1)


def known_without(name, session: Session | None = None):  # error: SES101(always)
    return session.get(name, 1) if session is not None else name


again = find
quick = partial(find, "quick")
