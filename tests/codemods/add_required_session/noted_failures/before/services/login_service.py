from database import session_scope
from models import Attempt, Login


class DeniedError(Exception):
    pass


def note(name: str) -> None:
    with session_scope() as session:
        session.add(Attempt(name))


def tell(name: str) -> None:
    with session_scope() as session:
        session.add(Attempt(name))


def known(name: str) -> bool:
    with session_scope() as session:
        return session.scalar(select(Login).where(Login.name == name)) is not None


def log_in(name: str, password: str) -> None:
    if password != "secret":
        note(name)
        raise DeniedError(name)


def log_in_again(name: str) -> None:
    try:
        log_in(name, "secret")
    finally:
        tell(name)


def must_be_known(name: str) -> None:
    known(name)
    raise DeniedError(name)
