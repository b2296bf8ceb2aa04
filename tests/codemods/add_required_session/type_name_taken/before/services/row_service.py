from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm import sessionmaker

from database import engine

Session = sessionmaker(engine)


def add_row(row: object) -> None:
    with Session() as session:
        session.add(row)
        session.commit()


def add_rows(session: DbSession, rows: list) -> None:
    session.add_all(rows)
