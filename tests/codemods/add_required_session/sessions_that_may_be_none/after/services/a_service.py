from sqlalchemy.orm import Session

from database import session_scope


def rename(name: str, *, session: Session) -> None:
    session.add(Name(name))


def forget(name: str) -> None:
    with session_scope() as session:
        session.delete(Name(name))
