from sqlalchemy.orm import Session


class Carrier:
    def __init__(self, session: Session) -> None:
        self._session = session
