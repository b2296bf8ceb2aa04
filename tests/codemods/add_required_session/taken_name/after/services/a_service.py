from sqlalchemy.orm import Session

from database import SessionLocal


def f(session: str, a, *, sess: Session):
    sess.add(Row(session, a))

def g(x, *, session: Session):
    return f("morning", x, sess=session)
