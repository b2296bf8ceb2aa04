"""Private functions that only call what opens sessions: told where a caller holds one, not between transactions."""

import database
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from stock import on_an_engine, opener, opens_with


def archive(names, *, session: Session):
    session.add(names)
    for name in names:
        _archive(name)  # error: SES302


def _archive(name):  # error: SES104
    opener(name)


def sweep(names):  # error: SES104
    for name in names:
        _sweep(name)


def _sweep(name):
    opener(name)
    upload(name)
    opener(name)


def plan(names):
    with database.session_scope() as session:  # error: SES201
        wanted = session.query(Lot).all()
    for lot in wanted:
        _carry_out(lot)


def _carry_out(lot):
    opener(lot)


def plan_in_one(names):
    with database.session_scope() as session:  # error: SES201
        for lot in session.query(Lot):
            _carry_out_too(lot)  # error: SES302


def _carry_out_too(lot):  # error: SES104
    opener(lot)


class _Store:
    def put(self, name):
        opener(name)


class Store:
    def __init__(self, name):  # error: SES104
        opener(name)

    def _put(self, name):
        opener(name)

    def put(self, name):  # error: SES104
        self._put(name)


def checks_another_database(uri):
    engine = create_engine(uri)
    return on_an_engine(engine)


def checks_another_database_and_lets_go(uri):
    engine = database.connected(uri)
    try:
        found = on_an_engine(engine)
    finally:
        engine.dispose()
    return found


def makes_a_factory(uri):
    engine = create_engine(uri)
    factory = sessionmaker(engine)
    return opens_with(factory)


def on_the_common_engine(name):  # error: SES104
    return on_an_engine(database.engine)


def with_an_engine_for_something_else(uri, name):  # error: SES104
    engine = create_engine(uri)
    opener(name)
    return engine


def disposes_of_something_else(name):  # error: SES104
    window = somebody.window()
    opener(name)
    window.dispose()


def on_the_engine_of_what_it_got(store):
    engine = getattr(store, "engine", None)
    return engine and on_an_engine(engine)


def on_the_engine_of_its_store(store):
    return on_an_engine(store.engine)


def beside_the_engine_of_its_store(store, name):  # error: SES104
    check(store.engine)
    opener(name)
