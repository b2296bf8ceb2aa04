"""The caller's work is thrown away or its session ended: a savepoint is meant."""

from contextlib import closing, nullcontext, suppress

from models import Event
from sqlalchemy.exc import IntegrityError


def savepoint_is_meant(name: str, unit: Session) -> bool:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except IntegrityError:
        unit.rollback()  # error: SES205
        return False
    return True


def thrown_on(name: str, unit: Session) -> None:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except Exception:
        unit.rollback()  # error: SES205
        raise


def dry_run(name: str, unit: Session, dry_run: bool) -> None:
    unit.add(Event(name=name))
    if dry_run:
        unit.rollback()  # error: SES205


def another_name(unit: Session) -> None:
    current = unit
    unit.flush()
    current.rollback()  # error: SES205


def in_a_nested_function(unit: Session):
    def undo() -> None:
        unit.rollback()  # error: SES205

    unit.flush()
    return undo


def of_the_transaction(unit: Session) -> None:
    unit.flush()
    unit.get_transaction().rollback()  # error: SES205


def savepoint(name: str, unit: Session) -> bool:
    try:
        with unit.begin_nested():
            unit.add(Event(name=name))
    except IntegrityError:
        return False
    return True


def savepoint_by_name(name: str, unit: Session, dry_run: bool) -> None:
    savepoint = unit.begin_nested()
    unit.add(Event(name=name))
    if dry_run:
        savepoint.rollback()
    else:
        savepoint.commit()


def closed(unit: Session) -> object:
    try:
        unit.flush()
        return unit.get(Event, 1)
    finally:
        unit.close()  # error: SES206


def closed_in_a_branch(unit: Session, done: bool) -> None:
    unit.flush()
    if done:
        unit.close()  # error: SES206


def forgotten(unit: Session) -> None:
    unit.flush()
    unit.expunge_all()  # error: SES206


def reset(unit: Session) -> None:
    unit.flush()
    unit.reset()  # error: SES206


def invalidated(unit: Session) -> None:
    unit.flush()
    unit.invalidate()  # error: SES206


def entered(unit: Session) -> None:
    with unit:  # error: SES206(-ambient)
        unit.add(Event())
        unit.flush()


def entered_under_a_name(unit: Session) -> None:
    unit.flush()
    with unit as same:  # error: SES206(-ambient)
        same.add(Event())


def in_a_loop(names: list[str], unit: Session) -> None:
    for name in names:
        unit.add(Event(name=name))
        unit.flush()
        unit.expunge_all()  # error: SES206


def let_go(unit: Session) -> object:
    event = unit.get(Event, 1)
    unit.expunge(event)
    unit.expire_all()
    unit.flush()
    return event


def other_things_are_closed(path: str, unit: Session) -> None:
    result = unit.execute("select 1")
    result.close()
    file = open(path)
    unit.flush()
    file.close()
    with closing(open(path)) as other:
        other.read()
