import company.web
import extensions
from company import database
from extensions import async_registry, called, current, current_session, db, get_session, later, registry
from flask import g
from models import Event
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.session import object_session as session_of


def flask(name: str) -> None:
    db.session.add(Event(name=name))  # error: SES203
    db.session.flush()


def flask_by_module(name: str) -> None:
    extensions.db.session.add(Event(name=name))  # error: SES203


def flask_bound(name: str) -> None:
    session = db.session  # error: SES203
    session.add(Event(name=name))
    session.flush()


def flask_handed_on(name: str) -> None:
    store(name, session=db.session)  # error: SES203


def store(name: str, *, session: Session) -> None:
    session.add(Event(name=name))


def of_a_registry(name: str) -> None:
    registry.add(Event(name=name))  # error: SES203


def of_a_called_registry(name: str) -> None:
    session = registry()  # error: SES203
    session.add(Event(name=name))


def of_a_registry_elsewhere(name: str) -> None:
    extensions.registry.add(Event(name=name))  # error: SES203


async def of_an_async_registry(name: str) -> None:
    session = async_registry()  # error: SES203
    session.add(Event(name=name))


def of_a_context_variable(name: str) -> None:
    session = current.get()  # error: SES203
    session.add(Event(name=name))


async def of_an_optional_context_variable(name: str) -> None:
    session = later.get()  # error: SES203
    session.add(Event(name=name))


def of_a_parametrised_context_variable(name: str) -> None:
    called.get().add(Event(name=name))  # error: SES203


def by_a_function(name: str) -> None:
    session = get_session()  # error: SES203
    session.add(Event(name=name))


def by_a_function_of_the_context(name: str) -> None:
    current_session().add(Event(name=name))  # error: SES203


def of_an_object(event: Event) -> None:
    session = object_session(event)  # error: SES203
    session.delete(event)


def of_an_object_by_another_name(event: Event) -> None:
    session_of(event).delete(event)  # error: SES203


def inspected(event: Event) -> None:
    inspect(event).session.delete(event)  # error: SES203


def from_outside_the_project(name: str) -> None:
    database.db.session.query(Event).filter_by(name=name)  # error: SES203


def of_a_module_outside(name: str) -> None:
    company.web.db.session.query(Event).filter_by(name=name)  # error: SES203


def of_the_application(name: str) -> None:
    g.session.query(Event).filter_by(name=name)  # error: SES203


def although_it_was_given_one(name: str, session: Session) -> None:
    session.add(Event(name=name))
    db.session.flush()  # error: SES203


def in_a_condition(name: str) -> bool:
    if db.session.scalar(select(Event).filter_by(name=name)):  # error: SES203
        return True
    return False


def in_a_comprehension(names: list[str]) -> list[object]:
    return [db.session.get(Event, name) for name in names]  # error: SES203


def in_a_nested_function(names: list[str]) -> None:
    def add(name: str) -> None:
        db.session.add(Event(name=name))  # error: SES203

    for name in names:
        add(name)


def as_a_fallback(name: str, session: Session | None = None) -> None:  # error: SES101
    session = session or db.session  # error: SES203
    session.add(Event(name=name))


def twice_and_committed(name: str) -> None:
    db.session.add(Event(name=name))  # error: SES203
    db.session.add(Event(name=name))
    db.session.commit()  # error: SES204


class EventService:
    def __init__(self) -> None:
        self._session = db.session  # error: SES203

    def add(self, name: str) -> None:
        self._session.add(Event(name=name))

    @property
    def session(self) -> Session:
        return registry()  # error: SES203
