"""What the bakery does once ``session-lint codemod add-required-session`` has run over it: no surprises are left.

Run against the repaired bakery; the name keeps pytest from collecting it before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from legacy_bakery import database, services
from legacy_bakery.cli import main
from legacy_bakery.database import session_scope
from legacy_bakery.services import NewIngredient, batch_production_service, event_service, ingredient_service
from legacy_bakery.services.assembly_service import NotReady, undo_assembly
from legacy_bakery.services.ingredient_service import NotEnough
from legacy_bakery.services.journal_service import archive_journal, clear_journal
from legacy_bakery.services.progress_service import FixedPrices, count_open_targets
from legacy_bakery.services.recipe_service import get_batch_costs, scale_recipe
from legacy_bakery.services.restock_service import (
    import_prices,
    names_of_the_scarce,
    receive_delivery,
    remove_empty_lots,
    rename_ingredient,
)
from legacy_bakery.window import EventWindow, preview


@pytest.fixture
def event_id(tmp_path: Path) -> Iterator[int]:
    """A bakery with flour, one recipe, one good, and an event that wants ten of it."""
    database.use_database(f"sqlite:///{tmp_path / 'bakery.sqlite'}")
    with session_scope() as session:
        services.add_ingredient(NewIngredient(" Flour ", Decimal("1.00")), session=session)
        services.receive_lot("flour", 1000, date(2026, 3, 1), session=session)
        services.add_recipe("roll", 10, {"flour": 500}, session=session)
        services.add_good("bag of rolls", "bag", {"roll": 2}, session=session)
        event_id = services.create_event("Spring fair", date(2026, 4, 1), session=session)
        services.set_target(event_id, "bag of rolls", 10, session)
    yield event_id
    database.engine.dispose()


@pytest.fixture
def session(event_id: int) -> Iterator[Session]:
    with database.SessionLocal() as session:
        yield session


def grams_of_flour() -> int:
    with session_scope() as session:
        return services.list_ingredients(session=session)[0]["grams"]


def test_demo_prints_the_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--file", str(tmp_path / "demo.sqlite")]) == 0
    progress = capsys.readouterr().out
    assert "tea tin            20        20  100%" in progress
    assert "macaroon bag       12         9   75%" in progress


def test_the_oldest_lot_is_baked_first(event_id: int, session: Session) -> None:
    services.set_price("flour", Decimal("2.00"), session)
    services.receive_lot("flour", 1000, date(2026, 3, 2), session=session)
    baked = services.record_production(event_id, "roll", 3, lost_pieces=1, session=session)
    assert baked["cost"] == Decimal("2.00")
    assert baked["cost_per_piece"] == "0.07"
    assert baked["pieces"] == 29
    assert [(lot.grams, lot.price_per_kg) for lot in services.get_lots("flour", session)] == [
        (0, 1),
        (500, 2),
    ]


def test_a_batch_that_lacks_flour_takes_none(event_id: int) -> None:
    with pytest.raises(NotEnough, match="flour: 500 g are missing"):
        with session_scope() as session:
            services.record_production(event_id, "roll", 3, session=session)
    assert grams_of_flour() == 1000


def test_what_is_done_in_the_callers_session_rolls_back(event_id: int, session: Session) -> None:
    services.record_production(event_id, "roll", 1, session=session)
    assert services.get_production_run(1, session=session).pieces == 10
    session.rollback()
    assert grams_of_flour() == 1000


def test_a_note_and_a_new_name_roll_back_with_everything_else(event_id: int, session: Session) -> None:
    services.note("plan", "no fair this year", session)
    services.rename_event(event_id, "Summer fair", session)
    session.rollback()
    assert services.read_journal("plan", session=session) == []
    assert services.get_event(event_id, session=session)["name"] == "Spring fair"


def test_the_history_holds_what_the_caller_has_not_committed(event_id: int, session: Session) -> None:
    services.record_production(event_id, "roll", 1, session=session)
    assert [run.pieces for run in services.get_production_history(event_id, session=session)] == [10]


def test_availability_counts_a_lot_that_the_caller_has_just_received(session: Session) -> None:
    services.receive_lot("flour", 500, date(2026, 3, 2), session=session)
    assert services.check_availability("roll", 3, session=session) == []


def test_assembling_commits_the_callers_other_work(event_id: int, session: Session) -> None:
    services.record_production(event_id, "roll", 2, session=session)
    services.create_event("By accident", date(2026, 4, 2), session=session)
    assembled = services.record_assembly(event_id, "bag of rolls", 4, session=session)
    session.rollback()
    assert (assembled.total_cost, assembled.unit_cost) == ("0.32", "0.08")
    assert [event["name"] for event in event_service.get_events_by_year(2026, session=session)] == [
        "Spring fair",
        "By accident",
    ]


def test_an_assembly_can_be_undone(event_id: int, session: Session) -> None:
    services.record_production(event_id, "roll", 2, session=session)
    run = services.record_assembly(event_id, "bag of rolls", 4, session=session)
    assert services.AssemblyLine("bag of rolls").assembled(session=session) == 4
    assert undo_assembly(run.id, session) == {"good": "bag of rolls", "assembled": "4", "refund": "0.32"}
    session.commit()
    assert services.get_assembly_history(event_id, session) == []


def test_too_few_pieces_assemble_nothing(event_id: int) -> None:
    with pytest.raises(NotReady, match="bag of rolls: too few roll"):
        with session_scope() as session:
            services.record_assembly(event_id, "bag of rolls", 1, session=session)


def test_costs_are_text_here_and_decimal_there(event_id: int, session: Session) -> None:
    services.record_production(event_id, "roll", 2, session=session)
    costs = services.get_event_costs(event_id, session=session)
    assert costs == {"event": "Spring fair", "batches": Decimal(1), "packaging": "0.00", "total": Decimal(1)}
    assert event_service.get_budget_left(event_id, "5", session=session)["left"] == 4
    assert get_batch_costs(session) == {"roll": Decimal("0.5")}
    assert services.get_recipe_costs(session=session) == [
        {"recipe": "roll", "cost": "0.50", "cost_per_piece": Decimal("0.05")}
    ]
    assert ingredient_service.get_stock_values(session=session) == [{"name": "flour", "label": "0.00", "value": 0}]


def test_a_clone_has_the_targets_and_no_progress(event_id: int, session: Session) -> None:
    copy_id = services.clone_event(event_id, date(2027, 4, 1), session=session)
    rows = services.get_events_with_progress(session=session)
    assert [(row.target, row.assembled, row.spent) for row in rows] == [(10, 0, "0.00")] * 2
    session.commit()
    assert count_open_targets(copy_id, session) == 1
    services.delete_event(copy_id, session)
    assert len(services.get_events_with_progress(session=session)) == 1


def test_history_is_imported_in_a_transaction_of_its_own(event_id: int, session: Session) -> None:
    rows = [{"event_id": event_id, "recipe": "roll", "pieces": 20, "cost": "1.10"}]
    assert services.import_history(rows, session) == 1
    assert services.record_loss(1, 2, session) == "0.11"
    batch_production_service.cancel_production(1, session)
    assert [run.lost_pieces for run in services.get_production_history(event_id, session=session)] == [2]


def test_the_shopping_list_holds_what_the_shelf_lacks(event_id: int, session: Session) -> None:
    services.copy_good("bag of rolls", "gift bag", session=session)
    services.set_target(event_id, "gift bag", 5, session)
    session.flush()
    shopping = services.get_shopping_list(event_id, FixedPrices(Decimal("3.00")), session)
    assert shopping == [{"ingredient": "flour", "grams": 500, "cost": "1.50"}]
    assert scale_recipe("roll", 3, session) == {"flour": 1500}


def test_the_journal_can_be_archived_and_cleared(tmp_path: Path, session: Session) -> None:
    services.note("plan", "rolls for everybody", session)
    session.commit()
    assert archive_journal(str(tmp_path / "archive.sqlite"), session) == 1
    clear_journal()
    assert services.read_journal(session=session) == []
    archive = sqlite3.connect(tmp_path / "archive.sqlite")
    assert archive.execute("SELECT * FROM journal").fetchall() == [("plan", "rolls for everybody")]
    archive.close()


def test_a_delivery_is_received_whole_or_not_at_all(event_id: int) -> None:
    with session_scope() as session:
        assert receive_delivery([("flour", 200), ("flour", 300)], date(2026, 3, 2), session=session) == 2
    assert grams_of_flour() == 1500
    with pytest.raises(NoResultFound):
        with session_scope() as session:
            receive_delivery([("flour", 100), ("salt", 300)], date(2026, 3, 2), session=session)
    assert grams_of_flour() == 1500


def test_prices_are_imported_one_by_one(event_id: int) -> None:
    with session_scope() as session:
        assert import_prices([("flour", "1.50"), ("flour", "cheap"), ("flour", "n/a")], session=session) == [
            "flour: 'cheap' is no price"
        ]
        assert services.list_ingredients(session=session)[0]["price_per_kg"] == "1.50"


def test_an_ingredient_is_renamed(event_id: int) -> None:
    with session_scope() as session:
        assert rename_ingredient("flour", "rye flour", session=session) == "flour is rye flour now, in 1 lots"


def test_empty_lots_are_removed(event_id: int) -> None:
    with session_scope() as session:
        services.record_production(event_id, "roll", 2, session=session)
        assert remove_empty_lots(session=session) == 1
        assert names_of_the_scarce(session=session) == ["flour"]


def test_the_window_works_at_a_click(event_id: int) -> None:
    assert preview("Autumn fair", date(2026, 10, 1), "80.00") == "Autumn fair, 80.00 to spend"
    window = EventWindow("Autumn fair", date(2026, 10, 1))
    assert window.title() == "Autumn fair, 2026-10-01"
    assert window.scarce.click() == "nothing"
    assert window.bake.click() == 10
    assert window.bake.click() == 10
    assert window.scarce.click() == "flour"
    assert window.order.click() == 1
    assert grams_of_flour() == 1000
    assert window.refresh.click() == ["bag of rolls: 0%"]
