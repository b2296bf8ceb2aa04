from sqlalchemy import select
from sqlalchemy.orm import Session

from database import SessionLocal
from models import Lot


def get_lot(lot_id: int, *, session: Session) -> Lot | None:
    return session.get(Lot, lot_id)


def list_lots(*, session: Session):
    return session.scalars(select(Lot)).all()


def newest_lot():
    with SessionLocal() as session:
        return session.scalars(select(Lot).order_by(Lot.id.desc())).first()


def expired_lot(*, session: Session) -> Lot:
    return session.get_one(Lot, 1)


def count_lots(*, session: Session) -> int:
    return len(session.scalars(select(Lot.id)).all())


def lots_by_id(*, session: Session):
    return {lot.id: lot for lot in session.query(Lot)}


def first_and_number(*, session: Session):
    first = session.scalars(select(Lot)).first()
    return first, 1
