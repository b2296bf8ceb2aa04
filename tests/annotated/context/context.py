from contextlib import contextmanager
from contextvars import ContextVar, Token

from database import SessionLocal, session_scope
from sqlalchemy.orm import Session

current: ContextVar[Session | None] = ContextVar("current", default=None)
user: ContextVar[str] = ContextVar("user")


def dropped(work) -> None:
    with SessionLocal() as session:
        current.set(session)  # error: SES406
        work()


def set_to_none(work) -> None:
    with session_scope() as session:
        current.set(session)  # error: SES406
        try:
            work()
        finally:
            current.set(None)


def kept_and_forgotten(work) -> None:
    with SessionLocal() as session:
        token = current.set(session)  # error: SES406
        work()


def of_a_parameter(session: Session, work) -> None:
    current.set(session)  # error: SES406
    work()


class Middleware:
    def __call__(self, work) -> None:
        with session_scope() as session:
            current.set(session)  # error: SES406
            work()

    def begin(self, session: Session) -> None:
        self.token = current.set(session)

    def end(self) -> None:
        current.reset(self.token)


@contextmanager
def reset(session: Session):
    token = current.set(session)
    try:
        yield session
    finally:
        current.reset(token)


def handed_out(session: Session) -> "Token[Session | None]":
    return current.set(session)


def handed_out_by_name(session: Session) -> "Token[Session | None]":
    token = current.set(session)
    return token


def reset_in_a_nested_function(session: Session):
    token = current.set(session)

    def undo() -> None:
        current.reset(token)

    return undo


def another_variable(name: str) -> None:
    user.set(name)


def cleared() -> None:
    current.set(None)
