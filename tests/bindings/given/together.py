"""One session for several that run at once; one for each, or one after the other, is right.

Not for ambient: what a registry gives is each thread's own, and nobody's to hand on.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from models import Event
from sqlalchemy.orm import Session


async def consume(name: str, session: Session) -> None:
    session.add(Event(name=name))


def load(session: Session, name: str) -> object:
    return session.get(Event, name)


async def two(unit: Session) -> None:
    unit.add(Event())
    await asyncio.gather(consume("a", unit), consume("b", unit))  # error: SES402


async def many(names: list[str], unit: Session) -> None:
    unit.add(Event())
    await asyncio.gather(*(consume(name, unit) for name in names))  # error: SES402


async def by_name(names: list[str], unit: Session) -> None:
    unit.add(Event())
    waiting = [consume(name, session=unit) for name in names]
    await asyncio.gather(*waiting)  # error: SES402


async def in_a_group(names: list[str], unit: Session) -> None:
    unit.add(Event())
    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(consume(name, unit))  # error: SES402


def in_a_pool(names: list[str], unit: Session) -> None:
    unit.flush()
    with ThreadPoolExecutor() as executor:
        executor.map(lambda name: unit.get(Event, name), names)  # error: SES402(-method)


async def only_one(unit: Session) -> None:
    unit.add(Event())
    await asyncio.gather(consume("a", unit), asyncio.sleep(1))


async def one_after_the_other(names: list[str], unit: Session) -> None:
    unit.add(Event())
    for name in names:
        await consume(name, unit)


def one_by_one(names: list[str], unit: Session) -> list[object]:
    unit.flush()
    return list(map(lambda name: unit.get(Event, name), names))
