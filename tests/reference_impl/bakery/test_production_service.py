"""Records, totals, progress, what can be assembled, and what baking costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bakery_samples import (
    assemble,
    bake,
    event,
    everything,
    good,
    ingredient,
    is_json,
    material,
    receive,
    recipe,
    stocked,
    stollen,
)
from sqlalchemy.orm import Session

from reference_impl.bakery.dtos.production import ProductionTotalsDTO
from reference_impl.bakery.errors import Incomplete, InsufficientStock, InvalidQuantity, NotFound
from reference_impl.bakery.models import Recipe
from reference_impl.bakery.services import production_service
from reference_impl.database import SessionFactory, session_scope


def rolls(session: Session, of: Recipe) -> Recipe:
    """Write down what takes a gram of the flour of another recipe, and gives four pieces."""
    return recipe(session, "Rolls", 4, {of.lines[0].ingredient: "1"})


def test_the_records_of_an_event_and_of_a_recipe_are_the_runs_oldest_first(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session)
        other, feast = rolls(session, baked), event(session)
        one = bake(session, baked.id, event_id=feast.id)
        two = bake(session, other.id, good_pieces=4, event_id=feast.id)
        three = bake(session, baked.id)
        assert production_service.get_event_records(feast.id, session=session) == (one, two)
        assert production_service.get_recipe_records(baked.id, session=session) == (one, three)


def test_totals_are_those_of_each_recipe_and_of_all(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session, "9000", "9000", "9000")
        other, feast = rolls(session, baked), event(session)
        bake(session, baked.id, 2, good_pieces=15, losses={"burnt": 5}, event_id=feast.id)
        bake(session, other.id, good_pieces=4, event_id=feast.id)
        bake(session, baked.id, good_pieces=9)
        totals = production_service.get_production_totals(session=session)
        assert [
            (each.recipe, each.runs, each.batches, each.good_pieces, each.lost_pieces, each.cost)
            for each in totals.recipes
        ] == [("Stollen", 2, 3, 24, 5, "9.45"), ("Rolls", 1, 1, 4, 0, "0.00")]
        assert (totals.runs, totals.batches, totals.good_pieces, totals.lost_pieces, totals.cost) == (
            3,
            4,
            28,
            5,
            "9.45",
        )
        of_event = production_service.get_production_totals(event_id=feast.id, session=session)
        assert (of_event.runs, of_event.batches, of_event.cost) == (2, 3, "6.30")
        of_both = production_service.get_production_totals(event_id=feast.id, recipe_id=other.id, session=session)
        assert [each.recipe for each in of_both.recipes] == ["Rolls"]
        is_json(totals)


def test_the_totals_of_nothing_are_nothing(session: Session) -> None:
    assert production_service.get_production_totals(session=session) == ProductionTotalsDTO((), 0, 0, 0, 0, "0.00")


def test_costs_of_totals_add_up_to_the_cent(session: Session) -> None:
    flour = ingredient(session, "Flour")
    receive(session, flour, "10", "0.3333")
    for name in ("One", "Two", "Three"):
        bake(session, recipe(session, name, 1, {flour: "1"}).id, good_pieces=1)
    totals = production_service.get_production_totals(session=session)
    assert [each.cost for each in totals.recipes] == ["0.34", "0.33", "0.33"]
    assert totals.cost == "1.00"


def test_progress_counts_batches_for_the_event_against_its_targets(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        baked = stollen(session, "9000", "9000", "9000")
        other, third = rolls(session, baked), recipe(session, "Bread", 1, {baked.lines[0].ingredient: "1"})
        feast = event(session, targets={baked: 3, other: 4})
        bake(session, baked.id, 2, good_pieces=15, losses={"burnt": 5}, event_id=feast.id)
        bake(session, other.id, 6, good_pieces=24, event_id=feast.id)
        bake(session, third.id, good_pieces=1, event_id=feast.id)
        bake(session, baked.id, good_pieces=10)  # for the shop
        progress = production_service.get_production_progress(feast.id, session=session)
        assert [
            (line.recipe, line.target_batches, line.batches, line.remaining_batches, line.percent)
            for line in progress.recipes
        ] == [("Stollen", 3, 2, 1, 66), ("Rolls", 4, 6, 0, 150), ("Bread", 0, 1, 0, None)]
        assert (progress.recipes[0].good_pieces, progress.recipes[0].lost_pieces) == (15, 5)
        assert (progress.event, progress.target_batches, progress.remaining_batches) == ("Christmas", 7, 1)
        assert (progress.percent, progress.complete) == (85, False)
        bake(session, baked.id, event_id=feast.id)
        done = production_service.get_production_progress(feast.id, session=session)
        assert (done.percent, done.complete, done.remaining_batches) == (100, True, 0)
        is_json(done)


def test_an_event_without_targets_has_no_percentage(session: Session) -> None:
    progress = production_service.get_production_progress(event(session).id, session=session)
    assert (progress.recipes, progress.percent, progress.complete) == ((), None, False)


def test_a_target_that_nothing_was_baked_for_is_at_nought(session: Session) -> None:
    feast = event(session, targets={stollen(session): 3})
    (line,) = production_service.get_production_progress(feast.id, session=session).recipes
    assert (line.batches, line.remaining_batches, line.percent, line.good_pieces) == (0, 3, 0, 0)


@pytest.mark.parametrize(
    "ask",
    [
        lambda n, s: production_service.get_event_records(n, session=s),
        lambda n, s: production_service.get_recipe_records(n, session=s),
        lambda n, s: production_service.get_production_totals(event_id=n, session=s),
        lambda n, s: production_service.get_production_totals(recipe_id=n, session=s),
        lambda n, s: production_service.get_production_progress(n, session=s),
        lambda n, s: production_service.get_available_to_assemble(n, session=s),
        lambda n, s: production_service.get_recipe_cost(n, 1, session=s),
    ],
)
@pytest.mark.parametrize("number", [0, 99, True, "1", 2**40])
def test_what_is_not_there_is_not_found(session: Session, ask: Any, number: Any) -> None:
    event(session)
    good(session, "Bow", {stollen(session): 1})
    with pytest.raises(NotFound):
        ask(number, session)


def test_as_many_can_be_assembled_as_the_scarcest_component_allows(session: Session) -> None:
    baked, ribbon = stollen(session), material(session, "Ribbon", 11, "1")
    stocked(baked, 7, "1")
    card = good(session, "Card", {ribbon: 1})
    stocked(card, 3, "1")
    box = good(session, "Box", {baked: 2, ribbon: 3, card: 1})
    stocked(box, 1, "1")
    found = production_service.get_available_to_assemble(box.id, session=session)
    assert (found.good, found.in_stock, found.available) == ("Box", 1, 3)
    assert found.limited_by == ("Stollen", "Card", "Ribbon")
    is_json(found)
    assemble(session, box.id, found.available)
    assert production_service.get_available_to_assemble(box.id, session=session).available == 0
    with pytest.raises(InsufficientStock):
        assemble(session, box.id)


def test_of_a_good_without_components_none_can_be_assembled(session: Session) -> None:
    with pytest.raises(Incomplete):
        production_service.get_available_to_assemble(good(session, "Air", {}).id, session=session)


def test_a_recipe_costs_what_baking_it_will_cost(session: Session) -> None:
    flour, butter = ingredient(session, "Flour"), ingredient(session, "Butter")
    receive(session, flour, "100", "0.02", day=2)
    receive(session, flour, "50", "0.01", day=1)
    receive(session, butter, "10", "0.3333")
    buns = recipe(session, "Buns", 3, {flour: "60", butter: "1.5"})
    before = everything(session)
    cost = production_service.get_recipe_cost(buns.id, 2, session=session)
    assert everything(session) == before
    assert [(each.ingredient, each.unit, each.needed, each.missing, each.cost) for each in cost.ingredients] == [
        ("Flour", "g", "120", "0", "1.90"),
        ("Butter", "g", "3", "0", "1.00"),
    ]
    assert (cost.cost, cost.pieces) == ("2.90", 6)
    assert [(each.pieces, each.cost) for each in cost.per_piece] == [(2, "0.49"), (4, "0.48")]
    assert bake(session, buns.id, 2, good_pieces=6).cost == cost.cost


def test_what_is_shown_of_a_cost_adds_up(session: Session) -> None:
    spices = [ingredient(session, name) for name in ("Anise", "Clove", "Mace")]
    for spice in spices:
        receive(session, spice, "1", "0.3333")
    mix = recipe(session, "Mix", 7, dict.fromkeys(spices, "1"))
    cost = production_service.get_recipe_cost(mix.id, 1, session=session)
    assert sum(Decimal(each.cost or "0") for each in cost.ingredients) == Decimal(cost.cost or "0") == 1
    assert sum(each.pieces * Decimal(each.cost) for each in cost.per_piece) == 1
    assert sum(each.pieces for each in cost.per_piece) == 7


def test_the_cost_of_what_is_not_there_is_not_known(session: Session) -> None:
    baked = stollen(session, butter="199")
    cost = production_service.get_recipe_cost(baked.id, 1, session=session)
    assert [(each.ingredient, each.missing, each.cost) for each in cost.ingredients] == [
        ("Flour", "0", "0.60"),
        ("Butter", "1", None),
        ("Sugar", "0", "0.15"),
    ]
    assert (cost.cost, cost.per_piece) == (None, ())
    is_json(cost)


def test_a_billion_batches_cost_no_time_and_no_memory(session: Session) -> None:
    flour = ingredient(session, "Flour")
    receive(session, flour, "1000000000", "0.0001")
    rice = recipe(session, "Grains", 1000, {flour: "1"})
    cost = production_service.get_recipe_cost(rice.id, 10**9, session=session)
    assert [(each.pieces, each.cost) for each in cost.per_piece] == [(10_000_000, "0.01"), (10**12 - 10**7, "0.00")]


@pytest.mark.parametrize("batches", [0, -1, 1.5, True, None])
def test_so_many_batches_have_no_cost(session: Session, batches: Any) -> None:
    with pytest.raises(InvalidQuantity):
        production_service.get_recipe_cost(stollen(session).id, batches, session=session)
