"""Facade and coordinator: each method is one decision about a transaction, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy.orm import Session
from winter_market import rows

from reference_impl.bakery.boundaries import AssemblyOrder, BakingOrder, Gift, PlanningFacade, ProductionCoordinator
from reference_impl.bakery.dtos.boundaries import EventPlanDTO
from reference_impl.bakery.errors import AlreadyAssigned, EventInThePast, InsufficientStock, NameTaken, NotFound
from reference_impl.bakery.opening import Opened, open_bakery
from reference_impl.bakery.services import event_service
from reference_impl.database import SessionFactory, reader_scope, session_scope
from reference_impl.database.errors import ReadOnlyScope

TODAY = date(2026, 3, 1)
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def opened(factory: SessionFactory) -> Opened:
    """What a bakery has on its first day, committed."""
    with session_scope(factory) as session:
        return open_bakery(today=TODAY, session=session)


@pytest.fixture
def planning(factory: SessionFactory) -> PlanningFacade:
    """The facade."""
    return PlanningFacade(factory)


@pytest.fixture
def production(factory: SessionFactory) -> ProductionCoordinator:
    """The coordinator."""
    return ProductionCoordinator(factory)


def stored(factory: SessionFactory) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is committed."""
    with factory.create_session() as session:
        return rows(session)


def a_plan(planning: PlanningFacade, opened: Opened, name: str = "Market") -> EventPlanDTO:
    """Plan an event with a hamper and two bags."""
    first, second, _ = opened.neighbours
    gifts = [Gift(first, opened.family_box, 1), Gift(second, opened.small_box, 2)]
    return planning.plan_event(name, SOON, gifts, today=TODAY)


def test_an_event_is_planned_with_gifts_targets_and_shopping_list(
    factory: SessionFactory, planning: PlanningFacade, opened: Opened
) -> None:
    plan = a_plan(planning, opened)
    assert [(each.recipient, each.package, each.quantity) for each in plan.assignments] == [
        ("Ms Lindqvist", "small box", 2),
        ("The Okoros", "family box", 1),
    ]
    assert [(each.recipe, each.batches) for each in plan.targets.production] == [("cookies", 1), ("shortbread", 1)]
    assert [(each.good, each.quantity) for each in plan.targets.assembly] == [("bag", 4), ("hamper", 1)]
    assert plan.shopping_list.lines == []  # 125.5 g and 200 g of 400 g of butter
    # 650 g flour at 0.0013, 325.5 g butter at 0.0098, 250 g sugar at 0.0019: 0.845 + 3.1899 + 0.475
    assert plan.estimate.cost == "4.51"
    assert json.loads(json.dumps(asdict(plan)))["event"]["held_on"] == SOON.isoformat()
    assert planning.get_plan(plan.event.id) == plan  # read by another session: it is committed


@pytest.mark.parametrize(
    ("gift", "kind"),
    [
        (lambda opened: Gift(4711, opened.small_box, 1), NotFound),
        (lambda opened: Gift(opened.neighbours[0], 4711, 1), NotFound),
        (lambda opened: Gift(opened.neighbours[0], opened.family_box, 1), AlreadyAssigned),
    ],
)
def test_of_an_event_that_cannot_be_planned_whole_nothing_is_left(
    factory: SessionFactory,
    planning: PlanningFacade,
    opened: Opened,
    gift: Callable[[Opened], Gift],
    kind: type[Exception],
) -> None:
    before = stored(factory)
    good = Gift(opened.neighbours[0], opened.family_box, 1)
    with pytest.raises(kind):
        planning.plan_event("Market", SOON, [good, gift(opened)], today=TODAY)
    assert stored(factory) == before


def test_an_event_of_yesterday_and_a_name_that_is_taken_are_refused(planning: PlanningFacade, opened: Opened) -> None:
    a_plan(planning, opened)
    with pytest.raises(NameTaken):
        a_plan(planning, opened)
    with pytest.raises(EventInThePast):
        planning.plan_event("Fair", TODAY - timedelta(days=1), [], today=TODAY)


def test_what_is_given_later_is_in_the_targets_and_a_refused_gift_changes_nothing(
    factory: SessionFactory, planning: PlanningFacade, opened: Opened
) -> None:
    event_id = a_plan(planning, opened).event.id
    plan = planning.give(event_id, [Gift(opened.neighbours[2], opened.family_box, 2)])
    assert [(each.good, each.quantity) for each in plan.targets.assembly] == [("bag", 8), ("hamper", 3)]
    before = stored(factory)
    with pytest.raises(AlreadyAssigned):
        planning.give(
            event_id,
            [Gift(opened.neighbours[2], opened.small_box, 1), Gift(opened.neighbours[2], opened.family_box, 1)],
        )
    assert stored(factory) == before


def test_an_event_is_planned_like_another(planning: PlanningFacade, opened: Opened) -> None:
    first = a_plan(planning, opened)
    second = planning.plan_like(first.event.id, "Market again", SOON, today=TODAY)
    assert second.targets.assembly[0].quantity == first.targets.assembly[0].quantity
    assert [each.recipient for each in second.assignments] == [each.recipient for each in first.assignments]
    assert second.event.id != first.event.id


def test_what_an_event_lacks_is_made_and_then_nothing_is_left_to_make(
    planning: PlanningFacade, production: ProductionCoordinator, opened: Opened
) -> None:
    event_id = a_plan(planning, opened).event.id
    done = production.work_for_event(event_id)
    assert [(run.recipe, run.good_pieces) for run in done.work.baked] == [("cookies", 24), ("shortbread", 16)]
    assert [(run.good, run.quantity) for run in done.work.assembled] == [("bag", 4), ("hamper", 1)]
    assert done.refused == []
    assert [each.overall_percent for each in planning.get_progress()] == [100]
    again = production.work_for_event(event_id)
    assert (again.work.baked, again.work.assembled, again.refused) == ([], [], [])
    assert json.loads(json.dumps(asdict(done)))["work"]["baked"][0]["cost"] == done.work.baked[0].cost


def test_what_was_baked_stays_when_something_else_is_refused(
    planning: PlanningFacade, production: ProductionCoordinator, opened: Opened
) -> None:
    event_id = planning.plan_event(
        "Feast", SOON, [Gift(opened.neighbours[0], opened.family_box, 3)], today=TODAY
    ).event.id
    done = production.work_for_event(event_id)  # 36 cookies and 24 pieces of shortbread: butter for both is not there
    assert [run.recipe for run in done.work.baked] == ["cookies"]
    assert [(each.operation, each.of) for each in done.refused] == [("bake", "shortbread"), ("assemble", "hamper")]
    assert "of 'butter' are needed" in done.refused[0].reason
    assert [run.good for run in done.work.assembled] == ["bag"]
    (progress,) = planning.get_progress()
    assert (progress.production_percent, progress.assembly_percent) == (50, 50)


def test_what_is_made_together_is_made_whole_or_not_at_all(
    factory: SessionFactory, production: ProductionCoordinator, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bakery")
    before = stored(factory)
    with pytest.raises(InsufficientStock, match="'shortbread'"):
        production.make_together([BakingOrder(opened.cookies, 1, 24)], [AssemblyOrder(opened.hamper, 1)])
    assert stored(factory) == before
    assert [outcome(record) for record in caplog.records] == [
        ("record_production", "staged"),
        ("record_assembly", "validation failure"),
    ]
    caplog.clear()
    made = production.make_together([BakingOrder(opened.cookies, 1, 24)], [AssemblyOrder(opened.bag, 4)])
    assert [run.good_pieces for run in made.baked] == [24]
    assert [run.quantity for run in made.assembled] == [4]
    assert [outcome(record)[1] for record in caplog.records] == ["staged", "staged", "success", "success"]


def outcome(record: logging.LogRecord) -> tuple[object, object]:
    """Return what was done, and how it ended."""
    said = json.loads(record.getMessage())
    return said["operation"], said["outcome"]


def test_an_order_that_is_sent_twice_at_once_is_done_once(
    production: ProductionCoordinator, opened: Opened, factory: SessionFactory
) -> None:
    order = BakingOrder(opened.cookies, 1, 23, {"burnt": 1}, idempotency_key="oven 1")
    runs: list[int] = []
    threads = [Thread(target=lambda: runs.append(production.bake(order).id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 4
    assert len(set(runs)) == 1
    assert len(stored(factory)["production_runs"]) == 1


def test_a_reader_of_several_queries_does_not_see_what_is_committed_meanwhile(
    factory: SessionFactory, planning: PlanningFacade, production: ProductionCoordinator, opened: Opened
) -> None:
    event_id = a_plan(planning, opened).event.id
    with reader_scope(factory) as session:
        before = event_service.get_event_production_progress(event_id, session=session)
        worker = Thread(target=production.work_for_event, args=(event_id,))  # its scopes are its own
        worker.start()
        worker.join()
        assert event_service.get_event_production_progress(event_id, session=session) == before
        assert all(each.assembled == 0 for each in event_service.get_event_assembly_progress(event_id, session=session))
    assert [each.overall_percent for each in planning.get_progress()] == [100]


def test_a_reader_writes_nothing(factory: SessionFactory, opened: Opened) -> None:
    def write(session: Session) -> None:
        event_service.create_event("Fair", SOON, today=TODAY, session=session)

    before = stored(factory)
    with pytest.raises(ReadOnlyScope), reader_scope(factory) as session:
        write(session)
    assert stored(factory) == before


def test_what_is_not_there_is_not_found(planning: PlanningFacade, production: ProductionCoordinator) -> None:
    with pytest.raises(NotFound, match="there is no event 1"):
        planning.get_plan(1)
    with pytest.raises(NotFound, match="there is no event 1"):
        production.work_for_event(1)
    assert planning.get_progress() == []
