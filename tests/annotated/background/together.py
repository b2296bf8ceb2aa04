import asyncio
from asyncio import gather
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.pool import ThreadPool

from models import Event
from sessions import AsyncSessionLocal, SessionLocal
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


async def two(session: AsyncSession) -> None:
    await asyncio.gather(work("a", session), work("b", session))  # error: SES402


async def two_statements(session: AsyncSession) -> None:
    await gather(session.execute(select(Event)), session.execute(select(Event)))  # error: SES402


async def many(names: list[str], session: AsyncSession) -> None:
    await asyncio.gather(*(work(name, session) for name in names))  # error: SES402


async def many_in_a_list(names: list[str], session: AsyncSession) -> None:
    await asyncio.gather(*[work(name, session=session) for name in names])  # error: SES402


async def many_by_name(names: list[str], session: AsyncSession) -> None:
    coroutines = [work(name, session) for name in names]
    await asyncio.gather(*coroutines)  # error: SES402


async def collected(session: AsyncSession) -> None:
    coroutines = []
    coroutines.append(work("a", session))
    coroutines.append(work("b", session))
    await asyncio.gather(*coroutines)  # error: SES402


async def of_its_scope(names: list[str]) -> None:
    async with AsyncSessionLocal() as session:
        await asyncio.gather(*(work(name, session) for name in names))  # error: SES402


async def by_a_closure(names: list[str], session: AsyncSession) -> None:
    async def add(name: str) -> None:
        session.add(Event(name=name))
        await session.flush()

    await asyncio.gather(*(add(name) for name in names))  # error: SES402


async def in_a_group(names: list[str], session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(work(name, session))  # error: SES402


async def two_in_a_group(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(work("a", session))
        group.create_task(work("b", session))  # error: SES402


async def tasks(names: list[str], session: AsyncSession) -> None:
    running = [asyncio.create_task(work(name, session)) for name in names]  # error: SES402
    for task in running:
        await task


def mapped(names: list[str], session: Session) -> None:
    with ThreadPoolExecutor() as executor:
        executor.map(lambda name: session.get(Event, name), names)  # error: SES402


def mapped_by_partial(names: list[str], session: Session) -> None:
    with ThreadPool() as pool:
        pool.map(partial(load, session), names)  # error: SES402


def mapped_by_a_closure(names: list[str], session: Session) -> None:
    def one(name: str) -> object:
        return session.get(Event, name)

    with ThreadPoolExecutor() as executor:
        list(executor.map(one, names))  # error: SES402


def submitted(names: list[str], session: Session) -> None:
    with ThreadPoolExecutor() as executor:
        for name in names:
            executor.submit(load, session, name)  # error: SES402


async def only_one_of_them(session: AsyncSession) -> None:
    await asyncio.gather(work("a", session), asyncio.sleep(1))


async def one_each(names: list[str]) -> None:
    await asyncio.gather(*(work(name, AsyncSessionLocal()) for name in names))  # error: SES404


async def one_each_of_a_list(sessions: list[AsyncSession]) -> None:
    await asyncio.gather(*(work("a", session) for session in sessions))


async def two_sessions(first: AsyncSession, second: AsyncSession) -> None:
    await asyncio.gather(work("a", first), work("b", second))


async def own_inside(names: list[str]) -> None:
    async def add(name: str) -> None:
        async with AsyncSessionLocal() as session:
            session.add(Event(name=name))

    await asyncio.gather(*(add(name) for name in names))


async def own_inside_beside_a_given_one(names: list[str], session: AsyncSession) -> None:
    async def add(name: str) -> None:
        async with AsyncSessionLocal() as session:
            session.add(Event(name=name))

    await asyncio.gather(*(add(name) for name in names))
    session.expire_all()


async def one_after_the_other(names: list[str], session: AsyncSession) -> None:
    for name in names:
        await work(name, session)
        await asyncio.create_task(work(name, session))


async def one_for_each_turn(names: list[str]) -> None:
    for name in names:
        async with AsyncSessionLocal() as session, asyncio.TaskGroup() as group:
            group.create_task(work(name, session))


def not_a_pool(names: list[str], session: Session) -> list[object]:
    return list(map(lambda name: session.get(Event, name), names))


def mapped_values(names: list[str]) -> None:
    with ThreadPoolExecutor() as executor:
        executor.map(load_alone, names)


async def work(name: str, session: AsyncSession) -> None:
    session.add(Event(name=name))


def load(session: Session, name: str) -> object:
    return session.get(Event, name)


def load_alone(name: str) -> object:
    with SessionLocal() as session:
        return session.get(Event, name)
