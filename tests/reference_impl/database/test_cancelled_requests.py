"""A request that is cancelled, or whose client is gone: rolled back or committed, never half, and nothing is kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from serving import items, nothing_checked_out, serve_once, soon, stockroom_database
from sqlalchemy import event
from sqlalchemy.orm import Session

from reference_impl.database import SqliteSessionFactory, get_current_session
from reference_impl.database.errors import SessionOwnership
from reference_impl.database.web import SessionMiddleware, request_session
from reference_impl.stockroom import services


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stockroom.db"


@pytest.fixture
def factory(path: Path) -> Generator[SqliteSessionFactory]:
    with stockroom_database(path) as factory:
        yield factory
        nothing_checked_out(factory)  # and could all be written again
        with factory.get_session() as session:
            services.add_item("afterwards", session=session)


Endpoint = Callable[[Session], Any]


@pytest.fixture(params=["middleware", "dependency"])
def form(request: pytest.FixtureRequest, factory: SqliteSessionFactory) -> Callable[[Endpoint], Any]:
    """Make an ASGI application of an asynchronous endpoint that is given the request's session."""

    def with_middleware(endpoint: Endpoint) -> Any:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            session = get_current_session()
            assert session is not None
            await endpoint(session)
            await send({"type": "http.response.start", "status": 200, "headers": []})

        return SessionMiddleware(app)

    def with_dependency(endpoint: Endpoint) -> Any:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            async with asynccontextmanager(request_session)() as session:  # what FastAPI does with it
                await endpoint(session)
            await send({"type": "http.response.start", "status": 200, "headers": []})

        return app

    return with_middleware if request.param == "middleware" else with_dependency


async def half_done(session: Session) -> None:
    """Add an item, in a thread, and wait to be cancelled."""
    await asyncio.to_thread(services.add_item, "half", session=session)
    await asyncio.sleep(3600)


async def cancelled_when(app: Any, condition: Callable[[], object], times: int = 1) -> None:
    """Serve one request, and cancel it once a condition holds."""
    request = asyncio.create_task(serve_once(app))
    await soon(condition)
    for _ in range(times):
        request.cancel()
        await asyncio.sleep(0.01)
    with suppress(asyncio.CancelledError):
        await request


def test_a_request_that_is_cancelled_while_it_waits_is_rolled_back(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    asyncio.run(cancelled_when(form(half_done), lambda: factory.engine.pool.checkedout() == 1))
    assert items(path) == {}


def test_a_request_that_is_cancelled_again_and_again_is_rolled_back(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    asyncio.run(cancelled_when(form(half_done), lambda: factory.engine.pool.checkedout() == 1, times=10))
    nothing_checked_out(factory)
    assert items(path) == {}


def test_a_request_that_is_cancelled_while_all_threads_are_busy_is_rolled_back(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    async def uses_its_session(session: Session) -> None:
        services.add_item("half", session=session)
        await asyncio.sleep(3600)

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        free = threading.Event()
        busy = asyncio.get_running_loop().run_in_executor(None, free.wait)  # as a look-up of a name may be
        try:
            cancelled = cancelled_when(form(uses_its_session), lambda: factory.engine.pool.checkedout() == 1, times=2)
            await asyncio.wait_for(cancelled, 30)
        finally:
            free.set()
            await busy

    asyncio.run(main())
    nothing_checked_out(factory)
    assert items(path) == {}


def test_a_request_in_a_scope_that_cancels_every_await_is_rolled_back(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    async def main() -> None:  # anyio's scopes cancel again at each await; frameworks use them for clients that left
        for _ in range(20):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(serve_once, form(half_done))
                    await soon(lambda: factory.engine.pool.checkedout() == 1)
                    scope.cancel()
            await asyncio.to_thread(nothing_checked_out, factory)

    asyncio.run(main())
    assert items(path) == {}


def test_a_worker_thread_whose_request_is_cancelled_is_told_so(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    told: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def works(session: Session) -> None:
        services.add_item("half", session=session)
        begun.set()
        go_on.wait()
        with pytest.raises(SessionOwnership) as refused:
            services.add_item("other half", session=session)
        told.append(str(refused.value))

    async def main() -> None:
        worker = asyncio.get_running_loop().run_in_executor
        with ThreadPoolExecutor(1) as threads:

            async def endpoint(session: Session) -> None:
                await worker(threads, works, session)

            await cancelled_when(form(endpoint), begun.is_set)
            nothing_checked_out(factory)
            go_on.set()

    asyncio.run(main())
    assert told == ["the request that this session belonged to is over: open a scope of your own"]
    assert items(path) == {}


def test_a_request_that_is_cancelled_during_a_query_waits_for_its_end(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        go_on.wait()

    event.listen(factory.engine, "before_cursor_execute", slow)

    async def main() -> None:
        cancelled = asyncio.create_task(cancelled_when(form(half_done), begun.is_set))
        await asyncio.sleep(0.05)  # the event loop goes on meanwhile
        assert not cancelled.done()
        event.remove(factory.engine, "before_cursor_execute", slow)
        go_on.set()
        await cancelled

    asyncio.run(main())
    nothing_checked_out(factory)
    assert items(path) == {}


def test_a_request_that_is_cancelled_while_a_savepoint_ends_gives_its_connection_back(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        go_on.wait()

    event.listen(factory.engine, "release_savepoint", slow, once=True)

    async def main() -> None:
        cancelled = asyncio.create_task(cancelled_when(form(half_done), begun.is_set))
        await asyncio.sleep(0.2)  # for a roll back that does not wait
        go_on.set()
        await cancelled

    asyncio.run(main())
    nothing_checked_out(factory)
    assert items(path) == {}


def test_more_cancelled_requests_than_threads_do_not_keep_the_one_with_the_lock_waiting(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    go_on = threading.Event()

    async def holds_the_lock(session: Session) -> None:
        services.add_item("whole", session=session)
        await asyncio.to_thread(go_on.wait)

    async def main() -> None:
        with ThreadPoolExecutor(100) as threads:

            async def wants_the_lock(session: Session) -> None:
                await asyncio.get_running_loop().run_in_executor(
                    threads, lambda: services.add_item("half", session=session)
                )

            holder = asyncio.create_task(serve_once(form(holds_the_lock)))
            await soon(lambda: factory.engine.pool.checkedout() == 1)
            others = [asyncio.create_task(serve_once(form(wants_the_lock))) for _ in range(50)]
            await soon(lambda: factory.engine.pool.checkedout() == 51)
            for each in others:
                each.cancel()
            await asyncio.sleep(0.1)
            go_on.set()
            await asyncio.wait_for(holder, 10)  # the others give up after 20 seconds
            await asyncio.gather(*others, return_exceptions=True)

    asyncio.run(main())
    nothing_checked_out(factory)
    assert items(path) == {"whole": 0}


def test_a_commit_that_has_begun_goes_on_when_its_request_is_cancelled(
    form: Callable[[Endpoint], Any], factory: SqliteSessionFactory, path: Path
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_connection: object) -> None:
        begun.set()
        go_on.wait()

    async def adds(session: Session) -> None:
        await asyncio.to_thread(services.add_item, "whole", session=session)

    async def main() -> None:
        event.listen(factory.engine, "commit", slow, once=True)
        request = asyncio.create_task(serve_once(form(adds)))
        await soon(begun.is_set)
        request.cancel()
        await asyncio.sleep(0.01)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await request

    asyncio.run(main())
    nothing_checked_out(factory)
    assert items(path) == {"whole": 0}
