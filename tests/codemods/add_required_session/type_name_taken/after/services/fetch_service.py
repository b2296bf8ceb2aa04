from requests import Session
from sqlalchemy.orm import Session as OrmSession


def fetch(url: str, *, session: OrmSession) -> None:
    session.add(Session().get(url))
