from sqlalchemy.orm import Session


class Gauge:
    def __init__(self, name: str, *, session: Session) -> None:
        session.add(Reading(name))

    def observe(self, source: str, value: int, *, loud: bool = False, session: Session) -> None:
        session.add(Reading(source, value, loud))
