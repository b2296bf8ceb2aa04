from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(session: str, a):
    with session_scope() as s:
        s.add(Row(session, a))

def g(x):
    return f("morning", x)


def h(names):
    with session_scope() as s:
        return [s.get(Row, session) for session in names]


def i(x):
    with session_scope() as s:
        s.add(Row(x))
