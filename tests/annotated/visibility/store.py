"""Public methods are boundaries, private ones work for them."""

from database import session_scope
from sqlalchemy.orm import Session


class Store:
    def rename(self, key: int, name: str) -> None:
        self._rename(key, name)

    def find(self, key: int) -> str:
        with session_scope() as session:
            return self._described(key, session)

    def price(self, key: int) -> str:
        with session_scope() as session:
            name = self._described(key, session)
            return name + self._priced(key)  # error: SES302

    def _rename(self, key: int, name: str) -> None:
        # All who call it are boundaries without a session: this is their scope.
        with session_scope() as session:
            session.get_one(Item, key).name = name

    def _described(self, key: int, session: Session) -> str:
        return session.get_one(Item, key).name

    def _priced(self, key: int) -> str:
        with session_scope() as session:  # error: SES201
            return session.get_one(Item, key).price

    def _unused(self, key: int) -> str:
        # Nobody is known to call it: whoever does may hold a session.
        with session_scope() as session:  # error: SES201
            return session.get_one(Item, key).price
