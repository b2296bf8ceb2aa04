"""An exception is swallowed and the session that failed is used on."""

import logging
from contextlib import suppress

from models import Event
from sqlalchemy import exc, select, update
from sqlalchemy.orm import Session
from sqlalchemy.exc import IntegrityError, NoResultFound, SQLAlchemyError


def in_a_loop(names: list[str], unit: Session) -> None:
    for name in names:
        try:
            unit.add(Event(name=name))
            unit.flush()
        except IntegrityError:  # error: SES407
            logging.exception("left out: %s", name)


def in_a_loop_that_goes_on(names: list[str], unit: Session) -> None:
    for name in names:
        try:
            unit.add(Event(name=name))
            unit.flush()
        except Exception as error:  # error: SES407
            logging.warning("left out: %s", error)
            continue


def used_after(name: str, unit: Session) -> object:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except IntegrityError:  # error: SES407
        pass
    return unit.get(Event, name)


def used_in_the_handler(name: str, unit: Session) -> None:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except (IntegrityError, exc.DataError):  # error: SES407
        unit.add(Event(name="failed"))
        unit.flush()
        raise


def every_exception(name: str, unit: Session) -> None:
    try:
        unit.execute("insert")
    except:  # error: SES407
        pass
    unit.flush()


def suppressed(name: str, unit: Session) -> None:
    with suppress(IntegrityError):  # error: SES407
        unit.add(Event(name=name))
        unit.flush()
    unit.flush()


def handed_on(name: str, unit: Session) -> None:
    unit.flush()
    try:
        store(name, unit)
    except SQLAlchemyError:  # error: SES407(-method)
        logging.exception("failed")
    store("other", unit)


def handed_on_broadly(name: str, unit: Session) -> None:
    unit.flush()
    try:
        store(name, unit)
    except Exception:  # error: SES407(-method)
        logging.exception("failed")
    store("other", unit)


def around_a_savepoint(name: str, unit: Session) -> None:
    with unit.begin_nested():
        try:
            unit.add(Event(name=name))
            unit.flush()
        except IntegrityError:  # error: SES407
            pass
        unit.add(Event(name="other"))
        unit.flush()


def store(name: str, session: Session) -> None:
    session.add(Event(name=name))
    session.flush()


def with_a_savepoint(names: list[str], unit: Session) -> None:
    for name in names:
        try:
            with unit.begin_nested():
                unit.add(Event(name=name))
                unit.flush()
        except IntegrityError:
            logging.exception("left out: %s", name)


def savepoint_by_name(name: str, unit: Session) -> object:
    savepoint = unit.begin_nested()
    try:
        unit.add(Event(name=name))
        unit.flush()
        savepoint.commit()
    except IntegrityError:
        savepoint.rollback()
    return unit.get(Event, name)


def suppressed_savepoint(name: str, unit: Session) -> None:
    with suppress(IntegrityError), unit.begin_nested():
        unit.add(Event(name=name))
        unit.flush()
    unit.flush()


def rolled_back(name: str, unit: Session) -> object:
    try:
        unit.add(Event(name=name))
        unit.flush()
    except IntegrityError:
        unit.rollback()  # error: SES205
    return unit.get(Event, name)


def rolled_back_if_need_be(name: str, unit: Session) -> object:
    try:
        unit.flush()
    except IntegrityError:
        if not unit.is_active:
            unit.rollback()  # error: SES205
    return unit.get(Event, name)


def thrown_on(name: str, unit: Session) -> None:
    try:
        unit.flush()
    except IntegrityError:
        logging.exception("failed")
        raise
    unit.flush()


def thrown_as_another(name: str, unit: Session) -> None:
    try:
        unit.flush()
    except IntegrityError as error:
        raise ValueError(name) from error
    unit.flush()


def given_up(name: str, unit: Session) -> object:
    try:
        unit.flush()
    except IntegrityError:
        return None
    return unit.get(Event, name)


def left_the_loop(names: list[str], unit: Session) -> None:
    for name in names:
        try:
            unit.add(Event(name=name))
            unit.flush()
        except IntegrityError:
            break


def another_exception(name: str, unit: Session) -> object:
    try:
        unit.flush()
        int(name)
    except ValueError:
        logging.exception("no number")
    return unit.get(Event, name)


def not_found(name: str, unit: Session) -> object:
    try:
        return unit.query(Event).filter_by(name=name).one()
    except NoResultFound:
        pass
    return unit.get(Event, 1)


def nothing_sent(name: str, unit: Session) -> None:
    try:
        unit.add(Event(name=name))
    except Exception:
        logging.exception("no such event")
    unit.flush()


def nothing_after(name: str, unit: Session) -> None:
    try:
        unit.flush()
    except IntegrityError:
        logging.exception("the caller is told by the flag %s", name)


def logged(name: str, unit: Session) -> None:
    try:
        unit.flush()
    except IntegrityError:
        logging.exception("failed: %s", unit)


def written_by_a_statement(name: str, unit: Session) -> None:
    statement = update(Event).where(Event.name == name)
    try:
        unit.execute(statement)
    except Exception:  # error: SES407
        logging.exception("failed")
    unit.flush()


def only_read(name: str, unit: Session) -> None:
    statement = select(Event).where(Event.name == name)
    try:
        unit.execute(statement).scalar_one()
    except Exception:
        logging.exception("no such event")
    unit.flush()
