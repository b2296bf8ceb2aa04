"""Many requests at once: each has its own session, nothing is lost or doubled, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from serving import at_once, items, nothing_checked_out, rows, served, stockroom_database, until
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from reference_impl.database import (
    EngineConfig,
    SessionFactory,
    SqliteSessionFactory,
    get_current_session,
    reset_current_session,
    set_current_session,
    using_session_factory,
)
from reference_impl.database.asynchronous import AsyncSessionFactory, async_session_scope
from reference_impl.database.engine import make_engine
from reference_impl.database.errors import SessionOwnership
from reference_impl.database.fastapi import SessionOfRequest
from reference_impl.database.schema import upgrade_schema
from reference_impl.embedded_postgresql import PostgresServer, postgresql_for_tests
from reference_impl.stockroom import services
from reference_impl.stockroom.app import create_app
from reference_impl.stockroom.dtos import ItemDTO
from reference_impl.stockroom.models import SCHEMA

MANY = 200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stockroom.db"


@pytest.fixture
def factory(path: Path) -> Generator[SqliteSessionFactory]:
    with stockroom_database(path) as factory:
        yield factory


@pytest.fixture(params=[False, True], ids=["dependency", "middleware"])
def app(request: pytest.FixtureRequest) -> FastAPI:
    return create_app(middleware=request.param)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgresql_for_tests() as server:
        yield server


def add(app: FastAPI, names: int) -> Counter[int]:
    """Send as many new items at once, and count the answers by status."""
    with served(app) as url:
        answers = at_once(url, [("POST", "/items", {"name": f"nail {number}"}) for number in range(names)])
    return Counter(answer.status_code for answer in answers)


def test_no_new_item_of_many_is_lost(app: FastAPI, factory: SqliteSessionFactory, path: Path) -> None:
    assert add(app, MANY) == {201: MANY}
    nothing_checked_out(factory)
    assert len(items(path)) == MANY


def test_no_movement_of_many_is_lost_or_doubled(app: FastAPI, factory: SqliteSessionFactory, path: Path) -> None:
    add(app, 1)
    with served(app) as url:
        movement = ("POST", "/items/1/movements", {"change": 1, "reason": "bought"})
        answers = at_once(url, [movement] * MANY)
    assert sorted(answer.json()["quantity"] for answer in answers) == list(range(1, MANY + 1))
    nothing_checked_out(factory)
    assert items(path) == {"nail 0": MANY}
    assert rows(path, "SELECT count(*) FROM movements") == [(MANY,)]


def test_many_background_tasks_and_requests_do_not_wait_for_one_another(
    app: FastAPI, factory: SqliteSessionFactory, path: Path
) -> None:
    with factory.get_session() as session:
        for number in range(MANY // 2):
            item = services.add_item(f"nail {number}", session=session)
            services.record_movement(item.id, 1, "bought", session=session)
    with served(app) as url:
        sold = {"change": -1, "reason": "sold"}
        answers = at_once(url, [("POST", f"/items/{number}/movements", sold) for number in range(1, MANY // 2 + 1)])
        assert {answer.status_code for answer in answers} == {201}
        until(lambda: set(items(path).values()) == {10})
    nothing_checked_out(factory)


def test_of_many_who_want_the_last_pieces_one_gets_them(
    app: FastAPI, factory: SqliteSessionFactory, path: Path
) -> None:
    with factory.get_session() as session:
        item = services.add_item("nail", session=session)
        services.record_movement(item.id, 5, "bought", session=session)
    with served(app) as url:
        sold = ("POST", "/items/1/movements", {"change": -3, "reason": "sold"})
        statuses = Counter(answer.status_code for answer in at_once(url, [sold] * 6))
    assert statuses == {201: 1, 409: 5}
    assert items(path) == {"nail": 2}


@pytest.mark.parametrize("requests", [60, MANY])
def test_more_requests_than_connections_and_threads_are_all_served(app: FastAPI, path: Path, requests: int) -> None:
    config = EngineConfig(database_url=f"sqlite:///{path}", db_pool_size=2, db_max_overflow=0, db_pool_timeout=60)
    engine = make_engine(config)
    upgrade_schema(engine, SCHEMA)
    with using_session_factory(SessionFactory(engine)):
        assert add(app, requests) == {201: requests}
    assert len(items(path)) == requests
    engine.dispose()


def test_more_requests_than_connections_and_threads_are_all_served_by_postgresql(
    app: FastAPI, server: PostgresServer
) -> None:
    engine = create_engine(server.create_database(), pool_size=2, max_overflow=0, pool_timeout=20)
    upgrade_schema(engine, SCHEMA)
    with using_session_factory(SessionFactory(engine)):
        assert add(app, 60) == {201: 60}
    engine.dispose()


def test_each_request_of_many_has_its_own_session_to_its_end(
    app: FastAPI, factory: SqliteSessionFactory, path: Path
) -> None:
    sessions: weakref.WeakSet[Session] = weakref.WeakSet()
    seen = Counter[str]()
    arrived = asyncio.Event()

    async def wait_and_add(name: str, session: SessionOfRequest) -> ItemDTO:
        sessions.add(session)
        if len(sessions) == MANY:  # all at once, each with a session that is still its own
            seen["all here"] += 1
            arrived.set()
        await arrived.wait()
        seen["own" if get_current_session() is session else "stranger's"] += 1
        item = await run_in_threadpool(services.add_item, name, session=session)
        seen["own" if get_current_session() is session else "stranger's"] += 1
        return item

    app.post("/wait/{name}")(wait_and_add)
    with served(app) as url:
        answers = at_once(url, [("POST", f"/wait/{number}", None) for number in range(MANY)])
    assert {answer.status_code for answer in answers} == {200}
    assert seen == {"all here": 1, "own": 2 * MANY}
    assert items(path) == {str(number): 0 for number in range(MANY)}
    nothing_checked_out(factory)
    del answers
    gc.collect()
    assert not sessions
    assert get_current_session() is None


def test_many_endpoints_that_use_asyncios_threads_do_not_keep_commits_waiting(
    app: FastAPI, factory: SqliteSessionFactory, path: Path
) -> None:
    async def add_item(name: str, session: SessionOfRequest) -> ItemDTO:
        return await asyncio.to_thread(services.add_item, name, session=session)

    app.post("/elsewhere/{name}")(add_item)
    with served(app) as url:
        answers = at_once(url, [("POST", f"/elsewhere/{number}", None) for number in range(MANY)])
    assert {answer.status_code for answer in answers} == {200}
    assert len(items(path)) == MANY
    nothing_checked_out(factory)


def test_many_asynchronous_sessions_at_once_lose_and_double_nothing(server: PostgresServer) -> None:
    url = server.create_database()
    plain = create_engine(url)
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE counters (name text PRIMARY KEY, value int)"))
        connection.execute(text("INSERT INTO counters VALUES ('all', 0)"))
    factory = AsyncSessionFactory(create_async_engine(url, pool_size=10, max_overflow=0))
    app = FastAPI()
    seen = Counter[str]()

    async def count(name: int) -> int:
        async with async_session_scope(factory) as session:
            token = set_current_session(session.sync_session)
            await session.execute(text("INSERT INTO counters VALUES (:name, 1)"), {"name": str(name)})
            await asyncio.sleep(0.001)
            seen["own" if get_current_session() is session.sync_session else "stranger's"] += 1
            value = await session.scalar(
                text("UPDATE counters SET value = value + 1 WHERE name = 'all' RETURNING value")
            )
            reset_current_session(token)
        return value or 0

    app.post("/count/{name}")(count)
    with served(app) as address:
        answers = at_once(address, [("POST", f"/count/{number}", None) for number in range(MANY)])
        assert {answer.status_code for answer in answers} == {200}
        until(lambda: factory.engine.sync_engine.pool.checkedout() == 0)
    assert sorted(answer.json() for answer in answers) == list(range(1, MANY + 1))
    assert seen == {"own": MANY}
    with plain.connect() as connection:
        assert connection.scalar(text("SELECT sum(value) FROM counters")) == 2 * MANY
    plain.dispose()


def test_an_asynchronous_scope_whose_session_was_published_gives_its_connection_back(server: PostgresServer) -> None:
    async def main() -> None:
        factory = AsyncSessionFactory(create_async_engine(server.create_database()))
        kept = []
        with pytest.raises(KeyError):
            async with async_session_scope(factory) as session:
                kept.append(session)  # or garbage collection would do it
                set_current_session(session.sync_session)
                await session.execute(text("SELECT 1"))
                raise KeyError
        assert factory.engine.sync_engine.pool.checkedout() == 0
        await factory.dispose()

    asyncio.run(main())


def test_a_child_task_cannot_use_its_parents_asynchronous_session(server: PostgresServer) -> None:
    async def main() -> None:
        factory = AsyncSessionFactory(create_async_engine(server.create_database()))
        async with async_session_scope(factory) as session:
            token = set_current_session(session.sync_session)

            async def child() -> None:
                with pytest.raises(SessionOwnership):
                    await session.execute(text("SELECT 1"))

            await asyncio.create_task(child())
            assert await session.scalar(text("SELECT 1")) == 1
            reset_current_session(token)
        await factory.dispose()

    asyncio.run(main())
