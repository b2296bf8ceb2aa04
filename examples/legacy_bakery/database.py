"""The engine, the session factory and the one scope that everybody opens."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from .models import Base

DEFAULT_URL = "sqlite:///bakery.db"

engine = create_engine(os.environ.get("BAKERY_DATABASE_URL", DEFAULT_URL))
SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)


def use_database(url: str) -> None:
    """Point the bakery at another database, and create the tables that it lacks."""
    global engine
    engine.dispose()
    engine = create_engine(url)
    SessionLocal.configure(bind=engine)
    Base.metadata.create_all(engine)


@contextmanager
def session_scope() -> Iterator[Session]:
    """A session that commits at the end of the block, or rolls back when the block fails."""
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
