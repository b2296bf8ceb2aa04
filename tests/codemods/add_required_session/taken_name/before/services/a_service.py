from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(session: str, a):
    with session_scope() as s:
        s.add(Row(session, a))

def g(x):
    return f("morning", x)
