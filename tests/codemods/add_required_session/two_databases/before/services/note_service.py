from sqlalchemy.orm import Session

from database import LogSession, SessionLocal, Unit, engine, session_scope
from models import Lot, Note


def note(text: str) -> None:
    with LogSession() as session:
        session.add(Note(text))
        session.commit()


def add(grams: int) -> None:
    with session_scope() as session:
        session.add(Lot(grams))


def add_heavy(grams: int) -> None:
    with Session(engine) as session:
        session.add(Lot(grams))
        session.commit()


def add_light(grams: int) -> None:
    with SessionLocal() as session:
        session.add(Lot(grams))
        session.commit()


def take(grams: int) -> None:
    with Unit() as unit:
        unit.session.add(Lot(-grams))
