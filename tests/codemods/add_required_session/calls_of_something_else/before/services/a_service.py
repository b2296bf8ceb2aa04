from database import session_scope


class Gauge:
    def __init__(self, name: str) -> None:
        with session_scope() as session:
            session.add(Reading(name))

    def observe(self, source: str, value: int, *, loud: bool = False) -> None:
        with session_scope() as session:
            session.add(Reading(source, value, loud))
