"""What fails leaves nothing of itself and takes nothing of the caller's with it; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    recipe,
    stocked,
    stollen,
)
from sqlalchemy import event as events
from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import InsufficientStock
from reference_impl.bakery.models import (
    AssemblyConsumption,
    AssemblyRun,
    FinishedGood,
    FinishedUnit,
    IngredientLot,
    LotConsumption,
    Material,
    ProductionLoss,
    ProductionRun,
    Recipe,
    RecipeSnapshot,
)
from reference_impl.database import SessionFactory, session_scope

PRODUCTION = [
    (RecipeSnapshot, "after_insert", 1),
    (ProductionRun, "before_insert", 1),
    (ProductionRun, "before_update", 1),
    (IngredientLot, "before_update", 2),
    (LotConsumption, "before_insert", 3),
    (ProductionLoss, "after_insert", 1),
    (FinishedUnit, "after_update", 1),
]
ASSEMBLY = [
    (AssemblyRun, "after_insert", 1),
    (FinishedUnit, "before_update", 1),
    (FinishedGood, "after_update", 2),
    (Material, "after_update", 1),
    (AssemblyConsumption, "before_insert", 3),
]


class PowerCut(Exception):
    """What a listener raises."""


@contextmanager
def failing(model: type, moment: str, time: int) -> Iterator[None]:
    """Raise when something happens to a row of a table for the so-manieth time."""
    times = 0

    def fail(_mapper: Any, _connection: Any, _target: Any) -> None:
        nonlocal times
        times += 1
        if times == time:
            raise PowerCut

    events.listen(model, moment, fail)
    try:
        yield
    finally:
        events.remove(model, moment, fail)


def box(session: Session) -> FinishedGood:
    """Say that a box holds two stollen, a card and a ribbon; of all there is enough."""
    baked = stollen(session)
    stocked(baked, 10, "3.15")
    card = good(session, "Card", {material(session, "Paper", 10, "0.05", packaging=False): 1})
    stocked(card, 10, "0.50")
    return good(session, "Box", {baked: 2, card: 1, material(session, "Ribbon", 10, "0.25"): 1})


def test_too_little_of_the_third_ingredient_leaves_nothing_when_the_caller_goes_on(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session, sugar="99")
        before = everything(session)
        with pytest.raises(InsufficientStock, match="'Sugar'"):
            bake(session, baked.id, key="tried")
        assert everything(session) == before
        recipe(session, "Rolls", 10, {})
    left = everything_committed(factory)
    assert {**left, "recipes": [], "finished_units": []} == {**before, "recipes": [], "finished_units": []}
    assert [row[1] for row in left["recipes"]] == ["Stollen", "Rolls"]


@pytest.mark.parametrize(("model", "moment", "time"), PRODUCTION)
def test_a_production_that_a_listener_breaks_leaves_nothing(
    factory: SessionFactory, model: type, moment: str, time: int
) -> None:
    recipe_id = committed(factory, stollen)
    before = everything_committed(factory)
    with session_scope(factory) as session:
        with failing(model, moment, time), pytest.raises(PowerCut):
            bake(session, recipe_id, good_pieces=9, losses={"burnt": 1}, key="tried")
        assert everything(session) == before
        event(session)
    assert {**everything_committed(factory), "events": []} == before


@pytest.mark.parametrize(("model", "moment", "time"), ASSEMBLY)
def test_an_assembly_that_a_listener_breaks_leaves_nothing(
    factory: SessionFactory, model: type, moment: str, time: int
) -> None:
    good_id = committed(factory, box)
    before = everything_committed(factory)
    with session_scope(factory) as session:
        with failing(model, moment, time), pytest.raises(PowerCut):
            assemble(session, good_id, key="tried")
        assert everything(session) == before
        event(session)
    assert {**everything_committed(factory), "events": []} == before


def test_what_failed_can_be_done_again_with_the_same_key(factory: SessionFactory) -> None:
    recipe_id = committed(factory, stollen)
    with session_scope(factory) as session:
        with failing(LotConsumption, "before_insert", 2), pytest.raises(PowerCut):
            bake(session, recipe_id, key="tried")
        assert bake(session, recipe_id, key="tried").cost == "3.15"
    assert len(everything_committed(factory)["production_runs"]) == 1


def test_what_the_caller_had_done_and_not_flushed_stays(factory: SessionFactory) -> None:
    recipe_id = committed(factory, lambda session: stollen(session, sugar="0"))
    with session_scope(factory) as session:
        feast = event(session)
        feast.notes = "with guests"
        with pytest.raises(InsufficientStock):
            bake(session, recipe_id)
        assert feast.notes == "with guests"
    assert everything_committed(factory)["events"][0][-1] == "with guests"


@pytest.mark.parametrize("act", [bake, assemble])
def test_a_rollback_of_the_caller_leaves_nothing(factory: SessionFactory, act: Any) -> None:
    with session_scope(factory) as session:
        made = box(session)
        number = made.id if act is assemble else session.scalars(select(Recipe.id)).one()
    before = everything_committed(factory)
    with pytest.raises(PowerCut), session_scope(factory) as session:
        act(session, number, key="tried")
        raise PowerCut
    assert everything_committed(factory) == before


def test_a_production_is_staged_and_after_the_commit_a_success(
    factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    listening(caplog)
    with session_scope(factory) as session:
        feast = event(session)
        run = bake(session, stollen(session).id, good_pieces=9, losses={"burnt": 1}, event_id=feast.id)
        assert [record["outcome"] for record in logged(caplog)] == ["staged"]
    staged, success = logged(caplog)
    assert success == {
        "operation": "record_production",
        "outcome": "success",
        "event_id": run.event_id,
        "recipe_id": run.recipe_id,
        "batches": 1,
        "good_pieces": 9,
        "lost_pieces": 1,
        "production_run_id": run.id,
        "cost": "3.15",
        "repeated": False,
    }
    assert {**staged, "outcome": "success"} == success


def test_an_assembly_is_staged_and_after_the_commit_a_success(
    factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    listening(caplog)
    with session_scope(factory) as session:
        run = assemble(session, box(session).id, 2)
    assert [record["outcome"] for record in logged(caplog)] == ["staged", "success"]
    assert logged(caplog)[1] == {
        "operation": "record_assembly",
        "outcome": "success",
        "event_id": None,
        "good_id": run.good_id,
        "quantity": 2,
        "assembly_run_id": run.id,
        "cost": "1.86",
        "repeated": False,
    }


def test_a_run_that_is_rolled_back_is_never_a_success(
    factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    recipe_id = committed(factory, stollen)
    listening(caplog)
    with pytest.raises(PowerCut), session_scope(factory) as session:
        bake(session, recipe_id)
        raise PowerCut
    assert [record["outcome"] for record in logged(caplog)] == ["staged"]


def test_a_refusal_and_an_error_are_told_apart_in_the_log(
    factory: SessionFactory, caplog: pytest.LogCaptureFixture
) -> None:
    recipe_id = committed(factory, lambda session: stollen(session, butter="200"))
    listening(caplog)
    with session_scope(factory) as session:
        with failing(ProductionRun, "before_insert", 1), pytest.raises(PowerCut):
            bake(session, recipe_id)
        with pytest.raises(InsufficientStock):
            bake(session, recipe_id, batches=2)
    refusal = "400 of 'Butter' are needed, and 200 are there"
    assert [(record["outcome"], record["reason"]) for record in logged(caplog)] == [
        ("error", "PowerCut: "),
        ("validation failure", refusal),
    ]
