from database import session_scope
from models import Lot


class LotStore:
    def add(self, grams: int) -> None:
        with session_scope() as session:
            session.add(Lot(grams=grams))

    def close(self) -> None:
        pass


class Shelf:
    def add(self, grams: int) -> None:
        pass


def count() -> int:
    with session_scope() as session:
        return session.query(Lot).count()


def names() -> list[str]:
    with session_scope() as session:
        return [name for (name,) in session.query(Lot.name)]
