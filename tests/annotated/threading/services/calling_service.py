import asyncio
from functools import partial

from sqlalchemy.orm import Session

import repository
from repository import Base, Finder, Repository, count, fails, find, finder, hands_to_somebody, quick, required, switch


def not_passed(name, session: Session):
    find(name)  # error: SES301
    repository.find(name)  # error: SES301
    return session.get(name, 1)


def passed(name, session: Session):
    find(name, session)
    find(name, session=session)
    find(session=session, name=name)
    return repository.find(name, session)


def injected(name, session: Session):
    count(name)  # error: SES301
    count(name, session=session)
    session.flush()


def required_and_left_out(name, session: Session):
    session.flush()
    return required(name)  # error: SES301


def required_and_not_at_hand(name):
    return required(name)  # error: SES301


def in_a_callback(button, session: Session):
    session.flush()
    button.on_click(lambda: required("late"))  # error: SES301


def may_be_missing(name, session: Session | None = None):  # error: SES101
    if session is None:
        return find(name)
    return find(name)  # error: SES301


def of_classes(name, session: Session, given: Finder):
    Finder().find(name)  # error: SES301
    finder.find(name)  # error: SES301
    given.find(name)  # error: SES301
    Finder.count(name)  # error: SES301
    mine = Finder()
    mine.find(name)  # error: SES301
    session.flush()


class Loader(Base):
    def __init__(self):
        self.finder = Finder()

    def load(self, name, session: Session | None = None):
        if session is not None:
            super().load(name)  # error: SES301
            self.finder.find(name)  # error: SES301
            self.again(name)  # error: SES301
        return super().load(name, session)

    def again(self, name, session: Session | None = None):  # error: SES101
        return find(name, session)

    @classmethod
    def made(cls, name, session: Session):
        session.flush()
        return cls.other(name)  # error: SES301

    @staticmethod
    def other(name, session: Session | None = None):  # error: SES101
        return find(name, session)


def through_a_partial(name, session: Session):
    session.flush()
    quick()  # error: SES301
    bound = partial(find, session=session)
    bound(name)
    unbound = partial(find, name)
    unbound()  # error: SES301


def with_stars(args, options, session: Session):
    session.flush()
    find(*args)
    find("name", **options)


def on_purpose(name, session: Session):
    session.flush()
    find(name, session=None)


def fails_without(name, session: Session):
    session.flush()
    return fails(name)  # error: SES301


def not_known_to_matter(name, session: Session):
    session.flush()
    return hands_to_somebody(name)


def a_switch(name, session: Session):
    session.flush()
    return switch(name)


def carried(name, session: Session):
    rows = Repository(session)
    return rows.find(name)


def as_a_value(names, session: Session):
    session.flush()
    return register(find, names)


def shadowed(find, name, session: Session):
    session.flush()
    return find(name)


def unknown(name, session: Session, other):
    session.flush()
    other.find(name)
    return something.find(name)


def only_later(name, session: Session):
    if name:
        session.flush()


async def in_tasks(names, session: Session):
    session.flush()
    await asyncio.gather(*[load(name) for name in names])
    async with asyncio.TaskGroup() as group:
        group.create_task(load("one"))
    await load("here")  # error: SES301


async def load(name, session: Session | None = None):  # error: SES101
    return find(name, session)


def closure(names, session: Session):
    def each(name):
        session.flush()
        return find(name)  # error: SES301

    def alone(name):
        return find(name)

    return [each(name) for name in names], alone


def in_loops(names, session: Session):
    for name in names:
        session.flush()
        find(name)  # error: SES301
    return [find(name) for name in names]  # error: SES301


def at_once(names, session: Session):
    session.flush()
    return sorted(names, key=lambda name: find(name))  # error: SES301


def later(names, session: Session):
    session.flush()
    return on_demand(lambda: find(names))
