"""Several clients at once: no lot is consumed twice, a key is carried out once, and an answer is of one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import httpx
import pytest
from bakery_client import Client
from serving import PATIENCE, at_once
from sqlalchemy import create_engine, select
from together import wait_for_waiting
from winter_market import Shop, finished_between_the_queries

from reference_impl.bakery.models import FinishedUnit, IngredientLot
from reference_impl.database import SessionFactory, session_scope


def a_batch(shop: Shop) -> tuple[str, str, Any]:
    """Return the request for a batch of cookies, for which there is flour once."""
    return "POST", "/production-runs", {"recipe_id": shop.market.cookie, "batches": 1, "good_pieces": 10}


def some_bags(shop: Shop, quantity: int = 4) -> tuple[str, str, Any]:
    """Return the request for bags, for which there are cookies once."""
    return "POST", "/assembly-runs", {"good_id": shop.market.bag, "quantity": quantity}


works = pytest.mark.parametrize("work", [a_batch, some_bags])
Work = Callable[[Shop], tuple[str, str, Any]]


@works
def test_of_two_producers_one_has_what_is_there(served_bakery: Client, shop: Shop, work: Work) -> None:
    runs = run_count(shop)
    answers = at_once(served_bakery.url, [work(shop)] * 2)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}
    (refused,) = [answer.json()["detail"] for answer in answers if answer.status_code == 409]
    assert "are needed, and" in refused
    assert run_count(shop) == runs + 1


@works
def test_the_same_key_twice_at_once_is_carried_out_once(served_bakery: Client, shop: Shop, work: Work) -> None:
    runs = run_count(shop)
    one, other = at_once(served_bakery.url, [work(shop)] * 2, {"idempotency-key": "order 7"})
    assert one.status_code == other.status_code == 201
    assert one.json() == other.json()
    assert run_count(shop) == runs + 1


def run_count(shop: Shop) -> int:
    rows = shop.committed()
    return len(rows["production_runs"]) + len(rows["assembly_runs"])


def while_held(
    client: Client, shop: Shop, requests: list[tuple[str, str, Any]], headers: dict[str, str] | None = None
) -> list[httpx.Response]:
    """Send requests for what somebody else holds, who lets go of it when all of them wait."""
    with ThreadPoolExecutor(1) as senders:
        with session_scope(shop.factory) as session:
            session.execute(select(IngredientLot.id).with_for_update()).all()
            session.execute(select(FinishedUnit.id).with_for_update()).all()
            sent: Future[list[httpx.Response]] = senders.submit(at_once, client.url, requests, headers)
            wait_for_waiting(shop.factory.engine, len(requests))
        return sent.result(PATIENCE)


@works
def test_producers_who_are_known_to_wait_for_the_same_lot_do_not_both_have_it(
    served_bakery: Client, postgresql_shop: Shop, work: Work
) -> None:
    answers = while_held(served_bakery, postgresql_shop, [work(postgresql_shop)] * 3)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 2}


@works
def test_requests_with_one_key_that_are_known_to_wait_are_carried_out_once(
    served_bakery: Client, postgresql_shop: Shop, work: Work
) -> None:
    answers = while_held(served_bakery, postgresql_shop, [work(postgresql_shop)] * 3, {"idempotency-key": "order 7"})
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_of_many_assemblies_at_once_none_is_lost_or_doubled(served_bakery: Client, shop: Shop) -> None:
    answers = at_once(served_bakery.url, [some_bags(shop, quantity=1)] * 8)
    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 3}
    with session_scope(shop.factory) as session:
        unit = session.get_one(FinishedUnit, shop.market.cookie_unit)
        assert (unit.in_stock, unit.cost_of_stock) == (0, Decimal(0))


def test_progress_is_of_one_moment_beside_a_writer(served_bakery: Client, shop: Shop) -> None:
    """All is baked and assembled between the queries; the answer has neither half of it."""
    # On SQLite too: who reads does not hold the lock that the writer needs.
    writer = shop.factory
    if shop.factory.engine.dialect.name == "postgresql":
        writer = SessionFactory(create_engine(shop.factory.engine.url))
    for path, find in (
        ("/progress", lambda found: found[-1]),
        (f"/events/{shop.market.market}/progress", lambda found: found),
    ):
        before = find(served_bakery.get(path))
        with finished_between_the_queries(shop.factory, writer, shop.market):
            assert find(served_bakery.get(path)) == before
        after = find(served_bakery.get(path))
        assert after["production"][0]["baked_batches"] == before["production"][0]["baked_batches"] + 2
        assert after["assembly"][0]["assembled"] == before["assembly"][0]["assembled"] + 3
    if writer is not shop.factory:
        writer.dispose()


def test_who_reads_does_not_wait_for_who_writes(served_bakery: Client, shop: Shop) -> None:
    with session_scope(shop.factory) as session:
        unit = session.get_one(FinishedUnit, shop.market.cookie_unit, with_for_update=True)
        unit.in_stock = 0
        session.flush()
        assert served_bakery.get(f"/recipes/{shop.market.cookie}")["units_in_stock"] == 20
    assert served_bakery.get(f"/recipes/{shop.market.cookie}")["units_in_stock"] == 0
