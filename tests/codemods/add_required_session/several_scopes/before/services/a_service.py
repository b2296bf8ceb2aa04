from sqlalchemy.orm import Session

from database import SessionLocal, session_scope


def f(a):
    with session_scope() as session:
        row = Row(name=a)
        session.add(row)
    print("between")
    with session_scope() as other:
        found = other.get(Row, row.id)
        return found.name
