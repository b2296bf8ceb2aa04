"""The stockroom's requests, cancelled at any moment, and clients that leave: nothing half is written or kept."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from serving import items, nothing_checked_out, served, stockroom_database

from reference_impl.database import SqliteSessionFactory
from reference_impl.stockroom.app import create_app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stockroom.db"


@pytest.fixture
def factory(path: Path) -> Generator[SqliteSessionFactory]:
    with stockroom_database(path) as factory:
        yield factory


@pytest.mark.parametrize("middleware", [False, True], ids=["dependency", "middleware"])
@pytest.mark.parametrize("seed", range(3))
def test_requests_that_are_cancelled_at_any_moment_leave_no_half(
    factory: SqliteSessionFactory, path: Path, middleware: bool, seed: int
) -> None:
    app = create_app(middleware=middleware)
    moments = random.Random(seed)
    answered: set[str] = set()

    async def request(name: str) -> None:
        body = [{"type": "http.request", "body": b'{"name": "%s"}' % name.encode()}]

        async def receive() -> Any:
            return body.pop() if body else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            if message.get("status") == 201:
                answered.add(name)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/items", "query_string": b"", "headers": headers}
        await app(scope, receive, send)

    async def main() -> None:
        for round_ in range(10):
            requests = [asyncio.create_task(request(f"{round_}-{number}")) for number in range(10)]
            for each in requests:
                await asyncio.sleep(moments.random() * 0.008)
                each.cancel()
            await asyncio.gather(*requests, return_exceptions=True)

    asyncio.run(main())
    nothing_checked_out(factory)
    assert answered <= set(items(path))


@pytest.mark.parametrize("middleware", [False, True], ids=["dependency", "middleware"])
def test_clients_that_leave_before_the_answer_leave_no_half(
    factory: SqliteSessionFactory, path: Path, middleware: bool
) -> None:
    body = b'{"name": "nail %02d"}'
    head = b"POST /items HTTP/1.1\r\nHost: stock\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    with served(create_app(middleware=middleware)) as url:
        for number in range(20):
            with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
                connection.sendall(head % len(body % number) + (body % number)[: None if number % 2 else 5])
    nothing_checked_out(factory)
    assert set(items(path)) <= {f"nail {number:02}" for number in range(1, 20, 2)}  # only of whole requests
