from models import Event


def each_of_some(unit: Session, other: Session) -> None:  # error: SES105(untyped)
    unit.flush()
    for session in (unit, other):
        session.add(Event())
        session.commit()  # error: SES204


def each_of_a_list(unit: Session) -> None:  # error: SES105(untyped)
    unit.flush()
    sessions = [unit]
    for session in sessions:
        session.rollback()  # error: SES205


def bound_before_its_block(unit: Session) -> None:  # error: SES105(untyped)
    transaction = unit.begin()
    with transaction:  # error: SES204
        unit.add(Event())
        unit.flush()


def savepoint_bound_before_its_block(unit: Session) -> None:  # error: SES105(untyped)
    savepoint = unit.begin_nested()
    with savepoint:
        unit.add(Event())
        unit.flush()
