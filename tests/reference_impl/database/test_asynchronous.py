"""The asynchronous twins, on a real PostgreSQL by psycopg's asynchronous driver."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from reference_impl.database.asynchronous import AsyncSessionFactory, async_session_scope
from reference_impl.database.errors import DatabaseError, FactoryDisposed, GuardedSession
from reference_impl.database.guard import guarded

Work = Callable[[AsyncSessionFactory], Awaitable[None]]


@pytest.fixture
def run(postgresql_url: str) -> Callable[[Work], None]:
    """Run a coroutine with a factory on a database with an empty table; no connection may be left in use."""

    async def with_a_factory(work: Work) -> None:
        factory = AsyncSessionFactory(create_async_engine(postgresql_url))
        async with async_session_scope(factory) as session:
            await session.execute(text("CREATE TABLE notes (text VARCHAR(80) UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        await work(factory)
        await all_given_back(factory)
        await factory.dispose()

    return lambda work: asyncio.run(with_a_factory(work))


async def all_given_back(factory: AsyncSessionFactory) -> None:
    """Return when no connection is in use; what a cancelled task has begun may need a moment."""
    async with asyncio.timeout(60):
        while factory.engine.pool.checkedout():
            await asyncio.sleep(0.001)


async def add(session: AsyncSession, note: str) -> None:
    await session.execute(text("INSERT INTO notes VALUES (:note)"), {"note": note})


async def notes(factory: AsyncSessionFactory) -> list[str]:
    async with async_session_scope(factory) as session:
        return sorted(await session.scalars(text("SELECT text FROM notes")))


def test_a_scope_commits(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory) as session:
            await add(session, "kept")
        assert await notes(factory) == ["kept"]

    run(work)


@pytest.mark.parametrize("kind", [ValueError, GeneratorExit, asyncio.CancelledError])
def test_a_scope_rolls_back_on_every_exception(run: Callable[[Work], None], kind: type[BaseException]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        try:
            async with async_session_scope(factory) as session:
                await add(session, "lost")
                raise kind
        except kind:
            assert factory.engine.pool.checkedout() == 0
        assert await notes(factory) == []

    run(work)


def test_an_empty_scope_takes_no_connection(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory):
            assert factory.engine.pool.checkedout() == 0

    run(work)


def test_a_scope_inside_a_scope_is_independent(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        with pytest.raises(ValueError, match="outer"):
            await fail_around_a_scope(factory)
        assert await notes(factory) == ["inner"]

    async def fail_around_a_scope(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory) as outer:
            await add(outer, "outer")
            async with async_session_scope(factory) as inner:
                await add(inner, "inner")
            raise ValueError("outer")

    run(work)


def test_a_commit_that_fails_raises_and_rolls_back(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        with pytest.raises(IntegrityError, match="duplicate key"):  # a constraint that is checked by the commit
            await add_twice(factory)
        assert await notes(factory) == []

    async def add_twice(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory) as session:
            await add(session, "twice")
            await add(session, "twice")

    run(work)


def test_the_first_error_comes_out_when_the_connection_is_gone(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        with pytest.raises(ValueError, match="first"):
            await lose_the_connection(factory)

    async def lose_the_connection(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory) as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
            async with async_session_scope(factory) as another:
                await another.execute(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid})
            raise ValueError("the first error")

    run(work)


async def write_and_wait(factory: AsyncSessionFactory, written: asyncio.Event) -> None:
    async with async_session_scope(factory) as session:
        await add(session, "lost")
        written.set()
        await session.execute(text("SELECT pg_sleep(600)"))


def test_a_cancelled_task_rolls_back_and_gives_its_connection_back(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        written = asyncio.Event()
        task = asyncio.create_task(write_and_wait(factory, written))
        await written.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert factory.engine.pool.checkedout() == 0
        assert await notes(factory) == []

    run(work)


@pytest.mark.parametrize("steps", [*range(12), 20, 50])
def test_a_task_that_is_cancelled_twice_gives_its_connection_back(run: Callable[[Work], None], steps: int) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        written = asyncio.Event()
        task = asyncio.create_task(write_and_wait(factory, written))
        await written.wait()
        task.cancel()
        for _ in range(steps):  # wherever the first one has got to
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await all_given_back(factory)
        assert await notes(factory) == []

    run(work)


@pytest.mark.parametrize("steps", range(12))
def test_a_task_that_is_cancelled_in_its_commit_has_written_all_or_nothing(
    run: Callable[[Work], None], steps: int
) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        written = asyncio.Event()

        async def write() -> None:
            async with async_session_scope(factory) as session:
                await add(session, "one")
                await add(session, "two")
                written.set()

        task = asyncio.create_task(write())
        await written.wait()
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        await all_given_back(factory)
        assert await notes(factory) in ([], ["one", "two"])

    run(work)


def test_objects_can_be_read_after_the_commit(run: Callable[[Work], None]) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        assert not factory.create_session().sync_session.expire_on_commit

    run(work)


def test_a_strict_factorys_session_cannot_be_used_after_close(postgresql_url: str) -> None:
    async def work() -> None:
        factory = AsyncSessionFactory(create_async_engine(postgresql_url), strict=True)
        async with async_session_scope(factory) as session:
            await session.execute(text("SELECT 1"))
        with pytest.raises(Exception, match="permanently closed"):
            await session.execute(text("SELECT 1"))
        await factory.dispose()

    asyncio.run(work())


def test_a_factory_that_was_disposed_of_makes_no_sessions(run: Callable[[Work], None], postgresql_url: str) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        await factory.dispose()
        with pytest.raises(FactoryDisposed, match="disposed of") as raised:
            factory.create_session()
        assert isinstance(raised.value, DatabaseError)

    run(work)


async def service(session: AsyncSession, operation: str) -> None:
    await getattr(session, operation)()


@pytest.mark.parametrize("operation", ["commit", "rollback", "close", "reset", "invalidate", "begin"])
def test_the_guard_refuses_what_a_service_may_not_do_and_names_it(run: Callable[[Work], None], operation: str) -> None:
    async def work(factory: AsyncSessionFactory) -> None:
        async with async_session_scope(factory) as session:
            with guarded(session):
                await add(session, "kept")
                with pytest.raises(GuardedSession, match=rf"test_asynchronous\.service .* calls {operation}\(\)"):
                    await service(session, operation)
                async with session.begin_nested():
                    await add(session, "behind a savepoint")
        assert await notes(factory) == ["behind a savepoint", "kept"]

    run(work)


def test_an_engine_starts_anew_in_a_forked_child(postgresql_url: str) -> None:
    factory = AsyncSessionFactory(create_async_engine(postgresql_url))

    async def backend() -> int:
        async with async_session_scope(factory) as session:
            return await session.scalar(text("SELECT pg_backend_pid()"))

    parents = asyncio.run(backend())
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if asyncio.run(backend()) != parents else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    factory.engine.sync_engine.dispose(close=False)
