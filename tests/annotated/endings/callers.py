from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from database import Registry, SessionLocal, session_scope
from work import (
    beside_it,
    closes_by_its_block,
    closes_on_one_way,
    closes_and_opens,
    closes_that_of_a_row,
    commits_and_goes_on,
    commits_and_opens,
    commits_on_every_way,
    commits_on_one_way,
    find,
    further,
    in_a_lock,
    in_a_lock_made_before,
    of_a_row,
    of_a_row_by_its_class,
    opens,
)


def what_ended_on_purpose(name, session: Session):
    session.add(name)
    commits_and_opens(name, session)
    closes_and_opens(session)
    commits_on_every_way(name, session)
    closes_by_its_block(name, session)
    in_a_lock(name, session)
    in_a_lock_made_before(name, session)
    further(name, session)


def for_one_session_of_two(name, session: Session):
    session.add(name)
    with session_scope() as other:
        in_a_lock(name, other)


def what_has_not_ended(name, session: Session):
    session.add(name)
    commits_on_one_way(name, session)
    commits_and_goes_on(name, session)
    beside_it(name, session)  # error: SES302
    closes_on_one_way(name, session)  # error: SES302


def an_opening_ended(name, session: Session):
    session.add(name)
    other = SessionLocal()
    in_a_lock(name, other)
    other.close()
    opens(name)  # error: SES302


def of_rows(row, session: Session):
    session.add(row)
    of_a_row(row)
    of_a_row_by_its_class(row)
    closes_that_of_a_row(row)


def of_the_registry(row):
    Registry.add(row)
    of_a_row(row)


def looks_up_what_was_there(name):
    with session_scope() as session:
        try:
            session.add(name)
            session.flush()
        except IntegrityError as error:
            opens(name)
            raise ValueError(find(name)) from error


def of_any_database_error(name, session: Session):
    try:
        session.execute(name)
    except (IntegrityError, SQLAlchemyError):
        opens(name)
        raise


def by_a_callee(name, session: Session):
    try:
        find(name, session)
    except SQLAlchemyError:
        find(name)
        raise


def rolls_back_first(name, session: Session):
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        opens(name)
        find(name)  # error: SES301
        raise


def rolls_back_and_goes_on(name, session: Session):
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        session.add(name)
        opens(name)  # error: SES302
        raise


def another_error(name, session: Session):
    try:
        session.flush()
    except ValueError:
        opens(name)  # error: SES302
        raise


def perhaps_another_error(name, session: Session):
    try:
        session.flush()
    except (IntegrityError, ValueError):
        opens(name)  # error: SES302
        raise


def of_another_session(name, session: Session):
    session.add(name)
    other = SessionLocal()
    try:
        other.flush()
    except IntegrityError:
        other.rollback()
        find(name)  # error: SES301
        opens(name)  # error: SES302
        raise
    other.close()


def of_the_callees_session(name, session: Session):
    session.add(name)
    try:
        opens(name)  # error: SES302
    except IntegrityError:
        find(name)  # error: SES301
        raise


def in_a_savepoint(name, session: Session):
    try:
        with session.begin_nested():
            session.add(name)
            session.flush()
    except IntegrityError:
        opens(name)  # error: SES302
        find(name)  # error: SES301


def after_the_handler(name, session: Session):
    try:
        session.flush()
    except IntegrityError:
        raise ValueError(name) from None
    opens(name)  # error: SES302
