from sqlalchemy.orm import Session


class Root:
    def __init__(self, session: Session) -> None:
        self._session = session


class BaseRepository(Root):
    def query(self, kind: type):
        return self._session.query(kind)
