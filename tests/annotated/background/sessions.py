from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)
AsyncSessionLocal = async_sessionmaker()
registry = scoped_session(SessionLocal)


def get_db():
    with SessionLocal() as session:
        yield session
