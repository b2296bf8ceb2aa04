from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a, *, session: Session):
    session.add(Row(a))


def each(a):
    with session_scope() as session:
        session.add(Row(a))
