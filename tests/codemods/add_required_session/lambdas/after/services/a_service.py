from sqlalchemy.orm import Session

from database import SessionLocal


def f(a, *, session: Session):
    session.add(Row(a))
