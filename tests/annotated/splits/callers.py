import asyncio
from threading import Thread

from sqlalchemy.orm import Session

from database import SessionLocal, session_scope
from work import (
    Registry,
    Store,
    bound_before,
    commits_what_it_is_given,
    constructor,
    furthest,
    further,
    hands_out,
    harmless,
    in_everybodys_scope,
    of_everybody,
    opener,
    opens_beside,
    stream,
    with_a_local_factory,
    with_a_unit,
)


def every_kind(name, session: Session):
    session.add(name)
    opener(name)  # error: SES302
    constructor(name)  # error: SES302
    with_a_local_factory(name)  # error: SES302
    bound_before(name)  # error: SES302
    of_everybody(name)  # error: SES302
    in_everybodys_scope(name)  # error: SES302
    with_a_unit(name)  # error: SES302
    Store().put(name)  # error: SES302


def further_down(name, session: Session):
    session.add(name)
    further(name)  # error: SES302
    furthest(name)  # error: SES302


def said_once(name, session: Session):
    session.add(name)
    opener(name)  # error: SES302
    opener(name)


def said_where_it_is(name, session: Session):
    session.add(name)
    said_once(name, session)


def handed_but_opens(name, session: Session):
    opens_beside(name, session)  # error: SES302


def in_a_scope(name):
    opener(name)
    with session_scope() as session:
        session.add(name)
        opener(name)  # error: SES302
    opener(name)


def everybodys(name):
    with Registry() as session:
        session.add(name)
        in_everybodys_scope(name)  # error: SES302


def committed_before(name):
    session = SessionLocal()
    session.add(name)
    session.commit()
    opener(name)
    session.add(name)
    opener(name)  # error: SES302
    session.close()
    opener(name)


def not_at_all(name, session: Session):
    session.add(name)
    harmless(name)
    commits_what_it_is_given(name, session)
    other = hands_out()
    other.close()


def where_there_is_none(name, session: Session | None = None):  # error: SES101
    if session is None:
        return opener(name)
    return session.add(name)


async def task(name):
    with session_scope() as session:
        session.add(name)


async def one_for_each_task(names, session: Session):
    session.flush()
    await asyncio.gather(*(task(name) for name in names))
    await asyncio.gather(task("one"), task("two"))
    async with asyncio.TaskGroup() as group:
        group.create_task(task("three"))
    await task("here")  # error: SES302


def in_threads(name, session: Session):
    session.flush()
    Thread(target=opener, args=(name,)).start()
    Thread(target=lambda: opener(name)).start()


def a_stream_that_outlives(names, session: Session):
    session.flush()
    return Response(stream(names))


def a_stream_that_does_not(names, session: Session):
    session.flush()
    for row in stream(names):  # error: SES302
        print(row)


def unknown(name, session: Session, helper):
    session.flush()
    helper.opener(name)
    handlers[name](name)


class Desk:
    def __init__(self, session: Session):
        self.session = session

    def untouched(self, name):
        opener(name)

    def works(self, name):
        self.session.add(name)
        opener(name)  # error: SES302


def around(name, session: Session):
    session.flush()

    def inner():
        opener(name)

    inner()  # error: SES302


def recursive(name, session: Session):
    session.flush()
    if name:
        recursive(name[1:], session)
    opener(name)  # error: SES302
