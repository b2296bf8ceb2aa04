from decimal import Decimal

from database import session_scope
from models import Event
from sqlalchemy.orm import Session


def save(name: str, session: Session = None) -> dict[str, object]:  # error: SES102
    with session_scope() as own:
        own.add(Event(name=name))
    return {"cost": Decimal(1)}  # error: SES502


def replace(name: str, session: Session) -> None:
    with session_scope() as session:  # error: SES103
        session.add(Event(name=name))
        session.commit()
