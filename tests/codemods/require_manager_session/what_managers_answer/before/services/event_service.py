from concurrent.futures import ThreadPoolExecutor

from managers.base import EventManager
from models import Event


def events() -> list[Event]:
    return EventManager().all()


def add_all(names: list[str]) -> None:
    manager = EventManager()
    with ThreadPoolExecutor() as pool:
        pool.map(manager.add, names)
