"""Nobody's service: whoever is no service may commit, and is silent."""

from models import Event


def command(name: str, unit: Session) -> None:
    unit.add(Event(name=name))
    unit.commit()


def undone(name: str, unit: Session) -> None:
    unit.add(Event(name=name))
    unit.flush()
    unit.rollback()
