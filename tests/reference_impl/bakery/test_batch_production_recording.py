"""Recording a production: what is consumed, what comes out, what it costs, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bakery_samples import bake, event, everything, ingredient, is_json, receive, recipe, stocked, stollen
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import (
    BakeryError,
    Incomplete,
    InsufficientStock,
    InvalidName,
    InvalidQuantity,
    NotFound,
    OverYield,
)
from reference_impl.bakery.models import (
    FinishedUnit,
    IngredientLot,
    LotConsumption,
    ProductionLoss,
    ProductionRun,
    RecipeLine,
    RecipeSnapshot,
)
from reference_impl.bakery.money import adding_up, allocate, money, per_piece, worth
from reference_impl.bakery.services import batch_production_service
from reference_impl.database import SessionFactory

HUGE = pytest.param(10**5000, id="huge")  # Python refuses to write it
NO_NUMBER_OF_A_ROW = [0, -1, 99, True, "1", 1.0, 2**31, 2**63, HUGE]
NO_NUMBER_OF_PIECES = [0, -1, 1.0, 0.5, True, "1", None, Decimal(1), float("nan"), 10**9 + 1, HUGE]
AMOUNTS = st.decimals(0, 100_000, places=4)


def remaining(session: Session) -> list[str]:
    return [str(lot.remaining) for lot in session.scalars(select(IngredientLot).order_by(IngredientLot.id))]


def test_a_hundred_times_0_29_is_29(session: Session) -> None:
    flour = ingredient(session, "Flour")
    receive(session, flour, "29", "1")
    rolls = recipe(session, "Rolls", 1, {flour: "0.29"})
    run = bake(session, rolls.id, batches=100, good_pieces=100)
    assert (run.cost, run.consumed[0].quantity) == ("29.00", "29")
    assert session.scalar(select(IngredientLot.remaining)) == 0


def test_the_oldest_lot_is_used_first_whatever_its_number(session: Session) -> None:
    flour = ingredient(session, "Flour")
    newest = receive(session, flour, "500", "0.03", day=9)
    oldest = receive(session, flour, "100", "0.01", day=1)
    middle = receive(session, flour, "100", "0.02", day=5)
    same_day = receive(session, flour, "100", "0.04", day=5)
    run = bake(session, recipe(session, "Bread", 1, {flour: "250"}).id, good_pieces=1)
    assert [(taken.lot_id, taken.quantity, taken.cost) for taken in run.consumed] == [
        (oldest.id, "100", "1.00"),
        (middle.id, "100", "2.00"),
        (same_day.id, "50", "2.00"),
    ]
    assert run.cost == "5.00"
    assert (newest.remaining, same_day.remaining) == (500, 50)


def test_what_is_taken_of_a_lot_in_parts_costs_what_the_lot_has_cost(session: Session) -> None:
    flour = ingredient(session, "Flour")
    receive(session, flour, "1", "0.1111")  # a third of it costs 0.0370333...
    thirds = recipe(session, "Crumbs", 1, {flour: "0.333"})
    rest = recipe(session, "Dust", 1, {flour: "0.001"})
    for _ in range(3):
        bake(session, thirds.id, good_pieces=1)
    bake(session, rest.id, good_pieces=1)
    assert sum(session.scalars(select(LotConsumption.cost))) == Decimal("0.1111")


def test_the_snapshot_is_what_was_baked_and_stays_so(session: Session) -> None:
    baked = stollen(session)
    run = bake(session, baked.id)
    baked.name, baked.pieces_per_batch, baked.lines[0].quantity = "Christstollen", 12, Decimal(1)
    session.flush()
    snapshot = session.scalars(select(RecipeSnapshot)).one()
    assert (snapshot.name, snapshot.pieces_per_batch) == ("Stollen", 10)
    assert snapshot.lines[0] == {"ingredient": "Flour", "unit": "g", "quantity": "300"}
    again = batch_production_service.get_production_run(run.id, session=session)
    assert again == run
    assert (again.recipe, again.expected_pieces) == ("Stollen", 10)


def test_the_snapshot_is_written_before_anything_is_consumed(session: Session) -> None:
    baked = stollen(session, flour="0")
    seen: list[int] = []

    def note(_mapper: Any, connection: Any, _target: Any) -> None:
        seen.append(len(connection.execute(select(LotConsumption)).all()))

    events.listen(RecipeSnapshot, "after_insert", note)
    try:
        with pytest.raises(InsufficientStock):
            bake(session, baked.id)
    finally:
        events.remove(RecipeSnapshot, "after_insert", note)
    assert seen == [0]


def test_pieces_and_their_cost_come_into_the_stock(session: Session) -> None:
    baked = stollen(session)
    stocked(baked, 5, "1.2345")
    run = bake(session, baked.id, batches=2, good_pieces=20)
    unit = session.scalars(select(FinishedUnit)).one()
    # 600 g at 0.002, 400 g at 0.012, 200 g at 0.0015
    assert (unit.in_stock, unit.cost_of_stock) == (25, Decimal("1.2345") + Decimal("6.3"))
    assert (run.cost, run.cost_of_good_pieces) == ("6.30", "6.30")
    assert remaining(session) == ["400.000", "600.000", "800.000"]


def test_losses_have_their_share_and_all_shares_add_up(session: Session) -> None:
    baked = stollen(session)
    run = bake(session, baked.id, good_pieces=3, losses={"burnt": 3, "dropped": 1})
    lost = list(session.scalars(select(ProductionLoss.cost).order_by(ProductionLoss.id)))
    unit = session.scalars(select(FinishedUnit)).one()
    assert lost == [Decimal("1.35"), Decimal("0.45")]
    assert unit.cost_of_stock + sum(lost) == Decimal("3.15")
    assert [(loss.reason, loss.pieces, loss.cost) for loss in run.losses] == [
        ("burnt", 3, "1.35"),
        ("dropped", 1, "0.45"),
    ]
    assert (run.good_pieces, run.lost_pieces, run.cost_of_good_pieces) == (3, 4, "1.35")


def test_what_is_shown_of_a_run_adds_up_to_the_cent(session: Session) -> None:
    spices = [ingredient(session, name) for name in ("Anise", "Clove", "Mace")]
    for spice in spices:
        receive(session, spice, "1", "0.3333")
    run = bake(session, recipe(session, "Mix", 7, dict.fromkeys(spices, "1")).id, good_pieces=3, losses={"spilt": 4})
    assert run.cost == "1.00"
    assert [taken.cost for taken in run.consumed] == ["0.34", "0.33", "0.33"]
    assert Decimal(run.cost_of_good_pieces) + Decimal(run.losses[0].cost) == Decimal("1.00")


def test_when_all_is_lost_the_losses_bear_all_of_the_cost(session: Session) -> None:
    flour = ingredient(session, "Flour")
    receive(session, flour, "1", "0.0063")  # less than a cent
    bake(session, recipe(session, "Bread", 3, {flour: "1"}).id, good_pieces=0, losses={"burnt": 2, "dropped": 1})
    unit = session.scalars(select(FinishedUnit)).one()
    assert (unit.in_stock, unit.cost_of_stock) == (0, 0)
    assert list(session.scalars(select(ProductionLoss.cost).order_by(ProductionLoss.id))) == [
        Decimal("0.0042"),
        Decimal("0.0021"),
    ]


def test_fewer_pieces_than_the_batches_give_bear_all_of_the_cost(session: Session) -> None:
    run = bake(session, stollen(session).id, good_pieces=7)
    assert (run.cost_of_good_pieces, run.expected_pieces, run.lost_pieces) == ("3.15", 10, 0)


@pytest.mark.parametrize(("good_pieces", "losses"), [(11, {}), (10, {"burnt": 1}), (0, {"burnt": 6, "dropped": 5})])
def test_more_pieces_than_the_batches_give_are_refused(
    session: Session, good_pieces: int, losses: dict[str, int]
) -> None:
    baked = stollen(session)
    before = everything(session)
    with pytest.raises(OverYield, match="1 batches of 'Stollen' give 10 pieces, and not 11: count again"):
        bake(session, baked.id, good_pieces=good_pieces, losses=losses)
    assert everything(session) == before


@pytest.mark.parametrize("number", NO_NUMBER_OF_A_ROW)
@pytest.mark.parametrize("which", ["recipe", "event"])
def test_what_is_not_there_is_not_found(session: Session, which: str, number: Any) -> None:
    baked = stollen(session)
    before = everything(session)
    numbers = {"recipe": baked.id, "event": None, which: number}
    with pytest.raises(NotFound, match=f"there is no {which}"):
        bake(session, numbers["recipe"], event_id=numbers["event"])
    assert everything(session) == before


@pytest.mark.parametrize("bad", NO_NUMBER_OF_PIECES)
@pytest.mark.parametrize("which", ["batches", "good_pieces", "losses"])
def test_what_is_no_number_of_pieces_is_refused(session: Session, which: str, bad: Any) -> None:
    baked = stollen(session)
    before = everything(session)
    numbers: dict[str, Any] = {"batches": 1, "good_pieces": 1, "losses": {}}
    with pytest.raises(InvalidQuantity):
        bake(session, baked.id, **{**numbers, which: {"burnt": bad} if which == "losses" else bad})
    assert everything(session) == before


@pytest.mark.parametrize("bad", ["", "  ", "x" * 81, "a\0b", "\ud800", None, 7, b"burnt"])
@pytest.mark.parametrize("which", ["reason", "key"])
def test_what_is_no_reason_or_key_is_refused(session: Session, which: str, bad: Any) -> None:
    baked = stollen(session)
    before = everything(session)
    if which == "key" and bad is None:
        bad = ""  # None is no key, and allowed
    with pytest.raises(InvalidName):
        bake(session, baked.id, good_pieces=1, **({"key": bad} if which == "key" else {"losses": {bad: 1}}))
    assert everything(session) == before


def test_a_recipe_that_makes_pieces_of_nothing_is_refused(session: Session) -> None:
    nothing = recipe(session, "Air", 10, {})
    uncounted = stollen(session)
    session.execute(delete(FinishedUnit).where(FinishedUnit.recipe_id == uncounted.id))
    before = everything(session)
    with pytest.raises(Incomplete, match="'Air' has no ingredients: say first"):
        bake(session, nothing.id)
    with pytest.raises(Incomplete, match="'Stollen' has no finished unit"):
        bake(session, uncounted.id)
    assert everything(session) == before


def test_more_pieces_than_can_be_counted_are_refused(session: Session) -> None:
    baked = stollen(session)
    stocked(baked, 2**31 - 5, "1")
    with pytest.raises(InvalidQuantity, match=r"in stock afterwards: .* write a whole number from 0 to 2147483647"):
        bake(session, baked.id)


def test_an_error_says_what_is_needed_and_what_is_there(session: Session) -> None:
    baked = stollen(session, sugar="99.5")
    with pytest.raises(InsufficientStock, match=r"100 of 'Sugar' are needed, and 99\.5 are there") as refused:
        bake(session, baked.id)
    assert (refused.value.what, refused.value.needed, refused.value.there) == ("Sugar", "100", "99.5")
    assert isinstance(refused.value, BakeryError)


def test_a_run_is_for_an_event_or_for_the_shop(session: Session) -> None:
    baked = stollen(session)
    feast = event(session)
    assert bake(session, baked.id, event_id=feast.id).event_id == feast.id
    assert bake(session, baked.id).event_id is None


def test_what_the_caller_has_not_committed_or_flushed_is_seen(sqlite_factory: SessionFactory) -> None:
    with sqlite_factory.create_session() as session:
        session.autoflush = False
        baked = stollen(session, flour="1")
        flour = baked.lines[0].ingredient
        flour.lots[0].remaining = Decimal("0.5")
        session.add(
            IngredientLot(
                ingredient_id=flour.id,
                received_on=flour.lots[0].received_on,
                bought=Decimal(300),
                remaining=Decimal(300),
                unit_price=Decimal("0.002"),
            )
        )
        run = bake(session, baked.id)
        assert [taken.quantity for taken in run.consumed if taken.ingredient == "Flour"] == ["0.5", "299.5"]


def test_a_line_that_was_added_beside_the_recipe_is_baked_too(session: Session) -> None:
    baked = stollen(session)
    assert len(baked.lines) == 3
    salt = ingredient(session, "Salt")
    receive(session, salt, "5", "0.01")
    session.add(RecipeLine(recipe_id=baked.id, ingredient_id=salt.id, quantity=Decimal(5)))
    assert [taken.ingredient for taken in bake(session, baked.id).consumed] == ["Flour", "Butter", "Sugar", "Salt"]


def test_a_run_is_plain_values_with_money_as_text(session: Session) -> None:
    run = is_json(bake(session, stollen(session).id, good_pieces=9, losses={"burnt": 1}, key="first"))
    assert run["cost"] == "3.15"
    assert run["consumed"][0] == {"lot_id": 1, "ingredient": "Flour", "quantity": "300", "cost": "0.60"}
    assert run["idempotency_key"] == "first"
    assert session.scalars(select(ProductionRun)).one().baked_at.isoformat() == run["baked_at"]


def test_availability_says_what_is_needed_there_and_missing(session: Session) -> None:
    baked = stollen(session, flour="900", butter="399.5", sugar="200")
    receive(session, baked.lines[2].ingredient, "50.25", "1")
    before = everything(session)
    availability = batch_production_service.check_availability(baked.id, 2, session=session)
    assert [
        (each.ingredient, each.unit, each.needed, each.there, each.missing) for each in availability.ingredients
    ] == [
        ("Flour", "g", "600", "900", "0"),
        ("Butter", "g", "400", "399.5", "0.5"),
        ("Sugar", "g", "200", "250.25", "0"),
    ]
    assert not availability.enough
    assert batch_production_service.check_availability(baked.id, 1, session=session).enough
    is_json(availability)
    assert everything(session) == before


def test_availability_refuses_what_a_production_refuses(session: Session) -> None:
    nothing = recipe(session, "Air", 10, {})
    with pytest.raises(NotFound):
        batch_production_service.check_availability(99, 1, session=session)
    with pytest.raises(InvalidQuantity):
        batch_production_service.check_availability(nothing.id, 0, session=session)
    with pytest.raises(Incomplete):
        batch_production_service.check_availability(nothing.id, 1, session=session)


@given(st.lists(AMOUNTS, max_size=8))
def test_parts_that_are_shown_add_up_to_the_sum_that_is_shown(parts: list[Decimal]) -> None:
    shown = adding_up(parts)
    assert sum(map(Decimal, shown)) == Decimal(money(sum(parts, Decimal(0))))
    assert all(abs(Decimal(text) - part) < Decimal("0.01") for text, part in zip(shown, parts, strict=True))


@given(AMOUNTS, st.integers(1, 200))
def test_pieces_cost_what_an_allocation_among_them_gives(total: Decimal, pieces: int) -> None:
    each = [amount for count, amount in per_piece(total, pieces) for _ in range(count)]
    assert each == allocate(total, [1] * pieces)


@given(AMOUNTS, st.lists(st.integers(0, 9), min_size=1).filter(any))
def test_shares_of_four_places_add_up_to_all_four(total: Decimal, weights: list[int]) -> None:
    shares = allocate(total, weights, places=4)
    assert sum(shares) == total
    assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if not weight)


def test_the_worth_of_much_at_a_fine_price_is_exact() -> None:
    assert worth(Decimal("123456789012.345"), Decimal("98765432109.8765")) == Decimal("12193263113702107135954.9254")
