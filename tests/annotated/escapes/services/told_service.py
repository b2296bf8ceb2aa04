from database import SessionLocal
from models import Event


def told_not_to_open_it() -> object:
    with SessionLocal() as session:  # error: SES201
        return session.query(Event)
