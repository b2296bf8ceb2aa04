"""Recording an assembly: units, goods, packaging and materials, their share of the cost, and what is refused."""

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
    is_json,
    material,
    recipe,
    stocked,
    stollen,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from reference_impl.bakery.errors import Incomplete, InsufficientStock, InvalidName, InvalidQuantity, NotFound
from reference_impl.bakery.models import AssemblyConsumption, FinishedGood, FinishedUnit, GoodComponent
from reference_impl.bakery.services import assembly_service
from reference_impl.bakery.stock.pieces import take_pieces

HUGE = pytest.param(10**5000, id="huge")  # Python refuses to write it


def test_all_kinds_of_components_are_consumed(session: Session) -> None:
    baked, paper, ribbon = (
        stollen(session),
        material(session, "Paper", 5, "0.0525", packaging=False),
        material(session, "Ribbon", 9, "0.25"),
    )
    bake(session, baked.id)
    card = good(session, "Card", {paper: 1})
    assemble(session, card.id, 3)
    box = good(session, "Box", {baked: 2, card: 1, ribbon: 3})
    run = assemble(session, box.id, 2)
    assert [(taken.kind, taken.name, taken.quantity, taken.cost) for taken in run.consumed] == [
        ("unit", "Stollen", 4, "1.26"),
        ("good", "Card", 2, "0.11"),
        ("material", "Ribbon", 6, "1.50"),
    ]
    assert run.cost == "2.87"
    assert (baked.unit.in_stock, baked.unit.cost_of_stock) == (6, Decimal("1.89"))
    assert (card.in_stock, card.cost_of_stock) == (1, Decimal("0.0525"))
    assert (paper.in_stock, ribbon.in_stock) == (2, 3)
    assert (box.in_stock, box.cost_of_stock) == (2, Decimal("2.8650"))


def test_what_does_not_divide_is_neither_lost_nor_made_up(session: Session) -> None:
    baked = stollen(session)
    stocked(baked, 3, "1")
    single = good(session, "Single", {baked: 1})
    for left in ("0.6667", "0.3333", "0"):
        assemble(session, single.id)
        assert baked.unit.cost_of_stock == Decimal(left)
    assert sum(session.scalars(select(AssemblyConsumption.cost))) == single.cost_of_stock == 1


@given(st.decimals(0, 10**12, places=4), st.data())
def test_a_share_and_what_is_left_of_the_cost_of_stock_add_up(cost: Decimal, data: st.DataObject) -> None:
    unit = FinishedUnit(in_stock=data.draw(st.integers(1, 10**9)), cost_of_stock=cost)
    count = data.draw(st.integers(1, unit.in_stock))
    before = unit.in_stock
    share = take_pieces(unit, count)
    assert share + unit.cost_of_stock == cost
    assert abs(share - cost * count / before) <= Decimal("0.0001")
    assert unit.cost_of_stock >= 0
    assert unit.in_stock == before - count
    assert unit.in_stock or not unit.cost_of_stock


def test_a_component_that_is_named_twice_is_needed_twice(session: Session) -> None:
    ribbon = material(session, "Ribbon", 5, "1")
    bow = good(session, "Bow", {ribbon: 2})
    session.add(GoodComponent(good_id=bow.id, material=ribbon, quantity=1))
    run = assemble(session, bow.id)
    assert [(taken.name, taken.quantity) for taken in run.consumed] == [("Ribbon", 3)]
    with pytest.raises(InsufficientStock, match="3 of 'Ribbon' are needed, and 2 are there"):
        assemble(session, bow.id)


def test_a_good_within_a_good_is_taken_from_the_stock_and_not_assembled(session: Session) -> None:
    ribbon = material(session, "Ribbon", 100, "1")
    bow = good(session, "Bow", {ribbon: 2})
    box = good(session, "Box", {bow: 1})
    before = everything(session)
    with pytest.raises(InsufficientStock, match="1 of 'Bow' are needed, and 0 are there"):
        assemble(session, box.id)
    assert everything(session) == before


def test_the_third_component_that_lacks_leaves_the_first_two_as_they_were(session: Session) -> None:
    baked = stollen(session)
    stocked(baked, 10, "3.15")
    box = good(
        session, "Box", {baked: 1, material(session, "Paper", 9, "1"): 1, material(session, "Ribbon", 1, "1"): 2}
    )
    before = everything(session)
    with pytest.raises(InsufficientStock, match="2 of 'Ribbon' are needed, and 1 are there"):
        assemble(session, box.id, key="tried")
    assert everything(session) == before
    assert baked.unit.in_stock == 10


@pytest.mark.parametrize("number", [0, -1, 99, True, "1", 1.0, 2**31, 2**63, HUGE])
@pytest.mark.parametrize("which", ["good", "event"])
def test_what_is_not_there_is_not_found(session: Session, which: str, number: Any) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "1"): 1})
    before = everything(session)
    numbers = {"good": bow.id, "event": None, which: number}
    with pytest.raises(NotFound, match=f"there is no {which}"):
        assemble(session, numbers["good"], event_id=numbers["event"])
    assert everything(session) == before


@pytest.mark.parametrize("bad", [0, -1, 1.0, 0.5, True, "1", None, Decimal(1), 10**9 + 1, HUGE])
def test_what_is_no_number_of_pieces_is_refused(session: Session, bad: Any) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "1"): 1})
    before = everything(session)
    with pytest.raises(InvalidQuantity):
        assemble(session, bow.id, bad)
    with pytest.raises(InvalidQuantity):
        assembly_service.check_assembly(bow.id, bad, session=session)
    assert everything(session) == before


@pytest.mark.parametrize("bad", ["", " ", "x" * 81, "a\0b", "\ud800", 7])
def test_what_is_no_key_is_refused(session: Session, bad: Any) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "1"): 1})
    before = everything(session)
    with pytest.raises(InvalidName, match="the idempotency key"):
        assemble(session, bow.id, key=bad)
    assert everything(session) == before


def test_a_good_that_is_put_together_from_nothing_is_refused(session: Session) -> None:
    nothing = good(session, "Air", {})
    for refused in (assemble, lambda s, n: assembly_service.check_assembly(n, 1, session=s)):
        with pytest.raises(Incomplete, match="'Air' has no components"):
            refused(session, nothing.id)


def test_more_pieces_than_can_be_counted_are_refused(session: Session) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "1"): 1})
    stocked(bow, 2**31 - 1, "1")
    before = everything(session)
    with pytest.raises(InvalidQuantity, match="in stock afterwards"):
        assemble(session, bow.id)
    assert everything(session) == before


def test_what_the_caller_has_not_committed_is_seen(session: Session) -> None:
    ribbon = material(session, "Ribbon", 0, "1")
    bow = good(session, "Bow", {ribbon: 2})
    ribbon.in_stock = 2
    assert assemble(session, bow.id).cost == "2.00"


def test_a_run_is_for_an_event_or_for_the_shop(session: Session) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "1"): 1})
    feast = event(session)
    assert assemble(session, bow.id, event_id=feast.id).event_id == feast.id
    assert assemble(session, bow.id).event_id is None


def test_a_check_says_what_is_needed_there_and_missing(session: Session) -> None:
    baked = recipe(session, "Rolls", 10, {})
    stocked(baked, 7, "1")
    card = good(session, "Card", {baked: 1})
    box = good(session, "Box", {material(session, "Ribbon", 6, "1"): 3, card: 1, baked: 2})
    before = everything(session)
    check = assembly_service.check_assembly(box.id, 3, session=session)
    assert [(each.kind, each.name, each.needed, each.there, each.missing) for each in check.components] == [
        ("unit", "Rolls", 6, 7, 0),
        ("good", "Card", 3, 0, 3),
        ("material", "Ribbon", 9, 6, 3),
    ]
    assert not check.enough
    assert is_json(check)["good"] == "Box"
    stocked(card, 1, "1")
    assert assembly_service.check_assembly(box.id, 1, session=session).enough
    session.expire_all()
    stocked(card, 0, "0")
    assert everything(session) == before


def test_a_run_is_plain_values_with_money_as_text(session: Session) -> None:
    bow = good(session, "Bow", {material(session, "Ribbon", 9, "0.125"): 1})
    run = is_json(assemble(session, bow.id, 3, key="first"))
    assert (run["good"], run["quantity"], run["cost"], run["idempotency_key"]) == ("Bow", 3, "0.38", "first")
    assert run["consumed"] == [{"kind": "material", "name": "Ribbon", "quantity": 3, "cost": "0.38"}]
    assert session.scalars(select(FinishedGood)).one().cost_of_stock == Decimal("0.375")
