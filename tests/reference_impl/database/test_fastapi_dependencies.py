"""What FastAPI and Starlette do, and why the dependency is asynchronous and of the scope "function"."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncGenerator, Generator
from typing import Annotated, Any

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.responses import StreamingResponse
from notes import committed, write
from serving import client_of, in_process, serve_once, until
from sqlalchemy.orm import Session
from starlette.middleware.base import BaseHTTPMiddleware

from reference_impl.database import (
    SqliteSessionFactory,
    get_current_session,
    reset_current_session,
    session_scope,
    set_current_session,
    using_session_factory,
)
from reference_impl.database.errors import DatabaseNotInitialised
from reference_impl.database.web import SessionMiddleware, request_session

SessionOfRequest = Annotated[Session, Depends(request_session, scope="function")]


@pytest.fixture(autouse=True)
def application(factory: SqliteSessionFactory) -> Generator[SqliteSessionFactory]:
    with using_session_factory(factory):
        yield factory


def test_a_synchronous_dependency_hides_the_variable_and_cannot_reset_it(factory: SqliteSessionFactory) -> None:
    resets: list[str] = []

    def synchronous() -> Generator[Session]:
        with factory.create_session() as session:
            token = set_current_session(session, worker_threads=True)
            try:
                yield session
            finally:
                with pytest.raises(ValueError, match="different Context") as error:
                    reset_current_session(token)
                resets.append(str(error.value))

    app = FastAPI()

    def endpoint(session: Annotated[Session, Depends(synchronous, scope="function")]) -> str:
        return str(get_current_session())

    app.get("/")(endpoint)
    assert in_process(app).json() == "None"
    assert len(resets) == 1


@pytest.mark.parametrize("asynchronous", [False, True])
def test_the_asynchronous_dependency_shows_it_to_both_kinds_of_endpoint(asynchronous: bool) -> None:
    def endpoint(session: SessionOfRequest) -> bool:
        return get_current_session() is session

    async def asynchronous_endpoint(session: SessionOfRequest) -> bool:
        return get_current_session() is session

    app = FastAPI()
    app.get("/")(asynchronous_endpoint if asynchronous else endpoint)
    assert in_process(app).json() is True
    assert get_current_session() is None


@pytest.mark.parametrize(("scope", "before"), [("function", ["a"]), ("request", [])])
def test_only_a_dependency_of_scope_function_commits_before_the_response(
    factory: SqliteSessionFactory, scope: Any, before: list[str]
) -> None:
    async def dependency() -> AsyncGenerator[Session]:  # a plain one, to show what FastAPI does
        with session_scope() as session:
            yield session

    app = FastAPI()

    def endpoint(session: Annotated[Session, Depends(dependency, scope=scope)]) -> None:
        write(session, "a")

    app.get("/")(endpoint)
    when_sent: list[list[str]] = []

    async def watching(asgi_scope: Any, receive: Any, send: Any) -> None:
        async def seen(message: Any) -> None:
            if message["type"] == "http.response.start":
                when_sent.append(_in_the_file(factory))
            await send(message)

        await app(asgi_scope, receive, seen)

    assert in_process(watching).status_code == 200
    assert when_sent == [before]
    assert committed(factory) == ["a"]


def _in_the_file(factory: SqliteSessionFactory) -> list[str]:
    with sqlite3.connect(factory.config.db_path) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes")]


def test_what_closes_around_call_next_closes_before_chunks_and_background_tasks() -> None:
    order: list[str] = []

    async def around(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        order.append("closed")
        return response

    def chunks() -> Generator[str]:
        order.append("chunk")
        yield "chunk"

    def endpoint(background: BackgroundTasks) -> StreamingResponse:
        background.add_task(order.append, "task")
        return StreamingResponse(chunks(), background=background)

    app = FastAPI()
    app.add_middleware(BaseHTTPMiddleware, dispatch=around)
    app.get("/")(endpoint)
    with client_of(app) as client:
        client.get("/")
        until(lambda: "task" in order)
    assert order == ["closed", "chunk", "task"]


def test_two_dependencies_of_one_request_share_its_session() -> None:
    def first(session: SessionOfRequest) -> Session:
        return session

    def endpoint(session: SessionOfRequest, other: Annotated[Session, Depends(first, scope="function")]) -> bool:
        again = get_current_session()
        return session is other is again

    app = FastAPI()
    app.get("/")(endpoint)
    assert in_process(app).json() is True


def test_a_second_use_of_the_dependency_without_the_cache_joins_the_first(factory: SqliteSessionFactory) -> None:
    uncached = Annotated[Session, Depends(request_session, scope="function", use_cache=False)]

    def endpoint(one: uncached, other: uncached) -> bool:  # type: ignore[valid-type]
        write(one, "a")
        return one is other

    app = FastAPI()
    app.get("/")(endpoint)
    assert in_process(app).json() is True
    assert committed(factory) == ["a"]


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("middleware", [False, True])
def test_another_middleware_that_runs_the_endpoint_in_a_task_of_its_own_does_not_disturb(
    factory: SqliteSessionFactory, middleware: bool, asynchronous: bool
) -> None:
    async def around(request: Request, call_next: Any) -> Any:
        return await call_next(request)

    app = FastAPI()
    app.add_middleware(BaseHTTPMiddleware, dispatch=around)
    if middleware:
        app.add_middleware(SessionMiddleware)

    def endpoint(session: SessionOfRequest) -> None:
        write(session, "a")

    async def asynchronous_endpoint(session: SessionOfRequest) -> None:
        write(session, "a")

    app.get("/")(asynchronous_endpoint if asynchronous else endpoint)
    assert in_process(app).status_code == 200
    assert committed(factory) == ["a"]


def test_the_middleware_lets_everything_but_http_through(factory: SqliteSessionFactory) -> None:
    seen: list[tuple[str, Session | None]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope["type"], get_current_session()))

    for kind in ("websocket", "lifespan"):
        asyncio.run(SessionMiddleware(app)({"type": kind}, None, None))
    assert seen == [("websocket", None), ("lifespan", None)]


def test_a_request_without_a_response_is_committed(factory: SqliteSessionFactory) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        write(get_current_session(), "a")

    assert asyncio.run(serve_once(SessionMiddleware(app))) == []
    assert committed(factory) == ["a"]


@pytest.mark.parametrize(("status", "kept"), [(200, ["a"]), (204, ["a"]), (303, ["a"]), (400, []), (500, [])])
def test_the_middleware_goes_by_the_status(factory: SqliteSessionFactory, status: int, kept: list[str]) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        write(get_current_session(), "a")
        await send({"type": "http.response.start", "status": status, "headers": []})

    (sent,) = asyncio.run(serve_once(SessionMiddleware(app)))
    assert sent["status"] == status
    assert committed(factory) == kept


def _in_transaction(session: SessionOfRequest) -> bool:
    return session.in_transaction()


def test_a_request_before_the_initialisation_is_told_so() -> None:
    app = FastAPI()
    app.get("/")(_in_transaction)
    with using_session_factory(None), pytest.raises(DatabaseNotInitialised):  # type: ignore[arg-type]
        in_process(app)
    with using_session_factory(None), pytest.raises(DatabaseNotInitialised):  # type: ignore[arg-type]
        in_process(SessionMiddleware(app))


def test_requests_on_a_kept_and_pipelined_connection_do_not_see_one_anothers_session() -> None:
    inner = FastAPI()
    inner.get("/plain")(_in_transaction)
    with_middleware = SessionMiddleware(inner)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        first = scope["type"] == "http" and scope["query_string"]
        await (with_middleware if first else inner)(scope, receive, send)

    get = b"GET /plain%s HTTP/1.1\r\nHost: test\r\n%s\r\n"
    with (
        client_of(app, http="h11") as client,
        socket.create_connection((client.base_url.host, client.base_url.port or 0)) as connection,
    ):
        connection.sendall(get % (b"?first", b"") + get % (b"", b"Connection: close\r\n"))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.count(b"200 OK") == 2, answer
