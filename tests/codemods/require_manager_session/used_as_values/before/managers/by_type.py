from sqlalchemy.orm import Session

from database import SessionLocal


class ByType:
    def __init__(self, session: Session | None = None) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        if self._session is not None:
            return self._session, False
        return SessionLocal(), True

    def run(self, text: str) -> None:
        session, should_close = self._get_session()
        session.execute(text)
        session.commit()
