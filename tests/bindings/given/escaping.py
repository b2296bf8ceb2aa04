"""What leaves a function that was given its session is its caller's: lazy queries, rows and the session itself."""

from models import Event


def query(unit: Session):
    unit.flush()
    return unit.query(Event)


def row(name: str, unit: Session):
    with unit.begin_nested():
        return unit.get(Event, name)


def itself(unit: Session):
    unit.flush()
    return unit


def generator(names: list[str], unit: Session):
    return (unit.get(Event, name) for name in names)


def used_after_a_savepoint(name: str, unit: Session) -> None:
    with unit.begin_nested():
        event = unit.get(Event, name)
    unit.delete(event)
    unit.flush()
