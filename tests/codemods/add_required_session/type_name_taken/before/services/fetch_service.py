from requests import Session

from database import session_scope


def fetch(url: str) -> None:
    with session_scope() as session:
        session.add(Session().get(url))
