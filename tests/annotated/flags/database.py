from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
Registry = scoped_session(SessionLocal)


@contextmanager
def session_scope():
    with SessionLocal.begin() as session:
        yield session
