"""A bare `session_scope()`, as many programs have it: what the database layer takes the place of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = None
SessionLocal = None


def connect(url: str) -> None:
    global engine, SessionLocal
    engine = create_engine(url)
    SessionLocal = sessionmaker(bind=engine)


def disconnect() -> None:
    engine.dispose()


@contextmanager
def session_scope() -> Iterator[Session]:
    session = SessionLocal()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
