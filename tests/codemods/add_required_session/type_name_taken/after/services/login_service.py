from sqlalchemy import orm

from models import Session


def open_session(user: int, *, session: orm.Session) -> None:
    session.add(Session(user=user, at=orm.attributes.NO_VALUE))
