from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from managers.base import EventManager
from models import Event


def events(*, session: Session) -> list[Event]:
    return EventManager(session=session).all()


def add_all(names: list[str]) -> None:
    manager = EventManager()
    with ThreadPoolExecutor() as pool:
        pool.map(manager.add, names)
