import requests
from extensions import current, db, later, make_session, other, registry
from flask import g, request, session
from models import Event
from sqlalchemy import event as events
from sqlalchemy.orm import Session, object_session

web = requests.Session()


class Trans:
    sa_session: Session


def given(name: str, *, session: Session) -> None:
    session.add(Event(name=name))


def carried(trans: Trans) -> None:
    trans.sa_session.add(Event())
    trans.sa_session.flush()


def carried_untyped(trans) -> None:
    trans.sa_session.query(Event).first()


def a_local_of_the_same_name(db: Trans) -> None:
    db.sa_session.add(Event())


def shadowed(registry: Session) -> None:
    registry.add(Event())


def of_the_browser(name: str) -> None:
    session["name"] = name
    session.pop("other", None)
    g.user = request.args["user"]


def of_the_web(url: str) -> str:
    return web.get(url).text


def another_variable() -> str:
    return other.get()


def put_into_the_context(given: Session) -> None:
    token = current.set(given)
    later.reset(token)
    current.reset(token)


def only_a_factory() -> object:
    return make_session


def the_models(name: str) -> Event:
    class Row(db.Model):
        id = db.Column(db.Integer)

    return Row(name=name)


@events.listens_for(Event, "after_insert")
def inserted(mapper, connection, target: Event) -> None:
    object_session(target).add(Event())
