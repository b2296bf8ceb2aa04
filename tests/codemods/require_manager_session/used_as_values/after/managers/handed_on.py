from sqlalchemy.orm import Session


class HandedOn:
    def __init__(self, session: Session) -> None:
        self._session = session

    def _get_session(self) -> tuple[Session, bool]:
        return self._session, False

    def run(self, text: str) -> None:
        self._session.execute(text)
