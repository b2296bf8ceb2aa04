"""A request that is sent again with its idempotency key is carried out once, for productions and assemblies."""

from __future__ import annotations

from typing import Any

import pytest
from bakery_samples import (
    assemble,
    bake,
    committed,
    event,
    everything,
    everything_committed,
    good,
    listening,
    logged,
    material,
    stollen,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import InvalidQuantity, KeyReused
from reference_impl.bakery.models import ProductionRun
from reference_impl.bakery.once import record_once
from reference_impl.database import SessionFactory, session_scope

LOSSES = {"burnt": 1, "dropped": 2}


def test_a_production_that_is_sent_again_consumes_once(factory: SessionFactory) -> None:
    recipe_id = committed(factory, stollen)
    with session_scope(factory) as session:
        first = bake(session, recipe_id, good_pieces=7, losses=LOSSES, key="order 7")
    before = everything_committed(factory)
    for _ in range(2):
        with session_scope(factory) as session:
            assert bake(session, recipe_id, good_pieces=7, losses=LOSSES, key="order 7") == first
    assert everything_committed(factory) == before


def test_it_is_sent_again_in_the_same_transaction(session: Session) -> None:
    recipe_id = stollen(session).id
    assert bake(session, recipe_id, key="a") == bake(session, recipe_id, key="a")


def test_losses_are_the_same_in_another_order(session: Session) -> None:
    recipe_id = stollen(session).id
    first = bake(session, recipe_id, good_pieces=7, losses=LOSSES, key="a")
    assert bake(session, recipe_id, good_pieces=7, losses=dict(reversed(LOSSES.items())), key="a") == first


def test_it_is_the_same_run_when_nothing_is_left_for_another(session: Session) -> None:
    recipe_id = stollen(session, flour="300", butter="200", sugar="100").id
    assert bake(session, recipe_id, key="a") == bake(session, recipe_id, key="a")


def test_without_a_key_or_with_another_one_it_is_another_run(session: Session) -> None:
    recipe_id = stollen(session).id
    runs = [bake(session, recipe_id, batches=1, good_pieces=1, key=key).id for key in (None, None, "a")]
    assert len(set(runs)) == 3


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"batches": 2}, "batches was 1, not 2"),
        ({"good_pieces": 6}, "good_pieces was 7, not 6"),
        ({"losses": {"burnt": 3}}, r"losses was \{'burnt': 1, 'dropped': 2\}, not \{'burnt': 3\}"),
        ({"event_id": None}, "event_id was 1, not None"),
        ({"recipe_id": 2}, "recipe_id was 1, not 2"),
    ],
)
def test_a_key_is_not_used_for_another_production(session: Session, change: dict[str, Any], text: str) -> None:
    asked: dict[str, Any] = {
        "recipe_id": stollen(session).id,
        "good_pieces": 7,
        "losses": LOSSES,
        "event_id": event(session).id,
        "key": "a",
    }
    bake(session, **asked)
    before = everything(session)
    with pytest.raises(KeyReused, match=f"the idempotency key 'a' was used for run 1, .*{text}.*: use a new key"):
        bake(session, **{**asked, **change})
    assert everything(session) == before


def test_what_is_no_request_is_refused_before_its_key_is_looked_for(session: Session) -> None:
    recipe_id = stollen(session).id
    bake(session, recipe_id, key="a")
    with pytest.raises(InvalidQuantity):
        bake(session, recipe_id, batches=0, key="a")


def test_an_assembly_that_is_sent_again_consumes_once(factory: SessionFactory) -> None:
    good_id = committed(factory, lambda session: good(session, "Card", {material(session, "Paper", 2, "0.05"): 1}))
    with session_scope(factory) as session:
        first = assemble(session, good_id, 2, key="order 7")
    before = everything_committed(factory)
    with session_scope(factory) as session:
        assert assemble(session, good_id, 2, key="order 7") == first
    assert everything_committed(factory) == before


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"quantity": 2}, "quantity was 1, not 2"),
        ({"event_id": 1}, "event_id was None, not 1"),
        ({"good_id": 2}, "good_id was 1, not 2"),
    ],
)
def test_a_key_is_not_used_for_another_assembly(session: Session, change: dict[str, Any], text: str) -> None:
    event(session)
    asked: dict[str, Any] = {"good_id": good(session, "Card", {material(session, "Paper", 9, "0.05"): 1}).id}
    assemble(session, **asked, key="a")
    before = everything(session)
    with pytest.raises(KeyReused, match=f"the idempotency key 'a' was used for run 1, .*{text}"):
        assemble(session, **{**asked, **change}, key="a")
    assert everything(session) == before


def test_keys_of_productions_and_assemblies_are_kept_apart(session: Session) -> None:
    bake(session, stollen(session).id, key="a")
    assemble(session, good(session, "Card", {material(session, "Paper", 9, "0.05"): 1}).id, key="a")


def test_a_constraint_that_has_nothing_to_do_with_the_key_is_not_hidden(session: Session) -> None:
    def record() -> ProductionRun:
        run = ProductionRun(recipe_id=1, snapshot_id=1, batches=0, good_pieces=0, lost_pieces=0, cost=0)
        session.add(run)
        session.flush()
        return run

    with pytest.raises(IntegrityError):
        record_once(record, lambda: None, session=session)


def test_the_log_says_that_a_run_was_there_already(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    recipe_id = stollen(session).id
    listening(caplog)
    run = bake(session, recipe_id, key="a")
    bake(session, recipe_id, key="a")
    assert [(record["production_run_id"], record["repeated"]) for record in logged(caplog)] == [
        (run.id, False),
        (run.id, True),
    ]
