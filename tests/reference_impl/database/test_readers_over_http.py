"""A request that only reads: it writes nothing, sees one state, waits for no writer, and gives its connection back."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from serving import client_of, items, nothing_checked_out, stockroom_database

from reference_impl.database import SqliteSessionFactory, get_current_session, session_scope
from reference_impl.database.errors import ReadOnlyScope
from reference_impl.database.fastapi import ReaderOfRequest, SessionOfRequest, in_worker_thread
from reference_impl.stockroom import services
from reference_impl.stockroom.app import create_app
from reference_impl.stockroom.dtos import ItemDTO
from reference_impl.stockroom.models import Item


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stockroom.db"


@pytest.fixture
def factory(path: Path) -> Generator[SqliteSessionFactory]:
    with stockroom_database(path) as factory:
        yield factory


@pytest.fixture(params=[False, True], ids=["dependency", "middleware"])
def client(request: pytest.FixtureRequest, factory: SqliteSessionFactory) -> Generator[httpx.Client]:
    """The stockroom with endpoints that read."""
    app: FastAPI = create_app(middleware=request.param)
    for endpoint in (_read, _change, _leave_changed, _raise, _beside_a_writer, _read_beside_the_session):
        app.get(f"/{endpoint.__name__.lstrip('_')}")(in_worker_thread(endpoint))
    app.add_exception_handler(KeyError, lambda _request, _error: JSONResponse("all is well", 200))
    app.add_exception_handler(ReadOnlyScope, lambda _request, error: JSONResponse(str(error), 500))
    with client_of(app) as client:
        yield client
    nothing_checked_out(factory)


def _read(session: ReaderOfRequest) -> list[ItemDTO]:
    assert get_current_session() is session
    return services.list_items(session=session)


def _change(session: ReaderOfRequest) -> ItemDTO:
    return services.add_item("half", session=session)


def _leave_changed(session: ReaderOfRequest) -> None:
    session.add(Item(name="half"))


def _raise(session: ReaderOfRequest) -> None:
    services.list_items(session=session)
    raise KeyError("a mistake")


def _beside_a_writer(session: ReaderOfRequest) -> list[ItemDTO]:
    before = services.list_items(session=session)
    with session_scope() as writer:  # a reader's transaction does not hold the lock that this needs
        services.add_item("in between", session=writer)
    assert services.list_items(session=session) == before
    return before


def _read_beside_the_session(session: SessionOfRequest, reader: ReaderOfRequest) -> list[ItemDTO]:
    services.add_item("not committed", session=session)
    return services.list_items(session=reader)


def test_it_reads_what_is_committed(client: httpx.Client) -> None:
    client.post("/items", json={"name": "nail"})
    assert [item["name"] for item in client.get("/read").json()] == ["nail"]


@pytest.mark.parametrize("way", ["change", "leave_changed"])
def test_what_it_writes_is_refused_and_not_lost_in_silence(client: httpx.Client, path: Path, way: str) -> None:
    answer = client.get(f"/{way}")
    assert (answer.status_code, "a reader scope cannot write" in answer.text) == (500, True)
    assert items(path) == {}
    assert client.post("/items", json={"name": "next"}).status_code == 201


def test_an_error_is_answered_and_the_connection_given_back(client: httpx.Client) -> None:
    assert client.get("/raise").json() == "all is well"


def test_it_sees_one_state_beside_a_writer_who_need_not_wait(client: httpx.Client, path: Path) -> None:
    assert client.get("/beside_a_writer").json() == []
    assert items(path) == {"in between": 0}


def test_it_does_not_wait_for_a_writer(client: httpx.Client, factory: SqliteSessionFactory) -> None:
    with session_scope(factory) as writer:
        services.add_item("nail", session=writer)
        assert client.get("/read").json() == []
    assert len(client.get("/read").json()) == 1


def test_beside_the_session_of_its_request_it_sees_what_is_committed(client: httpx.Client, path: Path) -> None:
    assert client.get("/read_beside_the_session").json() == []
    assert items(path) == {"not committed": 0}
