from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import sessionmaker

from database import engine

Session = sessionmaker(engine)


def add_row(row: object, *, session: DbSession) -> None:
    session.add(row)


def add_rows(session: DbSession, rows: list) -> None:
    session.add_all(rows)
