"""In a scope of one's own, too, a session that failed is rolled back or its savepoint is, before it is used on."""

import logging

from models import Event
from sqlalchemy.exc import IntegrityError


def in_a_loop(names: list[str]) -> None:
    with session_scope() as unit:
        for name in names:
            try:
                unit.add(Event(name=name))
                unit.flush()
            except IntegrityError:  # error: SES407
                logging.exception("left out: %s", name)


def used_on(name: str) -> None:
    with session_scope() as unit:
        try:
            unit.add(Event(name=name))
            unit.flush()
        except IntegrityError:  # error: SES407
            pass
        unit.get(Event, name)


def rolled_back(names: list[str]) -> None:
    with session_scope() as unit:
        for name in names:
            try:
                unit.add(Event(name=name))
                unit.flush()
            except IntegrityError:
                unit.rollback()


def savepoint(names: list[str]) -> None:
    with session_scope() as unit:
        for name in names:
            try:
                with unit.begin_nested():
                    unit.add(Event(name=name))
                    unit.flush()
            except IntegrityError:
                logging.exception("left out: %s", name)


def one_for_each(names: list[str]) -> None:
    for name in names:
        try:
            with session_scope() as unit:
                unit.add(Event(name=name))
                unit.flush()
        except IntegrityError:
            logging.exception("left out: %s", name)


def around_it(name: str) -> None:
    try:
        with session_scope() as unit:
            unit.add(Event(name=name))
            unit.flush()
    except IntegrityError:
        logging.exception("failed")
