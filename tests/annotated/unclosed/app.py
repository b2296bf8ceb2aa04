import atexit
from contextlib import ExitStack, closing, contextmanager, suppress

import requests
from database import SessionLocal, engine, get_db, session_scope
from models import Event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, scoped_session


def never_closed(name: str) -> None:
    session = SessionLocal()  # error: SES404
    session.add(Event(name=name))
    session.commit()


def by_class(name: str) -> None:
    session = Session(engine)  # error: SES404
    session.add(Event(name=name))


async def asynchronous(name: str) -> None:
    session = AsyncSession(engine)  # error: SES404
    session.add(Event(name=name))
    await session.commit()


def without_a_name() -> object:
    return SessionLocal().query(Event).all()  # error: SES404


def only_begun(name: str) -> None:
    session = SessionLocal()  # error: SES404
    with session.begin():
        session.add(Event(name=name))


def rolled_back(name: str) -> None:
    session = SessionLocal()  # error: SES404
    try:
        session.add(Event(name=name))
        session.commit()
    except ValueError:
        session.rollback()
        raise


def handed_to_one_that_works(name: str) -> None:
    session = SessionLocal()  # error: SES404
    store(name, session=session)


def in_a_loop(names: list[str]) -> None:
    for name in names:
        session = SessionLocal()  # error: SES404
        session.add(Event(name=name))
        session.commit()


def of_a_dependency(name: str) -> None:
    session = next(get_db())  # error: SES404
    session.add(Event(name=name))


def second_of_two(name: str) -> None:
    first = SessionLocal()
    second = SessionLocal()  # error: SES404
    second.merge(first.get(Event, name))
    first.close()


@contextmanager
def yielded_and_forgotten():
    session = SessionLocal()  # error: SES404
    yield session
    session.commit()


def closed(name: str) -> None:
    session = SessionLocal()
    session.add(Event(name=name))
    session.close()


def closed_in_finally(name: str) -> None:
    session = SessionLocal()
    try:
        session.add(Event(name=name))
    finally:
        session.close()


async def closed_asynchronously(name: str) -> None:
    session = AsyncSession(engine)
    session.add(Event(name=name))
    await session.aclose()


def closed_under_another_name(name: str) -> None:
    session = SessionLocal()
    same = session
    same.add(Event(name=name))
    same.close()


def closed_by_a_callee(name: str) -> None:
    session = SessionLocal()
    store_and_close(name, session)


def closed_by_what_is_named_so(name: str, app) -> None:
    session = SessionLocal()
    session.add(Event(name=name))
    close_quietly(session)


def entered(name: str) -> None:
    with SessionLocal() as session, session.begin():
        session.add(Event(name=name))


def entered_later(name: str) -> None:
    session = SessionLocal()
    with session:
        session.add(Event(name=name))


def entered_by_closing(name: str) -> None:
    session = SessionLocal()
    with closing(session):
        session.add(Event(name=name))


def entered_by_a_stack(name: str) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(SessionLocal())
        session.add(Event(name=name))


def closed_by_a_stack(name: str, stack: ExitStack) -> None:
    session = SessionLocal()
    stack.callback(session.close)
    session.add(Event(name=name))


def closed_at_exit() -> None:
    session = SessionLocal()
    atexit.register(session.close)
    session.add(Event())


def returned() -> Session:
    session = SessionLocal()
    session.info["made"] = True
    return session


def returned_in_a_tuple() -> tuple[Session, str]:
    session = SessionLocal()
    return session, "name"


def returned_in_an_object() -> object:
    session = SessionLocal()
    return Repository(session)  # error: SES302


def given_to_an_object(name: str) -> None:
    repository = Repository(SessionLocal())
    repository.add(name)
    repository.close()


def kept_in_a_list(sessions: list[Session]) -> None:
    session = SessionLocal()
    sessions.append(session)


def kept_in_a_dict(sessions: dict[str, Session]) -> None:
    sessions["one"] = SessionLocal()


def captured(name: str):
    session = SessionLocal()

    def finish() -> None:
        session.commit()
        session.close()

    session.add(Event(name=name))
    return finish


def captured_by_a_lambda(name: str):
    session = SessionLocal()
    session.add(Event(name=name))
    return lambda: session.close()


def of_the_web(url: str) -> str:
    session = requests.Session()
    return session.get(url).text


def of_a_registry() -> None:
    registry = scoped_session(SessionLocal)
    registry.add(Event())
    registry.remove()


@contextmanager
def yielded():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()


def store(name: str, *, session: Session) -> None:
    session.add(Event(name=name))


def store_and_close(name: str, session: Session) -> None:
    with suppress(ValueError):
        session.add(Event(name=name))
    session.close()


class Repository:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.own = SessionLocal()

    def add(self, name: str) -> None:
        self.session.add(Event(name=name))

    def close(self) -> None:
        self.session.close()
        self.own.close()
