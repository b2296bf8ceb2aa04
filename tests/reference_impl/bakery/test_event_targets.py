"""Assignments, recipients, and what is to be baked and assembled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session
from winter_market import NOWHERE, Market, refused, statements

from reference_impl.bakery.checks import MOST
from reference_impl.bakery.dtos.catalogue import Part
from reference_impl.bakery.dtos.events import AssemblyTargetDTO, GiftDTO, ProductionTargetDTO
from reference_impl.bakery.errors import AlreadyAssigned, InvalidQuantity, NotFound
from reference_impl.bakery.models import ProductionTarget
from reference_impl.bakery.services import catalogue_service as catalogue
from reference_impl.bakery.services import event_service as events
from reference_impl.database import SessionFactory

BAD_PIECES: list[Any] = [0, -1, 1.0, True, "1", MOST + 1]  # what a caller without a type checker sends


def given(event_id: int, session: Session) -> list[tuple[str, str, int]]:
    found = events.list_assignments(event_id, session=session)
    return [(each.recipient, each.package, each.quantity) for each in found]


def test_assignments_are_listed_by_recipient_and_package(market: Market, session: Session) -> None:
    assert given(market.market, session) == [("Ann", "large", 1), ("Ann", "small", 1), ("Ben", "small", 2)]
    of_ben = events.list_assignments_of_recipient(market.market, market.ben, session=session)
    assert of_ben == [events.get_assignment(market.bens_small, session=session)]
    recipients = events.list_recipients_of_event(market.market, session=session)
    assert [each.name for each in recipients] == ["Ann", "Ben"]


def test_an_assignment_is_changed_and_removed(market: Market, session: Session) -> None:
    assert events.change_assignment(market.bens_small, 3, session=session).quantity == 3
    events.remove_assignment(market.anns_large, session=session)
    assert given(market.market, session) == [("Ann", "small", 1), ("Ben", "small", 3)]
    events.add_assignment(market.market, market.ann, market.large, 2, session=session)
    assert given(market.market, session)[0] == ("Ann", "large", 2)


def test_nobody_is_given_the_same_package_twice(market: Market, session: Session) -> None:
    expected = f"'Ben' is given 'small' at this event already: change assignment {market.bens_small}"
    with refused(AlreadyAssigned, expected, session):
        events.add_assignment(market.market, market.ben, market.small, 1, session=session)


@pytest.mark.parametrize("quantity", BAD_PIECES, ids=repr)
def test_a_quantity_that_is_no_number_of_pieces_is_refused(market: Market, session: Session, quantity: Any) -> None:
    with refused(InvalidQuantity, "packages for Cy: ", session):
        events.add_assignment(market.market, market.cy, market.small, quantity, session=session)
    with refused(InvalidQuantity, "packages for Ben: ", session):
        events.change_assignment(market.bens_small, quantity, session=session)
    for set_or_change in (events.set_production_target, events.change_production_target):
        with refused(InvalidQuantity, "batches of cookie: ", session):
            set_or_change(market.market, market.cookie, quantity, session=session)
    for set_or_change in (events.set_assembly_target, events.change_assembly_target):
        with refused(InvalidQuantity, "pieces of bag: ", session):
            set_or_change(market.market, market.bag, quantity, session=session)


def test_what_is_not_there_is_not_assigned(market: Market, session: Session) -> None:
    with refused(NotFound, "there is no recipient 4711", session):
        events.add_assignment(market.market, NOWHERE, market.small, 1, session=session)
    with refused(NotFound, "there is no package 4711", session):
        events.add_assignment(market.market, market.ann, NOWHERE, 1, session=session)
    with refused(NotFound, "there is no recipient 4711", session):
        events.list_assignments_of_recipient(market.market, NOWHERE, session=session)
    with refused(NotFound, "there is no recipient 4711", session):
        events.get_recipient_history(NOWHERE, session=session)
    for find in (events.get_assignment, events.remove_assignment):
        with refused(NotFound, "there is no assignment 4711", session):
            find(NOWHERE, session=session)
    with refused(NotFound, "there is no assignment 4711", session):
        events.change_assignment(NOWHERE, 1, session=session)


def test_a_recipient_has_a_history_over_the_years(market: Market, session: Session) -> None:
    assert events.get_recipient_history(market.ann, session=session) == [
        GiftDTO(market.market, "Market", 2026, "2026-12-12", market.large, "large", 1),
        GiftDTO(market.market, "Market", 2026, "2026-12-12", market.small, "small", 1),
        GiftDTO(market.harvest, "Harvest", 2025, "2025-10-04", market.small, "small", 5),
    ]
    assert events.get_recipient_history(market.cy, session=session) == []


def test_targets_are_set_changed_and_removed(market: Market, session: Session) -> None:
    events.set_production_target(market.market, market.biscotti, 1, session=session)
    events.set_production_target(market.market, market.cookie, 5, session=session)
    events.change_production_target(market.market, market.biscotti, 2, session=session)
    assert events.list_production_targets(market.market, session=session) == [
        ProductionTargetDTO(market.market, market.biscotti, "biscotti", 2),
        ProductionTargetDTO(market.market, market.cookie, "cookie", 5),
    ]
    events.remove_production_target(market.market, market.cookie, session=session)
    assert [each.recipe for each in events.list_production_targets(market.market, session=session)] == ["biscotti"]
    events.set_assembly_target(market.market, market.hamper, 1, session=session)
    events.change_assembly_target(market.market, market.hamper, 2, session=session)
    events.remove_assembly_target(market.market, market.bag, session=session)
    expected = [AssemblyTargetDTO(market.market, market.hamper, "hamper", 2)]
    assert events.list_assembly_targets(market.market, session=session) == expected


def test_a_target_that_is_not_there_is_neither_changed_nor_removed(market: Market, session: Session) -> None:
    with refused(NotFound, "there is no production target 'biscotti'", session):
        events.change_production_target(market.market, market.biscotti, 1, session=session)
    with refused(NotFound, "there is no production target 'biscotti'", session):
        events.remove_production_target(market.market, market.biscotti, session=session)
    with refused(NotFound, "there is no assembly target 'hamper'", session):
        events.change_assembly_target(market.market, market.hamper, 1, session=session)
    with refused(NotFound, "there is no assembly target 'hamper'", session):
        events.remove_assembly_target(market.market, market.hamper, session=session)
    for of_recipe in (events.set_production_target, events.change_production_target):
        with refused(NotFound, "there is no recipe 4711", session):
            of_recipe(market.market, NOWHERE, 1, session=session)
    for of_good in (events.set_assembly_target, events.change_assembly_target):
        with refused(NotFound, "there is no good 4711", session):
            of_good(market.market, NOWHERE, 1, session=session)


def test_targets_are_proposed_from_the_assignments_and_not_stored(market: Market, session: Session) -> None:
    assert events.propose_production_targets(market.market, session=session) == [
        ProductionTargetDTO(market.market, market.biscotti, "biscotti", 1),
        ProductionTargetDTO(market.market, market.cookie, "cookie", 3),
    ]
    assert events.propose_assembly_targets(market.market, session=session) == [
        AssemblyTargetDTO(market.market, market.bag, "bag", 6),
        AssemblyTargetDTO(market.market, market.hamper, "hamper", 1),
    ]
    stored = events.list_production_targets(market.market, session=session)
    assert [each.batches for each in stored] == [4]


def test_proposals_that_are_adopted_take_the_place_of_all_targets(market: Market, session: Session) -> None:
    unneeded = catalogue.create_recipe("unneeded", 1, {market.flour: 1}, session=session).id
    events.set_production_target(market.market, unneeded, 9, session=session)
    assert session.get(ProductionTarget, (market.market, unneeded)) is not None
    adopted = events.adopt_proposed_targets(market.market, session=session)
    assert adopted.production == events.propose_production_targets(market.market, session=session)
    assert adopted.production == events.list_production_targets(market.market, session=session)
    assert adopted.assembly == events.list_assembly_targets(market.market, session=session)


def test_targets_that_cannot_be_counted_are_not_adopted(market: Market, session: Session) -> None:
    events.change_assignment(market.anns_large, MOST, session=session)
    with refused(InvalidQuantity, "batches of cookie: 1200000002 is no number", session):
        events.adopt_proposed_targets(market.market, session=session)


def test_an_event_without_assignments_needs_no_targets(market: Market, session: Session) -> None:
    for each in events.list_assignments(market.market, session=session):
        events.remove_assignment(each.id, session=session)
    adopted = events.adopt_proposed_targets(market.market, session=session)
    assert adopted.production == adopted.assembly == []


@pytest.mark.parametrize("name", ["list_assignments", "list_production_targets", "list_assembly_targets"])
def test_a_list_of_an_event_asks_no_question_for_each_row(
    sqlite_factory: SessionFactory, market: Market, session: Session, name: str
) -> None:
    for number in range(10):
        recipient = catalogue.create_recipient(f"recipient {number}", session=session).id
        events.add_assignment(market.market, recipient, market.small, 1, session=session)
        recipe = catalogue.create_recipe(f"recipe {number}", 1, {market.flour: 1}, session=session)
        events.set_production_target(market.market, recipe.id, 1, session=session)
        good = catalogue.create_good(f"good {number}", [Part("unit", recipe.unit_id, 1)], session=session).id
        events.set_assembly_target(market.market, good, 1, session=session)
    session.expire_all()
    with statements(sqlite_factory) as sent:
        assert len(getattr(events, name)(market.market, session=session)) > 10
    assert len(sent) == 2  # the event, and the rest
