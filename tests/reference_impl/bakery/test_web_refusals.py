"""What is refused over HTTP: a status for every error, a sentence with what was wrong, and nothing that stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bakery_client import Client
from every_route import Request
from winter_market import Market, Shop

from reference_impl.bakery import errors
from reference_impl.bakery.app.refusals import STATUS
from reference_impl.bakery.app.requests import today


def _post(path: str, **body: object) -> Request:
    return Request("POST", path, body)


def _bake(m: Market, **changes: object) -> Request:
    usual = {"recipe_id": m.cookie, "batches": 1, "good_pieces": 10}
    return _post("/production-runs", **{**usual, **changes})


def _lot(m: Market, **changes: object) -> Request:
    usual = {"bought": "10", "unit_price": "0.25", "received_on": "2026-03-01"}
    return _post(f"/ingredients/{m.flour}/lots", **{**usual, **changes})


def _recipe(m: Market, *quantities: object, **changes: object) -> Request:
    lines = [{"ingredient_id": m.flour, "quantity": quantity} for quantity in quantities]
    return _post("/recipes", **{"name": "rye", "pieces_per_batch": 2, "lines": lines, **changes})


def _assign(m: Market, **changes: object) -> Request:
    usual = {"recipient_id": m.cy, "package_id": m.small, "quantity": 1}
    return _post(f"/events/{m.market}/assignments", **{**usual, **changes})


# By the error that the service raises; None where the types already refuse it.
REFUSED: list[tuple[type[errors.BakeryError] | None, Callable[[Market], Request], str]] = [
    (errors.NotFound, lambda m: _bake(m, recipe_id=4711), "there is no recipe 4711"),
    (errors.NotFound, lambda m: _bake(m, event_id=4711), "there is no event 4711"),
    (errors.NotFound, lambda _: _post("/assembly-runs", good_id=4711, quantity=1), "there is no good 4711"),
    (errors.NotFound, lambda m: _assign(m, recipient_id=4711), "there is no recipient 4711"),
    (errors.NameTaken, lambda _: _post("/ingredients", name="flour", unit="g"), "another ingredient is called 'flour'"),
    (errors.NameTaken, lambda _: _post("/recipients", name="Ann"), "another recipient is called 'Ann'"),
    (errors.NameTaken, lambda _: _post("/events", name="Market", held_on="2026-12-24"), "another event is called"),
    (errors.AlreadyAssigned, lambda m: _assign(m, recipient_id=m.ben), "'Ben' is given 'small' at this event already"),
    (
        errors.InsufficientStock,
        lambda m: _bake(m, batches=2, good_pieces=20),
        "600 of 'flour' are needed, and 400 are there",
    ),
    (
        errors.InsufficientStock,
        lambda m: _post("/assembly-runs", good_id=m.bag, quantity=6),
        "24 of 'cookie' are needed, and 20 are there",
    ),
    (errors.StillInUse, lambda m: Request("DELETE", f"/events/{m.market}"), "the event 'Market' of 2026 cannot be"),
    (
        errors.ComponentCycle,
        lambda m: Request("PUT", f"/goods/{m.bag}/parts", [{"kind": "good", "id": m.hamper, "quantity": 1}]),
        "",
    ),
    (errors.InvalidQuantity, lambda m: _bake(m, batches=-1), "the number of batches: -1 is no number of pieces"),
    (errors.InvalidQuantity, lambda m: _bake(m, batches=0), "the number of batches: 0 is no number of pieces"),
    (errors.InvalidQuantity, lambda m: _bake(m, batches=10**30), "the number of batches: 1000"),
    (errors.InvalidQuantity, lambda m: _bake(m, good_pieces=-1), "the number of good pieces: -1 is no number"),
    (errors.InvalidQuantity, lambda m: _bake(m, losses={"burnt": -1}), "the number of pieces lost to 'burnt'"),
    (errors.InvalidQuantity, lambda m: _post("/assembly-runs", good_id=m.bag, quantity=-1), "the number of pieces"),
    (errors.InvalidQuantity, lambda m: _assign(m, quantity=-1), "packages for Cy: -1 is no number of pieces"),
    (errors.InvalidQuantity, lambda m: _lot(m, bought="-1"), "flour: -1 is no quantity"),
    (errors.InvalidQuantity, lambda m: _lot(m, bought="NaN"), "flour: NaN is no quantity"),
    (errors.InvalidQuantity, lambda m: _lot(m, bought="much"), "flour: 'much' is no number"),
    (errors.InvalidQuantity, lambda m: _lot(m, bought="0.0001"), "flour: 0.0001 is no quantity: at most 3 places"),
    (errors.InvalidQuantity, lambda m: _recipe(m), "the recipe 'rye' has no ingredients"),
    (errors.InvalidQuantity, lambda m: _recipe(m, "-1"), "flour: -1 is no quantity"),
    (errors.InvalidPrice, lambda m: _lot(m, unit_price="-0.25"), "flour: -0.25 is no price"),
    (errors.InvalidPrice, lambda m: _lot(m, unit_price="0.00001"), "flour: 0.00001 is no price: at most 4 places"),
    (errors.InvalidName, lambda _: _post("/recipients", name="  "), "the name is empty"),
    (errors.InvalidName, lambda _: _post("/recipients", name="x" * 81), "the name has 81 characters"),
    (errors.InvalidName, lambda _: _post("/recipients", name="A\0n"), "the name 'A\\x00n' has control characters"),
    (errors.InvalidName, lambda m: _bake(m, good_pieces=1, losses={" ": 1}), "the reason of a loss must be"),
    (errors.InvalidNotes, lambda _: _post("/events", name="Fair", held_on="2026-12-24", notes="x" * 501), "the notes"),
    (errors.OverYield, lambda m: _bake(m, good_pieces=11), "1 batches of 'cookie' give 10 pieces, and not 11"),
    (errors.EventInThePast, lambda _: _post("/events", name="Fair", held_on="2026-02-28"), "2026-02-28 is over"),
    (None, lambda m: _bake(m, batches=1.5), "body.batches: Input should be a valid integer, found 1.5"),
    (None, lambda m: _bake(m, batches=1.0), "body.batches: Input should be a valid integer, found 1.0"),
    (None, lambda m: _bake(m, batches="1"), "body.batches: Input should be a valid integer, found '1'"),
    (None, lambda m: _bake(m, batches=True), "body.batches: Input should be a valid integer, found True"),
    (None, lambda m: _bake(m, batches=None), "body.batches: Input should be a valid integer, found None"),
    (None, lambda m: _bake(m, losses={"burnt": 0.5}), "body.losses.burnt: Input should be a valid integer, found 0.5"),
    (None, lambda m: _bake(m, oven=1), "body.oven: Extra inputs are not permitted, found 1"),
    (None, lambda m: _post("/assembly-runs", good_id=m.bag), "body.quantity: Field required"),
    (None, lambda m: _lot(m, bought=10), "body.bought: Input should be a valid string, found 10"),
    (None, lambda m: _lot(m, unit_price=0.25), "body.unit_price: Input should be a valid string, found 0.25"),
    (None, lambda m: _lot(m, received_on=1772323200), "body.received_on: Value error, write a day as text"),
    (None, lambda m: _lot(m, received_on="2026-02-30"), "body.received_on: Value error, day is out of range"),
    (None, lambda m: _recipe(m, "1", 1.5), "body.lines[1].quantity: Input should be a valid string, found 1.5"),
    (None, lambda m: _recipe(m, "1", "2"), "body.lines: Value error, ingredient_id 1 is there more than once"),
    (errors.InvalidName, lambda _: _post("/recipients", name="\ud800"), "the name '\\ud800' has control characters"),
    (None, lambda m: _bake(m, losses={"\ud800": 1.5}), "body.losses.\ufffd"),
    (None, lambda m: _bake(m, **{"oven" * 999: 1}), "body.ovenovenoven"),
    (
        None,
        lambda m: Request("PUT", f"/goods/{m.bag}/parts", [{"kind": "oven", "id": 1, "quantity": 1}]),
        "body[0].kind: Input should be 'unit', 'good' or 'material', found 'oven'",
    ),
    (None, lambda _: Request("GET", "/events?year=soon"), "query.year: Input should be a valid integer"),
]


def test_it_says_what_was_wrong_and_nothing_stays(client: Client, sqlite_shop: Shop) -> None:
    before = sqlite_shop.committed()
    for kind, request, words in REFUSED:
        method, path, body, _ = request(sqlite_shop.market)
        status, answer = client.send(method, path, body)
        assert status == (422 if kind is None else STATUS[kind]), (body, answer)
        assert answer["detail"].startswith(words), (body, answer)
        assert len(answer["detail"]) < 300
        assert sqlite_shop.committed() == before


def test_every_error_of_the_bakery_has_a_status() -> None:
    found: set[Any] = {
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.BakeryError) and value is not errors.BakeryError
    }
    assert set(STATUS) == found


@pytest.mark.parametrize("kind", ["production", "assembly"])
@pytest.mark.parametrize("key", ["", "x" * 81])
def test_a_key_that_is_none_is_refused(client: Client, sqlite_shop: Shop, kind: str, key: str) -> None:
    before = sqlite_shop.committed()
    market = sqlite_shop.market
    body = _bake(market).body if kind == "production" else {"good_id": market.bag, "quantity": 1}
    status, answer = client.send("POST", f"/{kind}-runs", body, {"idempotency-key": key})
    assert status == 422
    assert answer["detail"].startswith("the idempotency key ")
    assert sqlite_shop.committed() == before


def test_events_can_be_read_by_year(client: Client, sqlite_shop: Shop) -> None:
    assert [event["name"] for event in client.get("/events?year=2025")] == ["Harvest"]
    assert client.get("/events?year=1999") == client.get(f"/events?year={10**30}") == []


def test_the_shopping_list_is_a_file_to_be_saved(client: Client, sqlite_shop: Shop) -> None:
    answer = client.http.get(f"/events/{sqlite_shop.market.market}/shopping-list.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="shopping-list-2.csv"'
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.text.startswith("kind,id,name,unit,needed,there,to_buy,cost\r\ningredient,")


def test_an_event_is_over_when_the_day_at_the_bakery_is() -> None:
    before = date.today()
    assert before <= asyncio.run(today()) <= date.today()
