"""The stockroom over real HTTP, with the dependency alone and with the middleware: what a client is told, holds."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from serving import client_of, items, nothing_checked_out, rows, stockroom_database, until
from sqlalchemy import event, text

from reference_impl.database import SqliteSessionFactory, get_current_session, session_scope
from reference_impl.database.errors import SessionOwnership
from reference_impl.database.fastapi import SessionOfRequest
from reference_impl.database.web import release
from reference_impl.stockroom import services
from reference_impl.stockroom.app import create_app
from reference_impl.stockroom.dtos import ItemDTO


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stockroom.db"


@pytest.fixture
def factory(path: Path) -> Generator[SqliteSessionFactory]:
    with stockroom_database(path) as factory:
        yield factory


@pytest.fixture(params=[False, True], ids=["dependency", "middleware"])
def app(request: pytest.FixtureRequest, factory: SqliteSessionFactory) -> FastAPI:
    """The stockroom, with endpoints that behave badly."""
    app = create_app(middleware=request.param)
    app.get("/raises")(_raises)
    app.get("/swallowed")(_swallowed)
    app.add_exception_handler(KeyError, lambda _request, _error: JSONResponse("all is well", 200))
    app.get("/deferred")(_breaks_a_deferred_constraint)
    app.get("/badly-typed", response_model=int)(_badly_typed)
    app.get("/late-stream")(_streams_with_the_session_of_the_request)
    app.get("/long-stream")(_streams_within_a_scope)
    app.get("/late-task")(_uses_the_session_in_the_background)
    app.get("/failing-task")(_fails_in_the_background)
    app.get("/released")(_releases)
    return app


@pytest.fixture
def client(app: FastAPI, factory: SqliteSessionFactory) -> Generator[httpx.Client]:
    with client_of(app) as client:
        yield client
    nothing_checked_out(factory)


def _raises(session: SessionOfRequest) -> None:
    services.add_item("half", session=session)
    raise RuntimeError("a mistake")


def _swallowed(session: SessionOfRequest) -> None:
    services.add_item("half", session=session)
    raise KeyError("a mistake")


def _breaks_a_deferred_constraint(session: SessionOfRequest) -> None:
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    session.execute(text("INSERT INTO movements (item_id, change, reason, made_at) VALUES (99, 1, '', '2026-01-01')"))


def _badly_typed(session: SessionOfRequest) -> Any:  # not what the endpoint promises
    return services.add_item("badly typed", session=session).name


def _streams_with_the_session_of_the_request(session: SessionOfRequest) -> StreamingResponse:
    def chunks() -> Generator[str]:
        yield f"{get_current_session()} "
        try:
            services.list_items(session=session)
        except SessionOwnership as error:
            yield str(error)

    return StreamingResponse(chunks())


def _streams_within_a_scope(session: SessionOfRequest) -> StreamingResponse:
    services.add_item("before the stream", session=session)

    def chunks() -> Generator[str]:
        with session_scope() as own:
            for number in range(50):
                yield services.add_item(f"streamed {number}", session=own).name

    return StreamingResponse(chunks())


_told: list[str] = []


def _uses_the_session_in_the_background(session: SessionOfRequest, background: BackgroundTasks) -> None:
    def late() -> None:
        try:
            services.add_item("late", session=session)
        except SessionOwnership as error:
            _told.append(str(error))

    background.add_task(late)


def _fails_in_the_background(session: SessionOfRequest, background: BackgroundTasks) -> ItemDTO:
    def fails() -> None:
        with session_scope() as own:
            services.add_item("of the task", session=own)
            _told.append("about to fail")
            raise RuntimeError("a mistake")

    background.add_task(fails)
    return services.add_item("of the request", session=session)


async def _releases(session: SessionOfRequest) -> str:
    services.add_item("released", session=session)
    await release()
    assert get_current_session() is None
    with session_scope() as own:
        return services.list_items(session=own)[0].name


def test_a_client_finds_its_own_write_in_the_file_at_once(client: httpx.Client, path: Path) -> None:
    for number in range(20):
        assert client.post("/items", json={"name": f"nail {number}"}).status_code == 201
        assert f"nail {number}" in items(path)


def test_a_streamed_answer_begins_after_the_commit(client: httpx.Client, path: Path) -> None:
    with client.stream("GET", "/long-stream") as response:
        assert response.status_code == 200
        assert "before the stream" in items(path)
        response.read()
    assert len(items(path)) == 51


def test_the_items_come_back_as_json_and_csv(client: httpx.Client) -> None:
    client.post("/items", json={"name": 'a "nail", long'})
    client.post("/items/1/movements", json={"change": 3, "reason": "bought"})
    assert client.get("/items").json() == [{"id": 1, "name": 'a "nail", long', "quantity": 3}]
    assert client.get("/items.csv").text == '1,"a ""nail"", long",3\r\n'


def test_a_refusal_that_a_handler_answers_leaves_nothing(client: httpx.Client, path: Path) -> None:
    client.post("/items", json={"name": "nail"})
    taken = client.post("/items", json={"name": "nail"})
    assert (taken.status_code, taken.json()) == (409, {"detail": "there is an item called 'nail' already"})
    refused = client.post("/items/1/movements", json={"change": -1, "reason": "sold"})
    assert (refused.status_code, refused.json()) == (409, {"detail": "only 0 of 'nail' are there, not 1"})
    assert client.post("/items/7/movements", json={"change": 1, "reason": "bought"}).status_code == 404
    assert items(path) == {"nail": 0}


@pytest.mark.parametrize(("target", "status"), [("/raises", 500), ("/swallowed", 200), ("/badly-typed", 500)])
def test_an_exception_rolls_back_whatever_a_handler_makes_of_it(
    client: httpx.Client, path: Path, target: str, status: int
) -> None:
    assert client.get(target).status_code == status
    assert items(path) == {}
    assert client.post("/items", json={"name": "next"}).status_code == 201


def test_a_commit_that_fails_is_a_500_and_not_a_201(
    client: httpx.Client, path: Path, factory: SqliteSessionFactory
) -> None:
    def refuse(_connection: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(factory.engine, "commit", refuse)
    assert client.post("/items", json={"name": "nail"}).status_code == 500
    event.remove(factory.engine, "commit", refuse)
    assert items(path) == {}
    assert client.post("/items", json={"name": "nail"}).status_code == 201


def test_a_constraint_that_is_checked_at_the_commit_is_a_500(client: httpx.Client, path: Path) -> None:
    assert client.get("/deferred").status_code == 500
    assert rows(path, "SELECT * FROM movements") == []


def test_a_background_task_has_a_scope_of_its_own(client: httpx.Client, path: Path) -> None:
    client.post("/items", json={"name": "nail"})
    client.post("/items/1/movements", json={"change": 3, "reason": "bought"})
    assert client.post("/items/1/movements", json={"change": -3, "reason": "sold"}).json()["quantity"] == 0
    until(lambda: items(path) == {"nail": 10})


def test_a_background_task_that_fails_takes_nothing_of_the_request_with_it(
    client: httpx.Client, path: Path, factory: SqliteSessionFactory
) -> None:
    _told.clear()
    assert client.get("/failing-task").status_code == 200
    until(lambda: _told)
    nothing_checked_out(factory)
    assert items(path) == {"of the request": 0}


def test_a_background_task_cannot_use_the_session_of_its_request(client: httpx.Client, path: Path) -> None:
    _told.clear()
    client.get("/late-task")
    until(lambda: _told)
    assert _told == ["the request that this session belonged to is over: open a scope of your own"]
    assert items(path) == {}


def test_a_stream_cannot_use_the_session_of_its_request(client: httpx.Client) -> None:
    told = client.get("/late-stream").text
    assert told == "None the request that this session belonged to is over: open a scope of your own"


def test_a_stream_that_the_client_leaves_holds_nothing(client: httpx.Client, factory: SqliteSessionFactory) -> None:
    with factory.get_session() as session:
        for number in range(2000):
            services.add_item(f"{number:04} {'x' * 70}", session=session)
    with client.stream("GET", "/items.csv") as response:
        next(response.iter_raw())
    nothing_checked_out(factory)
    assert client.post("/items", json={"name": "next"}).status_code == 201


def test_what_was_released_is_committed_and_later_scopes_see_it(client: httpx.Client, path: Path) -> None:
    assert client.get("/released").json() == "released"
    assert items(path) == {"released": 0}


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x" * 81}, {"name": None}, {"name": 1}, [], "nail"],
)
def test_a_new_item_without_a_good_name_is_a_422(client: httpx.Client, path: Path, body: object) -> None:
    assert client.post("/items", json=body).status_code == 422
    assert items(path) == {}


@pytest.mark.parametrize("change", [None, "many", 1.5])
def test_a_movement_that_is_no_number_of_pieces_is_a_422(client: httpx.Client, path: Path, change: object) -> None:
    client.post("/items", json={"name": "nail"})
    answer = client.post("/items/1/movements", json={"change": change, "reason": "bought"})
    assert answer.status_code == 422, answer.text
    assert items(path) == {"nail": 0}


@pytest.mark.parametrize("change", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_column_holds_is_refused(client: httpx.Client, path: Path, change: int) -> None:
    client.post("/items", json={"name": "nail"})
    answer = client.post("/items/1/movements", json={"change": change, "reason": "bought"})
    assert answer.status_code in (409, 422), answer.text
    assert items(path) == {"nail": 0}


@pytest.mark.parametrize("number", ["nail", "1.5", str(2**63), str(10**30)])
def test_an_item_number_that_no_item_can_have_is_refused(client: httpx.Client, number: str) -> None:
    answer = client.post(f"/items/{number}/movements", json={"change": 1, "reason": "bought"})
    assert answer.status_code in (404, 422), answer.text


def test_no_sum_of_movements_is_too_large_for_the_database(client: httpx.Client, path: Path) -> None:
    client.post("/items", json={"name": "nail"})
    client.post("/items/1/movements", json={"change": 2**62, "reason": "bought"})
    client.post("/items/1/movements", json={"change": 2**62, "reason": "bought"})
    answer = client.post("/items/1/movements", json={"change": 2**62, "reason": "bought"})
    assert answer.status_code in (201, 409, 422), answer.text
    items(path)
