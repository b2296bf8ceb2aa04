from sqlalchemy import orm

from database import session_scope
from models import Session


def open_session(user: int) -> None:
    with session_scope() as session:
        session.add(Session(user=user, at=orm.attributes.NO_VALUE))
