"""A session is held, and the callee opens another one, itself or further down: one unit of work becomes two.

Not for ambient: what a registry gives is each thread's own, and nobody's to hand on.
"""

import asyncio
from functools import partial
from threading import Thread

import company.storage
import given.splits
from given.splits import exported, work
from given.splits.work import (
    Store,
    again,
    anything,
    further,
    hands_out,
    of_everybody,
    one_line,
    only_asks,
    opener,
    opens_beside,
    store,
)


def one_hop(name, unit: Session):
    unit.flush()
    opener(name)  # error: SES302


def two_hops(name, unit: Session):
    unit.flush()
    one_line(name)  # error: SES302


def three_hops(name, unit: Session):
    unit.flush()
    further(name)  # error: SES302


def through_the_module(name, unit: Session):
    unit.flush()
    work.opener(name)  # error: SES302


def reexported(name, unit: Session):
    unit.flush()
    exported(name)  # error: SES302


def reexported_by_the_package(name, unit: Session):
    unit.flush()
    given.splits.exported(name)  # error: SES302


def imported_inside(name, unit: Session):
    from given.splits.work import opener as late

    unit.flush()
    late(name)  # error: SES302


def renamed_there(name, unit: Session):
    unit.flush()
    again(name)  # error: SES302


def renamed_here(name, unit: Session):
    unit.flush()
    put = opener
    put(name)  # error: SES302


def of_an_instance(name, unit: Session):
    unit.flush()
    Store().put(name)  # error: SES302


def of_an_instance_elsewhere(names, unit: Session):
    unit.flush()
    store.put_all(names)  # error: SES302


def static(name, unit: Session):
    unit.flush()
    Store.static(name)  # error: SES302


def of_class(name, unit: Session):
    unit.flush()
    Store.of_class(name)  # error: SES302


def with_stars(name, unit: Session):
    unit.flush()
    anything(name)  # error: SES302


def partially(name, unit: Session):
    unit.flush()
    put = partial(opener, name)
    put()  # error: SES302


def in_a_comprehension(names, unit: Session):
    unit.flush()
    return [opener(name) for name in names]  # error: SES302


def by_a_nested_function(name, unit: Session):
    def inner():
        opener(name)

    unit.flush()
    inner()  # error: SES302


def in_everybodys(name, unit: Session):
    unit.flush()
    of_everybody(name)  # error: SES302


def although_it_is_handed(name, unit: Session):
    unit.flush()
    opens_beside(name, unit)  # error: SES302


def in_a_branch(name, unit: Session):
    unit.flush()
    if name:
        opener(name)  # error: SES302


def said_once(name, unit: Session):
    unit.flush()
    opener(name)  # error: SES302
    opener(name)


def committed_and_used_again(name, unit: Session):
    unit.add(name)
    unit.commit()
    unit.add(name)
    opener(name)  # error: SES302


def committed_before(name, unit: Session):
    unit.add(name)
    unit.commit()
    opener(name)
    unit.add(name)


def harmless(name, unit: Session):
    unit.flush()
    only_asks(name)
    given_out = hands_out()
    given_out.close()


def outside(name, unit: Session):
    unit.flush()
    company.storage.opener(name)


def in_a_thread(name, unit: Session):
    unit.flush()
    Thread(target=opener, args=(name,)).start()
    Thread(target=lambda: opener(name)).start()


def as_a_value(names, register, unit: Session):
    unit.flush()
    return register(opener, names)


def later(name, unit: Session):
    unit.flush()
    return partial(opener, name)


def hidden(opener, name, unit: Session):
    unit.flush()
    opener(name)


def unknown(name, other, unit: Session):
    unit.flush()
    other.opener(name)


async def task(name):
    opener(name)


async def one_for_each_task(names, unit: Session):
    unit.add(names)
    await asyncio.gather(*(task(name) for name in names))
    async with asyncio.TaskGroup() as group:
        group.create_task(task("one"))
