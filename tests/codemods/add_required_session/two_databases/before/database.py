from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///bakery.db")
log_engine = create_engine("sqlite:///log.db")
SessionLocal = sessionmaker(engine)
LogSession = sessionmaker(bind=log_engine)


@contextmanager
def session_scope(*, read_only: bool = False) -> Iterator[Session]:
    with SessionLocal() as session:
        yield session
        session.commit()


class Unit:
    def __enter__(self) -> "Unit":
        self.session = SessionLocal()
        return self

    def __exit__(self, *failure: object) -> None:
        self.session.add(Note("left"))
        self.session.commit()
        self.session.close()
