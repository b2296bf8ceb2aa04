from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a):
    with session_scope() as session:
        session.add(Row(a))
def g(a):
    with session_scope() as session:
        session.add(Row(a))
def h(a):
    with session_scope() as session:
        session.add(Row(a))
def i(a, **more):
    with session_scope() as session:
        session.add(Row(a, **more))
def j(a, session=None):
    if session is None:
        with session_scope() as session:
            return j(a, session)
    session.add(Row(a))
