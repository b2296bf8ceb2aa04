"""What the web tests speak in: applications served by uvicorn on a loopback port, and what is in the file then."""

from __future__ import annotations

import asyncio
import gc
import socket
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from reference_impl.database import DatabaseConfig, SqliteSessionFactory, init_sqlite_database, using_session_factory
from reference_impl.stockroom.models import SCHEMA

PATIENCE = 120.0  # seconds; only ends what would hang


@contextmanager
def stockroom_database(path: Path, **options: bool) -> Generator[SqliteSessionFactory]:
    """Make a stockroom's file, and its factory the application's."""
    config = DatabaseConfig(db_path=path, db_busy_timeout=20_000)
    factory = init_sqlite_database(config, SCHEMA, migrate=True, **options)
    with using_session_factory(factory):
        yield factory
    factory.dispose()


@contextmanager
def served(app: Any, **options: Any) -> Generator[str]:  # any ASGI application; the options are uvicorn's
    """Serve an application in a thread of this process, and return its URL."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", **options))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="uvicorn")
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive())
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def client_of(app: Any, **options: Any) -> Generator[httpx.Client]:  # as `served` has it
    """Serve an application, and yield a client of it."""
    # No connection is used twice: after an error uvicorn closes it, and the next request would be reset.
    limits = httpx.Limits(max_keepalive_connections=0)
    with served(app, **options) as url, httpx.Client(base_url=url, timeout=PATIENCE, limits=limits) as client:
        yield client


def at_once(
    url: str,
    requests: Iterable[tuple[str, str, Any]],  # method, path, JSON
    headers: Mapping[str, str] | None = None,
) -> list[httpx.Response]:
    """Send all requests at once, each on a connection of its own."""

    async def send() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits) as client:
            sent = (client.request(method, path, json=json, headers=headers) for method, path, json in requests)
            return list(await asyncio.gather(*sent))

    return asyncio.run(send())


def in_process(app: Any, path: str = "/") -> httpx.Response:  # any ASGI application
    """Send one request without a server, and raise what the application raises."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    return asyncio.run(send())


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:  # as the driver returns them
    """Return what another program sees in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def items(path: Path) -> dict[str, int]:
    """Return the quantity of each item, which must be the sum of its movements."""
    total = "(SELECT coalesce(sum(change), 0) FROM movements WHERE item_id = items.id)"
    found = rows(path, f"SELECT name, quantity, {total} FROM items")
    assert all(quantity == total for _, quantity, total in found), found
    return {name: quantity for name, quantity, _ in found}


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


async def soon(condition: Callable[[], object]) -> None:
    """Wait for a condition in an event loop."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.005)


def nothing_checked_out(factory: SqliteSessionFactory) -> None:
    """Return when each connection is back in the pool, and has been given back rather than collected as garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        until(lambda: factory.engine.pool.checkedout() == 0)
    finally:
        if collecting:
            gc.enable()


async def serve_once(app: Callable[..., Awaitable[None]], *, send: Any = None, receive: Any = None) -> list[Any]:
    """Run a plain ASGI application for one request, and return the messages that it sent."""
    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    async def nothing_more() -> Any:
        await asyncio.Event().wait()

    await app({"type": "http", "method": "GET", "path": "/"}, receive or nothing_more, send or keep)
    return sent
