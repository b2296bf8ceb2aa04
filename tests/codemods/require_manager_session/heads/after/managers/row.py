from sqlalchemy.orm import Session


class RowManager:
    def __init__(self, session: Session) -> None:
        self._session = session

    def count(self) -> int:
        return self._session.query(Row).count()

    def create(self, name: str) -> None:
        self._session.add(Row(name))
