from sqlalchemy.orm import Session

from database import SessionLocal


class RowManager:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        if self._session is not None:
            return self._session, False
        return SessionLocal(), True

    def count(self) -> int:
        session, close = self._get_session()
        try:
            return session.query(Row).count()
        finally:
            if close:
                session.close()

    def create(self, name: str) -> None:
        session, close = self._get_session()
        try:
            session.add(Row(name))
            session.commit()
        finally:
            if close:
                session.close()
