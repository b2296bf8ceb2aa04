"""Events: planned, read, changed, deleted and cloned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from winter_market import MARKET_DAY, NOWHERE, TODAY, Market, bake, refused

from reference_impl.bakery.dtos.events import EventDTO
from reference_impl.bakery.errors import EventInThePast, InvalidName, InvalidNotes, NameTaken, NotFound, StillInUse
from reference_impl.bakery.models import Event
from reference_impl.bakery.services import event_service as events

NEXT_YEAR = date(2027, 12, 11)


def names(found: list[EventDTO]) -> list[str]:
    return [event.name for event in found]


def test_an_event_is_found_by_number_and_by_name_and_year(market: Market, session: Session) -> None:
    expected = EventDTO(market.market, "Market", 2026, "2026-12-12", "bring lights")
    assert events.get_event(market.market, session=session) == expected
    assert events.get_event_by_name(" Market ", 2026, session=session) == expected


@pytest.mark.parametrize(("name", "year"), [("Market", 2025), ("market", 2026), ("Market", 10**30), ("Market", 0)])
def test_another_name_or_year_is_not_found(market: Market, session: Session, name: str, year: int) -> None:
    with refused(NotFound, f"there is no event '{name} {year}'", session):
        events.get_event_by_name(name, year, session=session)


def test_events_are_listed_by_day(market: Market, session: Session) -> None:
    events.create_event("Spring", TODAY, today=TODAY, session=session)
    assert names(events.list_events(session=session)) == ["Harvest", "Spring", "Market"]
    assert names(events.list_events_of_year(2026, session=session)) == ["Spring", "Market"]
    assert events.list_events_of_year(-(10**5000), session=session) == []
    with refused(NotFound, "there is no event 'Market a number of 16610 bits'", session):
        events.get_event_by_name("Market", 10**5000, session=session)


def test_an_event_of_today_is_not_over(market: Market, session: Session) -> None:
    events.create_event("Spring", TODAY, today=TODAY, session=session)
    assert names(events.list_upcoming_events(today=TODAY, session=session)) == ["Spring", "Market"]
    assert names(events.list_past_events(today=TODAY, session=session)) == ["Harvest"]
    tomorrow = TODAY + timedelta(days=1)
    assert names(events.list_upcoming_events(today=tomorrow, session=session)) == ["Market"]


def test_no_event_is_planned_for_a_day_that_is_over(market: Market, session: Session) -> None:
    yesterday = TODAY - timedelta(days=1)
    with refused(EventInThePast, "2026-02-28 is over: choose a day from 2026-03-01 on", session):
        events.create_event("Late", yesterday, today=TODAY, session=session)
    with refused(EventInThePast, "2026-02-28 is over", session):
        events.move_event(market.market, yesterday, today=TODAY, session=session)
    with refused(EventInThePast, "2026-02-28 is over", session):
        events.clone_event(market.market, "Late", yesterday, today=TODAY, session=session)


def test_a_name_is_unique_in_its_year_and_free_in_another(market: Market, session: Session) -> None:
    with refused(NameTaken, "another event is called 'Market' already: choose another name", session):
        events.create_event("Market", TODAY, today=TODAY, session=session)
    later = events.create_event("Market", NEXT_YEAR, today=TODAY, session=session)
    with refused(NameTaken, "'Market'", session):
        events.move_event(later.id, TODAY, today=TODAY, session=session)
    other = events.create_event("Other", TODAY, today=TODAY, session=session)
    with refused(NameTaken, "'Market'", session):
        events.rename_event(other.id, "Market", session=session)
    assert events.get_event(other.id, session=session) == other


def test_an_event_is_renamed_moved_and_noted(market: Market, session: Session) -> None:
    events.rename_event(market.market, " Fair ", session=session)
    events.write_notes(market.market, "two lines\nof notes\r\n\tand a tab\n", session=session)
    moved = events.move_event(market.market, NEXT_YEAR, today=TODAY, session=session)
    assert moved == EventDTO(market.market, "Fair", 2027, "2027-12-11", "two lines\nof notes\r\n\tand a tab")
    assert events.get_event_by_name("Fair", 2027, session=session) == moved


def test_an_event_that_is_over_can_be_renamed_and_held_again(market: Market, session: Session) -> None:
    assert events.rename_event(market.harvest, "First harvest", session=session).held_on == "2025-10-04"
    assert events.move_event(market.harvest, TODAY, today=TODAY, session=session).year == 2026


@pytest.mark.parametrize("notes", ["n" * 501, "null \0", "half \ud83d"])
def test_notes_that_are_none_are_refused(market: Market, session: Session, notes: str) -> None:
    with refused(InvalidNotes, "the notes have", session):
        events.write_notes(market.market, notes, session=session)
    with refused(InvalidNotes, "the notes have", session):
        events.create_event("New", MARKET_DAY, today=TODAY, notes=notes, session=session)


@pytest.mark.parametrize("name", ["", "n" * 81, "two\nlines"])
def test_a_name_that_is_none_is_refused_for_an_event(market: Market, session: Session, name: str) -> None:
    with refused(InvalidName, "the name", session):
        events.create_event(name, MARKET_DAY, today=TODAY, session=session)
    with refused(InvalidName, "the name", session):
        events.rename_event(market.market, name, session=session)
    with refused(InvalidName, "the name", session):
        events.clone_event(market.market, name, MARKET_DAY, today=TODAY, session=session)


def test_an_event_is_deleted_with_what_was_planned_for_it(market: Market, session: Session) -> None:
    event = events.create_event("New", MARKET_DAY, today=TODAY, session=session).id
    row = session.get_one(Event, event)
    assert row.assignments == row.production_targets == row.assembly_targets == []  # loaded, and soon out of date
    events.add_assignment(event, market.ann, market.small, 1, session=session)
    events.set_production_target(event, market.cookie, 1, session=session)
    events.set_assembly_target(event, market.bag, 1, session=session)
    events.delete_event(event, session=session)
    assert inspect(row).was_deleted
    with refused(NotFound, "there is no event", session):
        events.get_event(event, session=session)


def test_an_event_that_was_baked_for_is_not_deleted(market: Market, session: Session) -> None:
    bake(market.harvest, market.cookie, 1, session=session)
    with refused(StillInUse, "the event 'Harvest' of 2025 cannot be deleted", session):
        events.delete_event(market.harvest, session=session)


@pytest.mark.parametrize("with_assignments", [True, False])
@pytest.mark.parametrize("with_targets", [True, False])
def test_a_clone_has_what_was_asked_for_and_no_runs(
    market: Market, session: Session, with_assignments: bool, with_targets: bool
) -> None:
    clone = events.clone_event(
        market.market,
        "Market",
        NEXT_YEAR,
        today=TODAY,
        with_assignments=with_assignments,
        with_targets=with_targets,
        session=session,
    )
    assert clone == EventDTO(clone.id, "Market", 2027, "2027-12-11", "bring lights")
    given = [replace(each, id=0, event_id=0) for each in events.list_assignments(market.market, session=session)]
    cloned = [replace(each, id=0, event_id=0) for each in events.list_assignments(clone.id, session=session)]
    assert cloned == (given if with_assignments else [])
    progress = events.get_event_progress(clone.id, session=session)
    assert [each.wanted_batches for each in progress.production] == ([4] if with_targets else [])
    assert [each.wanted for each in progress.assembly] == ([6] if with_targets else [])
    assert progress.overall_percent == (0 if with_targets else None)


def test_a_clone_that_is_refused_leaves_nothing(market: Market, session: Session) -> None:
    with refused(NameTaken, "'Market'", session):
        events.clone_event(market.market, "Market", MARKET_DAY, today=TODAY, session=session)


ABOUT_AN_EVENT = [
    "adopt_proposed_targets", "compare_costs", "delete_event", "estimate_costs_by_package",
    "estimate_costs_by_recipient", "estimate_event_cost", "export_shopping_list", "get_actual_costs", "get_event",
    "get_event_assembly_progress", "get_event_production_progress", "get_event_progress", "get_good_needs",
    "get_ingredient_needs", "get_material_needs", "get_packaging_needs", "get_recipe_needs", "get_shopping_list",
    "list_assembly_targets", "list_assignments", "list_production_targets", "list_recipients_of_event",
    "propose_assembly_targets", "propose_production_targets",
]  # fmt: skip


@pytest.mark.parametrize("name", ABOUT_AN_EVENT)
@pytest.mark.parametrize("number", [NOWHERE, 0, -1, 2**63])
def test_an_event_that_is_not_there_is_not_found(market: Market, session: Session, name: str, number: int) -> None:
    with refused(NotFound, f"there is no event {number}", session):
        getattr(events, name)(number, session=session)


def test_nothing_is_changed_for_an_event_that_is_not_there(market: Market, session: Session) -> None:
    for change in (
        lambda: events.rename_event(NOWHERE, "New", session=session),
        lambda: events.move_event(NOWHERE, MARKET_DAY, today=TODAY, session=session),
        lambda: events.write_notes(NOWHERE, "", session=session),
        lambda: events.clone_event(NOWHERE, "New", MARKET_DAY, today=TODAY, session=session),
        lambda: events.add_assignment(NOWHERE, market.ann, market.small, 1, session=session),
        lambda: events.set_production_target(NOWHERE, market.cookie, 1, session=session),
        lambda: events.set_assembly_target(NOWHERE, market.bag, 1, session=session),
        lambda: events.list_assignments_of_recipient(NOWHERE, market.ann, session=session),
    ):
        with refused(NotFound, "there is no event 4711", session):
            change()


def test_what_the_caller_has_changed_and_not_flushed_is_not_lost_by_a_locked_read(
    market: Market, session: Session
) -> None:
    row = session.get_one(Event, market.market)
    row.notes = "changed by the caller"
    assert events.rename_event(market.market, "Spring market", session=session).notes == "changed by the caller"
    row.notes = "changed again"
    assert events.get_event(market.market, session=session).notes == "changed again"
