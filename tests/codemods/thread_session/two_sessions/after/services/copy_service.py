from sqlalchemy import select
from sqlalchemy.orm import Session

from database import session_scope
from models import Lot


def count_lots(session: Session | None = None) -> int:
    if session is None:
        with session_scope() as session:
            return count_lots(session)
    return len(session.scalars(select(Lot)).all())


def copy_lots(source: Session, target: Session) -> int:
    lots = source.scalars(select(Lot)).all()
    target.add_all(Lot(name=lot.name, grams=lot.grams) for lot in lots)
    return count_lots()


def archive_lots(session: Session) -> int:
    with Session(archive) as other:
        other.add_all(session.scalars(select(Lot)).all())
        return count_lots()


def copy_one(session: Session) -> int:
    same = session
    same.add(Lot(name="flour"))
    return count_lots(session=session)
