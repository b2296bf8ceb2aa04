"""A session is open, and the callee makes another; a session that was made is open until it is closed."""

from database import session_scope
from made.splits.work import hands_out, maker, one_line
from sqlalchemy.orm import Session


def opener(name):
    with session_scope() as session:
        session.add(name)


def given_one(name, session: Session):
    session.flush()
    maker(name)  # error: SES302
    one_line(name)  # error: SES302


def its_own(name):
    opener(name)
    unit = SessionLocal()
    unit.add(name)
    opener(name)  # error: SES302
    unit.close()
    opener(name)


def committed_before(name):
    unit = SessionLocal()
    unit.add(name)
    unit.commit()
    opener(name)
    unit.close()


def handed_one(name, session: Session):
    session.flush()
    other = hands_out()
    other.close()
