from typing import Protocol

from services import lot_service


class Store(Protocol):
    def add(self, grams: int) -> None: ...

    def close(self) -> None: ...


class Counter:
    def __init__(self, service=lot_service) -> None:
        self.service = service

    def total(self) -> int:
        return self.service.count()


def fill(store: Store, session, words: str) -> int:
    store.add(500)
    session.add(store)
    seen = set()
    seen.add(words)
    return words.count()


def show(window) -> None:
    window.shelf.add(3)
    print(lot_service.names())
