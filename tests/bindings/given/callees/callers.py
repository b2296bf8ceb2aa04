"""Callers that hold a session, of callees whose parameter is written in every way.

Not for carrier: what an object carries is not a parameter.
"""

from given.callees.repository import Base, Finder, fails, find, required
from sqlalchemy.orm import Session


def leaves_it_out(name, session: Session):
    session.flush()
    find(name)  # error: SES301, SES302(foreign)
    fails(name)  # error: SES301
    required(name)  # error: SES301
    Finder().find(name)  # error: SES301, SES302(foreign)
    Finder.static(name)  # error: SES301, SES302(foreign)


def has_none_to_give(name):
    return required(name)  # error: SES301


class Loader(Base):
    def load(self, name, session: Session):
        session.flush()
        return super().load(name)  # error: SES301, SES302(foreign)


def hands_it_on(name, session: Session):
    find(name, session)  # error: SES302(foreign)
    fails(name, session)
    required(name, session)
    Finder().find(name, session)  # error: SES302(foreign)
    Finder.static(name, session)  # error: SES302(foreign)
