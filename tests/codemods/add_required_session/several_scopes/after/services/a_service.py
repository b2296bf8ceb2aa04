from sqlalchemy.orm import Session

from database import SessionLocal


def f(a, *, session: Session):
    row = Row(name=a)
    session.add(row)
    session.flush()
    print("between")
    found = session.get(Row, row.id)
    return found.name
