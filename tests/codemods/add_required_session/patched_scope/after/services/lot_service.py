from sqlalchemy.orm import Session

from database import session_scope


def add_lot(grams: int, *, session: Session) -> None:
    session.add(grams)
