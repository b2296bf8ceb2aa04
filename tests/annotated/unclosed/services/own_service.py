from database import SessionLocal
from models import Event


def told_not_to_make_one(name: str) -> None:
    session = SessionLocal()  # error: SES202
    session.add(Event(name=name))
