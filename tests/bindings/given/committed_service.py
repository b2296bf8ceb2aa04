"""Commits on each of several sessions, and of a transaction that has a name of its own."""

from models import Event


def each_of_some(unit: Session, other: Session) -> None:
    unit.flush()
    for session in (unit, other):
        session.add(Event())
        session.commit()  # error: SES204(-ambient)


def each_of_a_list(unit: Session) -> None:
    unit.flush()
    sessions = [unit]
    for session in sessions:
        session.rollback()  # error: SES205(-ambient)


def bound_before_its_block(unit: Session) -> None:
    transaction = unit.begin()
    with transaction:  # error: SES204
        unit.add(Event())
        unit.flush()


def savepoint_bound_before_its_block(unit: Session) -> None:
    savepoint = unit.begin_nested()
    with savepoint:
        unit.add(Event())
        unit.flush()
