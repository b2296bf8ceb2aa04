"""Every route: it answers what the service returns, has committed by then, and leaves nothing when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bakery_client import Client
from bakery_samples import assemble, bake
from every_call import CALLS
from every_route import ROUTES, WRITERS
from sqlalchemy import event
from sqlalchemy.orm import Session
from winter_market import NOWHERE, Market, Shop, as_json

from reference_impl.bakery.dtos.events import TargetsDTO
from reference_impl.bakery.services import assembly_service, batch_production_service, event_service
from reference_impl.database import SessionFactory


def returned(name: str, shop: Shop) -> object:
    """Return what the service returns, as JSON has it; what it writes is rolled back."""
    with shop.factory.create_session() as session:
        result = called(name, shop.market, session)
    return result if isinstance(result, str) else json.loads(as_json(result))


def called(name: str, market: Market, session: Session) -> object:
    """Call the service that a route calls."""
    match name:
        case "get_targets":
            return TargetsDTO(
                production=event_service.list_production_targets(market.market, session=session),
                assembly=event_service.list_assembly_targets(market.market, session=session),
            )
        case "get_production_history":
            return batch_production_service.get_production_history(session=session)
        case "get_production_run":
            return batch_production_service.get_production_run(1, session=session)
        case "get_assembly_history":
            return assembly_service.get_assembly_history(session=session)
        case "get_assembly_run":
            return assembly_service.get_assembly_run(1, session=session)
        case "record_production":
            return bake(session, market.cookie, 1, 9, {"burnt": 1})
        case "record_assembly":
            return assemble(session, market.bag, 2)
        case _:
            return CALLS[name](market, session)


def test_every_route_is_asked_here(served_bakery: Client) -> None:
    paths = served_bakery.document["paths"].values()
    assert sorted(operation["operationId"] for path in paths for operation in path.values()) == sorted(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_it_answers_what_the_service_returns_and_has_committed_by_then(
    client: Client, sqlite_shop: Shop, name: str
) -> None:
    before = sqlite_shop.committed()
    request = ROUTES[name](sqlite_shop.market)
    expected = returned(name, sqlite_shop)
    status, found = client.send(*request[:3])
    assert status == request.status
    assert (sqlite_shop.committed() != before) == (name in WRITERS)
    assert found == (
        "" if status == 204 else {**expected, **moments(found)} if isinstance(expected, dict) else expected
    )


def moments(run: dict[str, object]) -> dict[str, object]:
    """Return when a run was made, which no two runs have in common."""
    return {key: run[key] for key in ("baked_at", "assembled_at") if key in run}


@contextmanager
def commits_that_fail(factory: SessionFactory) -> Iterator[None]:
    """Let every commit fail, as on a full disk."""

    def refuse(_connection: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(factory.engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(factory.engine, "commit", refuse)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_commit_that_fails_is_no_success_and_leaves_nothing(client: Client, sqlite_shop: Shop, name: str) -> None:
    before = sqlite_shop.committed()
    method, path, body, status = ROUTES[name](sqlite_shop.market)
    with commits_that_fail(sqlite_shop.factory):
        assert client.http.request(method, path, json=body).status_code == 500
    assert sqlite_shop.committed() == before
    assert client.send(method, path, body)[0] == status


def test_what_is_not_there_is_a_404_in_a_sentence(client: Client, sqlite_shop: Shop) -> None:
    before = sqlite_shop.committed()
    for method, path, body in with_another_number(sqlite_shop, NOWHERE, 0, 2**31, 10**30):
        status, answer = client.send(method, path, body)
        assert (status, set(answer)) == (404, {"detail"}), path
        assert answer["detail"].startswith("there is no "), path
    assert sqlite_shop.committed() == before


def test_a_number_that_is_none_is_a_422_that_says_where(client: Client, sqlite_shop: Shop) -> None:
    before = sqlite_shop.committed()
    for method, path, body in with_another_number(sqlite_shop, "rye", "1.5", "9" * 5000):
        status, answer = client.send(method, path, body)
        assert status == 422, path
        assert answer["detail"].startswith("path."), path
        assert len(answer["detail"]) < 300, path
    assert sqlite_shop.committed() == before


def with_another_number(shop: Shop, *numbers: object) -> Iterator[tuple[str, str, object]]:
    """Yield the requests whose path has a number, with each of these in its place."""
    for request in ROUTES.values():
        method, path, body, _ = request(shop.market)
        _, kind, *parts = path.split("/")
        for number in numbers if parts else ():
            yield method, "/".join(["", kind, str(number), *parts[1:]]), body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "body: "),
        (b"{", "body: it is no JSON: "),
        (b"\xff\xfe\xfd", "body: it is no JSON that can be read: "),
        (b'{"name": ' + b"9" * 5000 + b"}", "body: it is no JSON that can be read: "),
        (b"[" * 100_000, "body: it is no JSON"),
        (b"null", "body: "),
        (b'"rye"', "body: Input should be a valid"),
        (b'{"nobody": "asked"}', "body"),
    ],
    ids=["empty", "half", "no text", "digits", "deep", "null", "text", "fields"],
)
def test_a_body_that_is_something_else_is_a_422_that_says_what(
    client: Client, sqlite_shop: Shop, body: bytes, words: str
) -> None:
    before = sqlite_shop.committed()
    requests = [request(sqlite_shop.market) for request in ROUTES.values()]
    for method, path in [(request.method, request.path) for request in requests if request.body is not None]:
        status, answer = client.send(method, path, body)
        assert status == 422, path
        assert answer["detail"].startswith(words), path
        assert len(answer["detail"]) < 300, path
    assert sqlite_shop.committed() == before


def test_a_path_or_a_method_that_is_not_there_is_answered_alike(client: Client) -> None:
    for method, path, status, detail in (
        ("GET", "/ovens", 404, "Not Found"),
        ("DELETE", "/ingredients", 405, "Method Not Allowed"),
    ):
        answer = client.http.request(method, path)
        assert (answer.status_code, answer.json()) == (status, {"detail": detail})
    assert client.http.delete("/ingredients").headers["allow"]
