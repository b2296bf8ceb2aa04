"""Recording over HTTP: what is told holds, a key counts once, a success is logged when it is one. Pages of history."""

from __future__ import annotations

from typing import Any

import pytest
from bakery_client import Client
from bakery_samples import listening, logged
from test_web_routes import commits_that_fail
from winter_market import NOWHERE, Shop


@pytest.fixture
def cookies(sqlite_shop: Shop) -> dict[str, Any]:
    """A batch of cookies for the market, of which one was burnt."""
    market = sqlite_shop.market
    return {
        "recipe_id": market.cookie,
        "batches": 1,
        "good_pieces": 9,
        "losses": {"burnt": 1},
        "event_id": market.market,
    }


@pytest.fixture
def bags(sqlite_shop: Shop) -> dict[str, Any]:
    """Two bags for the market."""
    return {"good_id": sqlite_shop.market.bag, "quantity": 2, "event_id": sqlite_shop.market.market}


def test_a_batch_is_recorded_with_what_it_used_and_cost(
    client: Client, sqlite_shop: Shop, cookies: dict[str, Any]
) -> None:
    run = client.post("/production-runs", cookies, key="order 7")
    assert (run["cost"], run["cost_of_good_pieces"], run["idempotency_key"]) == ("0.60", "0.54", "order 7")
    assert run["losses"] == [{"reason": "burnt", "pieces": 1, "cost": "0.06"}]
    assert [(each["ingredient"], each["quantity"], each["cost"]) for each in run["consumed"]] == [
        ("flour", "300", "0.36"),
        ("sugar", "120.5", "0.24"),
    ]
    assert client.get(f"/production-runs/{run['id']}") == run
    assert client.get(f"/ingredients/{sqlite_shop.market.flour}")["remaining"] == "100"
    assert client.get(f"/recipes/{sqlite_shop.market.cookie}")["units_in_stock"] == 29
    assert client.get(f"/events/{sqlite_shop.market.market}/progress")["production_percent"] == 75


def test_an_assembly_is_recorded_with_what_it_used_and_cost(
    client: Client, sqlite_shop: Shop, bags: dict[str, Any]
) -> None:
    run = client.post("/assembly-runs", bags, key="order 7")
    assert (run["cost"], run["idempotency_key"]) == ("0.68", "order 7")
    assert [(each["kind"], each["quantity"], each["cost"]) for each in run["consumed"]] == [
        ("unit", 8, "0.48"),
        ("material", 2, "0.20"),
    ]
    assert client.get(f"/assembly-runs/{run['id']}") == run
    assert client.get(f"/goods/{sqlite_shop.market.bag}")["in_stock"] == 2


@pytest.mark.parametrize("kind", ["production", "assembly"])
def test_the_same_key_again_is_the_same_answer_and_nothing_more_is_used(
    client: Client, sqlite_shop: Shop, cookies: dict[str, Any], bags: dict[str, Any], kind: str
) -> None:
    body = cookies if kind == "production" else bags
    first = client.post(f"/{kind}-runs", body, key="order 7")
    after = sqlite_shop.committed()
    assert client.post(f"/{kind}-runs", body, key="order 7") == first
    assert sqlite_shop.committed() == after


@pytest.mark.parametrize("kind", ["production", "assembly"])
def test_the_same_key_for_something_else_is_refused(
    client: Client, sqlite_shop: Shop, cookies: dict[str, Any], bags: dict[str, Any], kind: str
) -> None:
    body = cookies if kind == "production" else bags
    client.post(f"/{kind}-runs", body, key="order 7")
    after = sqlite_shop.committed()
    status, answer = client.send("POST", f"/{kind}-runs", {**body, "event_id": None}, {"idempotency-key": "order 7"})
    assert status == 422
    assert "event_id was 2, not None" in answer["detail"]
    assert sqlite_shop.committed() == after


@pytest.mark.parametrize("kind", ["production", "assembly"])
def test_a_success_is_logged_when_it_is_committed_and_before_the_answer(
    client: Client,
    sqlite_shop: Shop,
    cookies: dict[str, Any],
    bags: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    listening(caplog)
    body = cookies if kind == "production" else bags
    with commits_that_fail(sqlite_shop.factory):
        assert client.http.post(f"/{kind}-runs", json=body).status_code == 500
    assert [each["outcome"] for each in logged(caplog)] == ["staged"]
    caplog.clear()
    run = client.post(f"/{kind}-runs", body)
    staged, success = logged(caplog)
    assert (staged["outcome"], success["outcome"]) == ("staged", "success")
    assert (success["event_id"], success[f"{kind}_run_id"]) == (sqlite_shop.market.market, run["id"])
    caplog.clear()
    client.send("POST", f"/{kind}-runs", {**body, "event_id": NOWHERE})
    assert [each["outcome"] for each in logged(caplog)] == ["validation failure"]


@pytest.mark.parametrize("kind", ["production", "assembly"])
def test_histories_come_in_pages_the_newest_first(
    client: Client, sqlite_shop: Shop, cookies: dict[str, Any], bags: dict[str, Any], kind: str
) -> None:
    thing = "recipe_id" if kind == "production" else "good_id"
    body = {**cookies, "losses": {"dropped": 1}, "good_pieces": 0} if kind == "production" else {**bags, "quantity": 1}
    stock = f"/ingredients/{sqlite_shop.market.flour}/lots"
    client.post(stock, {"bought": "3000", "unit_price": "0.001", "received_on": "2026-03-01"})
    stock = f"/ingredients/{sqlite_shop.market.sugar}/lots"
    client.post(stock, {"bought": "3000", "unit_price": "0.001", "received_on": "2026-03-01"})
    made = [client.post(f"/{kind}-runs", {**body, "event_id": None})["id"] for _ in range(4)]
    seen: list[int] = []
    query = f"limit=3&{thing}={body[thing]}"
    page = client.get(f"/{kind}-runs?{query}")
    while True:
        seen += [run["id"] for run in page["runs"]]
        if page["next_after"] is None:
            break
        page = client.get(f"/{kind}-runs?{query}&after={page['next_after']}")
    assert seen == [*reversed(made), 1]
    assert [run["id"] for run in client.get(f"/{kind}-runs?event_id={sqlite_shop.market.market}")["runs"]] == [1]
    assert client.get(f"/{kind}-runs?{thing}={NOWHERE}")["runs"] == []
    assert client.get(f"/{kind}-runs?until=2000-01-01T00:00:00")["runs"] == []
    assert len(client.get(f"/{kind}-runs?since=2000-01-01T00:00:00-05:00")["runs"]) == 5


@pytest.mark.parametrize("kind", ["production", "assembly"])
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("limit=0", 422, "a page's limit: 0 is no number of pieces: write a whole number from 1 to 500"),
        ("limit=501", 422, "a page's limit: 501 is no number of pieces: write a whole number from 1 to 500"),
        ("limit=many", 422, "query.limit: Input should be a valid integer"),
        ("after=4711", 404, "there is no {kind} run 4711"),
        ("after=-1", 404, "there is no {kind} run -1"),
        ("since=yesterday", 422, "query.since: Input should be a valid datetime"),
        ("since=9999-12-31T23:59:59-12:00", 422, "query.since: Value error, in UTC it is before the year 1"),
        ("until=0001-01-01T00:00:00%2B12:00", 422, "query.until: Value error, in UTC it is before the year 1"),
    ],
)
def test_a_page_that_is_none_is_refused(client: Client, kind: str, query: str, status: int, words: str) -> None:
    found, answer = client.send("GET", f"/{kind}-runs?{query}")
    assert found == status
    assert answer["detail"].startswith(words.format(kind=kind))
