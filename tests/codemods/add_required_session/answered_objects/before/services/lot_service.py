from sqlalchemy import select

from database import SessionLocal, session_scope
from models import Lot


def get_lot(lot_id: int) -> Lot | None:
    with SessionLocal() as session:
        return session.get(Lot, lot_id)


def list_lots():
    with SessionLocal() as session:
        return session.scalars(select(Lot)).all()


def newest_lot():
    with SessionLocal() as session:
        return session.scalars(select(Lot).order_by(Lot.id.desc())).first()


def expired_lot() -> Lot:
    with session_scope() as session:
        return session.get_one(Lot, 1)


def count_lots() -> int:
    with SessionLocal() as session:
        return len(session.scalars(select(Lot.id)).all())


def lots_by_id():
    with SessionLocal() as session:
        return {lot.id: lot for lot in session.query(Lot)}


def first_and_number():
    with SessionLocal() as session:
        first = session.scalars(select(Lot)).first()
        return first, 1
