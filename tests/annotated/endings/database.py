from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
Registry = scoped_session(SessionLocal)


@contextmanager
def session_scope():
    with SessionLocal.begin() as session:
        yield session


@contextmanager
def locking(session: Session):
    session.commit()
    lock = SessionLocal()
    try:
        yield lock
    finally:
        lock.close()


@contextmanager
def beside(session: Session):
    session.flush()
    lock = SessionLocal()
    try:
        yield lock
    finally:
        lock.close()
