from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(session: str, a, *, sess: Session):
    sess.add(Row(session, a))

def g(x, *, session: Session):
    return f("morning", x, sess=session)


def h(names, *, sess: Session):
    return [sess.get(Row, session) for session in names]


def i(x):
    with session_scope() as s:
        s.add(Row(x))
