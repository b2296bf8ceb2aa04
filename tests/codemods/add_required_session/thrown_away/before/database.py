from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)


@contextmanager
def session_scope():
    with SessionLocal() as session:
        yield session
        session.commit()


@contextmanager
def closed_scope(why: str):
    session = SessionLocal(info={"why": why})
    try:
        yield session
    finally:
        session.close()
