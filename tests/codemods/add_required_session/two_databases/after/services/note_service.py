from sqlalchemy.orm import Session

from database import LogSession, Unit
from models import Lot, Note


def note(text: str) -> None:
    with LogSession() as session:
        session.add(Note(text))
        session.commit()


def add(grams: int, *, session: Session) -> None:
    session.add(Lot(grams))


def add_heavy(grams: int, *, session: Session) -> None:
    session.add(Lot(grams))


def add_light(grams: int, *, session: Session) -> None:
    session.add(Lot(grams))


def take(grams: int) -> None:
    with Unit() as unit:
        unit.session.add(Lot(-grams))
