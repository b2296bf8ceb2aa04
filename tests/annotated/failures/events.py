"""Exceptions that leave a session failed: swallowed and used on, or not."""

import logging
from contextlib import suppress

from database import SessionLocal
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def flushed(names, *, session: Session):
    for name in names:
        try:
            session.add(Event(name=name))
            session.flush()
        except IntegrityError:  # error: SES407
            logging.info("%s is there already", name)


def executed(name, *, session: Session):
    try:
        session.execute(insert(Event).values(name=name))
        session.commit()
    except IntegrityError:  # error: SES407
        session.execute(UPDATE, {"name": name})
        session.commit()


def suppressed(names, *, session: Session):
    for name in names:
        with suppress(IntegrityError):  # error: SES407
            session.execute(insert(Event).values(name=name))


def marked_and_raised(job, *, session: Session):
    try:
        session.flush()
    except Exception as error:
        job.error = str(error)
        session.commit()
        raise


def told_in_another_way(job, *, session: Session):
    try:
        session.flush()
    except Exception as error:
        session.refresh(job)
        if job.stopped:
            raise Stopped() from error
        else:
            raise Failed() from error


def raised_in_a_block(job, *, session: Session):
    try:
        session.flush()
    except Exception:
        with logging.context():
            session.refresh(job)
            raise


def raised_unless_it_was_stopped(job, *, session: Session):
    try:
        session.flush()
    except Exception:  # error: SES407
        session.refresh(job)
        if job.stopped:
            return
        raise


def raised_unless_it_is_the_last(jobs, *, session: Session):
    for job in jobs:
        try:
            session.flush()
        except Exception:  # error: SES407
            if job.optional:
                continue
            raise


def raised_for_one_kind(job, *, session: Session):
    try:
        session.flush()
    except Exception:  # error: SES407
        if job.required:
            raise
    session.refresh(job)


def returned_with_nothing_used(name, *, session: Session):
    try:
        session.add(Event(name=name))
        session.flush()
    except IntegrityError:
        return None
    return name


def in_a_savepoint(names, *, session: Session):
    for name in names:
        with suppress(IntegrityError), session.begin_nested():
            session.execute(insert(Event).values(name=name))


def asked_before_it_is_raised(name, *, session: Session):
    try:
        session.add(Event(name=name))
        session.flush()
    except IntegrityError:  # error: SES407
        known = session.query(Event).filter_by(name=name).one()
        raise Duplicate(known.id)


def raised_without_asking(name, *, session: Session):
    try:
        session.add(Event(name=name))
        session.flush()
    except IntegrityError as error:
        raise Duplicate(name) from error


def raised_after_a_rollback(name, *, session: Session):
    with SessionLocal() as own:
        try:
            own.add(Event(name=name))
            own.flush()
        except IntegrityError:
            own.rollback()
            raise Duplicate(own.query(Event).filter_by(name=name).one().id)
    session.add(Event(name=name))
