from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a):
    with session_scope() as session:
        session.add(Row(a))
def g(a):
    with session_scope() as session:
        session.add(Row(a))
def h(a, *, session: Session):
    session.add(Row(a))
