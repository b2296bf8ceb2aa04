import functools

import backoff
from tenacity import retry

from database import session_scope
from decorators import (
    Counted,
    again,
    attempts,
    handler,
    listening,
    logged,
    named,
    often,
    quiet,
    registry,
    replaced,
    safe,
    three_times,
    told,
    twice,
)


@handler("item")
def on_item(name):
    with session_scope() as session:
        session.add(Row(name))


@listening
def on_start(name):
    with session_scope() as session:
        session.add(Row(name))


@replaced
def on_end(name):
    with session_scope() as session:
        session.add(Row(name))


@registry.register("x")
def on_x(name):
    with session_scope() as session:
        session.add(Row(name))


@functools.singledispatch
def describe(thing):
    with session_scope() as session:
        return session.get(Row, thing).name


@describe.register
def _(thing: int):
    with session_scope() as session:
        return session.get(Row, thing).name


@describe.register(str)
def of_text(thing):
    with session_scope() as session:
        return session.get(Row, thing).name


@twice
def note(name):
    with session_scope() as session:
        session.add(Row(name))


@named
def rename(name):
    with session_scope() as session:
        session.add(Row(name))


@logged
def add(name):
    with session_scope() as session:
        session.add(Row(name))


@logged(level=10)
@told
@Counted
def add_loudly(name):
    with session_scope() as session:
        session.add(Row(name))


@again
def add_again(name):
    with session_scope() as session:
        session.add(Row(name))


@often(3)
def add_often(name):
    with session_scope() as session:
        session.add(Row(name))


@attempts
def attempt(name):
    with session_scope() as session:
        session.add(Row(name))


@retry(reraise=True)
def add_at_last(name):
    with session_scope() as session:
        session.add(Row(name))


@three_times
def add_thrice(name):
    with session_scope() as session:
        session.add(Row(name))


@backoff.on_exception(backoff.expo, ConnectionError)
def add_later(name):
    with session_scope() as session:
        session.add(Row(name))


@retry
def add_with(session, name):
    session.add(Row(name))


@safe
def add_safely(name):
    with session_scope() as session:
        session.add(Row(name))


@quiet
def add_quietly(name):
    with session_scope() as session:
        session.add(Row(name))


@safe
def count():
    with session_scope() as session:
        return session.query(Row).count()


def add_inside(name):
    @retry
    def attempt():
        with session_scope() as session:
            session.add(Row(name))

    attempt()
    with session_scope() as session:
        session.add(Row(name))
