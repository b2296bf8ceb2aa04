from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps

from extensions import Session as registry
from extensions import Trans, TypedTrans, db
from models import Event
from repository import Repository
from sqlalchemy.event import listens_for
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, object_session


def parameter(name: str, session: Session) -> None:
    session.add(Event(name=name))
    session.commit()  # error: SES204


def untyped(name, session):  # error: SES105
    session.add(Event(name=name))
    session.commit()  # error: SES204


def untyped_db(name, db):  # error: SES105
    db.query(Event).filter_by(name=name).delete()
    db.commit()  # error: SES204


def behind_a_flag(session: Session, autocommit: bool = False) -> None:
    session.add(Event())
    if autocommit:
        session.commit()  # error: SES204


def behind_a_one_line_flag(session: Session, commit: bool) -> None:
    session.add(Event())
    session.commit() if commit else session.flush()  # error: SES204


def in_a_closure(names: list[str], session: Session) -> None:
    def add(name: str) -> None:
        session.add(Event(name=name))
        session.commit()  # error: SES204

    for name in names:
        add(name)


def handed_to_a_closure(name: str, session: Session) -> None:
    def add(session: Session) -> None:
        session.add(Event(name=name))
        session.commit()  # error: SES204

    add(session)


def in_a_lambda(session: Session):
    return lambda: session.commit()  # error: SES204


def another_name(session: Session) -> None:
    current = session
    current.add(Event())
    current.commit()  # error: SES204


def begin_block(session: Session) -> None:
    with session.begin():  # error: SES204
        session.add(Event())


def in_every_branch(session: Session) -> None:
    try:
        session.add(Event())
    except ValueError:
        session.commit()  # error: SES204
    else:
        session.commit()  # error: SES204


def over_lines(session: Session) -> None:
    (
        session  # error: SES204
        .commit()
    )


def in_a_with(session: Session) -> None:
    with session.no_autoflush:
        session.add(Event())
        session.commit()  # error: SES204


async def asynchronous(session: AsyncSession) -> None:
    session.add(Event())
    await session.commit()  # error: SES204


async def asynchronous_block(session: AsyncSession) -> None:
    async with session.begin():  # error: SES204
        session.add(Event())


def flask() -> None:
    db.session.add(Event())  # error: SES203
    db.session.commit()  # error: SES204


def scoped() -> None:
    registry.add(Event())  # error: SES203
    registry.commit()  # error: SES204


def scoped_and_called() -> None:
    session = registry()  # error: SES203
    session.add(Event())
    session.commit()  # error: SES204


def of_an_object(event: Event) -> None:
    object_session(event).commit()  # error: SES203, SES204


def carried(trans) -> None:
    trans.sa_session.add(Event())
    trans.sa_session.commit()  # error: SES204


def carried_and_bound(trans) -> None:
    session = trans.sa_session
    session.add(Event())
    session.commit()  # error: SES204


@dataclass
class Context:
    session: Session
    user: str


def carried_by_a_dataclass(context: Context) -> None:
    context.session.add(Event())
    context.session.commit()  # error: SES204


class Guard:
    def __init__(self, session: Session) -> None:
        self.session = session

    def commit(self) -> None:
        self.session.commit()  # error: SES204


class EventRepository(Repository):
    def add(self, name: str) -> None:
        self._session.add(Event(name=name))
        self._session.commit()  # error: SES204

    def bound(self) -> None:
        session = self._session
        session.commit()  # error: SES204


class PropertyService:
    def __init__(self, session: Session) -> None:
        self._current = session

    @property
    def session(self) -> Session:
        return self._current

    def add(self) -> None:
        self.session.commit()  # error: SES204


class AnnotatedService:
    work: AsyncSession

    async def add(self) -> None:
        await self.work.commit()  # error: SES204


class MethodService:
    def session(self) -> Session:
        return registry()  # error: SES203

    def add(self) -> None:
        self.session().commit()  # error: SES204


def transaction_by_name(session: Session) -> None:
    transaction = session.begin()
    session.add(Event())
    transaction.commit()  # error: SES204


def transaction_of_the_session(session: Session) -> None:
    session.get_transaction().commit()  # error: SES204


def returned(session: Session) -> None:
    return session.commit()  # error: SES204


def on_a_stack(session: Session) -> None:
    with ExitStack() as stack:
        stack.enter_context(session.begin())  # error: SES204
        session.add(Event())


def begin_beside_others(path: str, session: Session) -> None:
    with open(path) as file, session.begin():  # error: SES204
        session.add(Event(name=file.read()))


def committed_twice(session: Session) -> None:
    session.commit()  # error: SES204
    session.add(Event())
    session.commit()  # error: SES204


def transactional(function):
    @wraps(function)
    def wrapper(*args, session: Session):
        result = function(*args, session=session)
        session.commit()  # error: SES204
        return result

    return wrapper


@listens_for(Event, "after_insert")
def inserted(mapper, connection, target: Event) -> None:
    object_session(target).commit()  # error: SES204


class Request:
    db: Session


class Info:
    request: Request


def carried_twice(info: Info) -> None:
    info.request.db.commit()  # error: SES204


def carried_by_a_property(trans: Trans) -> None:
    trans.sa_session.commit()  # error: SES204


def carried_by_a_field(trans: TypedTrans) -> None:
    session = trans.sa_session
    session.commit()  # error: SES204


def untyped_trio(name, db):  # error: SES105
    event = Event(name=name)
    db.add(event)
    db.commit()  # error: SES204
    db.refresh(event)
    return event
