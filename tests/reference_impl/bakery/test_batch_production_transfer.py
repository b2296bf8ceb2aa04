"""The history of productions goes to another database and back, whole or not at all."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from bakery_samples import bake, committed, event, everything, everything_committed, listening, logged, stollen
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from together import while_waiting

from reference_impl.bakery.errors import BakeryError, InvalidTransfer, KeyReused, NotFound
from reference_impl.bakery.models import SCHEMA, Event, IngredientLot, ProductionRun, Recipe, RecipeSnapshot
from reference_impl.bakery.services.batch_production_service import (
    export_production_history,
    get_production_history,
    import_production_history,
)
from reference_impl.database import DatabaseConfig, SessionFactory, init_sqlite_database, session_scope


def sample(session: Session) -> dict[str, Any]:
    """Bake three times, and return the history as it went through a file."""
    number = stollen(session).id
    feast = event(session)
    bake(session, number, good_pieces=6, losses={"burnt": 3, "dropped": 1}, event_id=feast.id, key="order 7")
    bake(session, number, good_pieces=10)
    bake(session, number, good_pieces=1)
    return through_a_file(export_production_history(session=session))


def through_a_file(history: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(history, allow_nan=False))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What another bakery has exported."""
    factory = init_sqlite_database(DatabaseConfig(db_path=tmp_path_factory.mktemp("other") / "bakery.db"), SCHEMA)
    with session_scope(factory) as session:
        history = sample(session)
    factory.dispose()
    return history


@pytest.fixture
def history(exported: dict[str, Any]) -> dict[str, Any]:
    """The same, to be damaged."""
    return copy.deepcopy(exported)


@pytest.fixture
def ready(session: Session) -> Session:
    """A bakery that knows the recipe and the event, and has baked nothing."""
    stollen(session)
    event(session)
    return session


def test_exported_twice_it_is_the_same(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        first = sample(session)
    with session_scope(factory) as session:
        assert json.dumps(export_production_history(session=session)) == json.dumps(first)


def test_what_was_imported_is_what_was_exported(postgresql_factory: SessionFactory, ready: Session) -> None:
    with session_scope(postgresql_factory) as session:
        history = sample(session)
    result = import_production_history(history, session=ready)
    assert (result.added, result.already_there) == (3, 0)
    assert export_production_history(session=ready) == history


def test_imported_twice_it_adds_nothing(history: dict[str, Any], ready: Session) -> None:
    import_production_history(history, session=ready)
    before = everything(ready)
    result = import_production_history(history, session=ready)
    assert (result.added, result.already_there) == (0, 3)
    assert everything(ready) == before


def test_imported_where_it_comes_from_it_adds_nothing(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        history = sample(session)
    before = everything_committed(factory)
    with session_scope(factory) as session:
        assert import_production_history(history, session=session).added == 0
    assert everything_committed(factory) == before


def test_only_what_is_missing_is_added(history: dict[str, Any], ready: Session) -> None:
    part = {**history, "runs": history["runs"][1:2]}
    import_production_history(part, session=ready)
    result = import_production_history(history, session=ready)
    assert (result.added, result.already_there) == (2, 1)
    assert len(export_production_history(session=ready)["runs"]) == 3


def test_runs_that_are_equal_are_as_many_as_were_exported(ready: Session, history: dict[str, Any]) -> None:
    twins = {**history, "runs": [history["runs"][1]] * 2}
    assert import_production_history(twins, session=ready).added == 2
    assert import_production_history(twins, session=ready).added == 0


def test_the_stock_stays_as_it_was_and_lots_are_not_referred_to(history: dict[str, Any], ready: Session) -> None:
    before = everything(ready)
    import_production_history(history, session=ready)
    after = everything(ready)
    assert after["ingredient_lots"] == before["ingredient_lots"]
    assert after["finished_units"] == before["finished_units"]
    runs = get_production_history(session=ready).runs
    assert {taken.lot_id for run in runs for taken in run.consumed} == {None}


def test_a_request_whose_run_was_imported_is_not_carried_out_again(history: dict[str, Any], ready: Session) -> None:
    import_production_history(history, session=ready)
    before = everything(ready)
    losses = {"dropped": 1, "burnt": 3}
    bake(ready, 1, good_pieces=6, losses=losses, event_id=ready.scalars(select(Event.id)).one(), key="order 7")
    assert everything(ready) == before


def test_an_empty_history_adds_nothing(session: Session) -> None:
    empty = export_production_history(session=session)
    assert empty == {"kind": "production history", "version": 1, "runs": []}
    assert import_production_history(empty, session=session).added == 0


def test_amounts_keep_all_their_places(history: dict[str, Any]) -> None:
    first = history["runs"][0]
    assert (first["cost"], [loss["cost"] for loss in first["losses"]]) == ("3.15", ["0.945", "0.315"])


def test_what_is_not_in_the_catalogue_is_not_found(history: dict[str, Any], session: Session) -> None:
    with pytest.raises(NotFound, match="there is no recipe 'Stollen'"):
        import_production_history(history, session=session)
    stollen(session)
    before = everything(session)
    with pytest.raises(NotFound, match="there is no event 'Christmas 2025'"):
        import_production_history(history, session=session)
    assert everything(session) == before


def test_a_key_that_another_run_has_here_is_refused_and_leaves_nothing(history: dict[str, Any], ready: Session) -> None:
    bake(ready, ready.scalars(select(Recipe.id)).one(), key="order 7")
    before = everything(ready)
    with pytest.raises(KeyReused, match="the idempotency key 'order 7' belongs to another run here"):
        import_production_history({**history, "runs": history["runs"][::-1]}, session=ready)
    assert everything(ready) == before


def at(document: Any, *path: str | int) -> Any:
    for step in path:
        document = document[step]
    return document


NO_COUNTS = [-1, 0.5, "1", None, True, 2**31, 10**400, float("nan")]
NO_AMOUNTS = [3.15, None, "3,15", "-3.15", "NaN", "Infinity", "1e2", "3.150", "", "3.15001", "9" * 30, " 3.15", "٣.١٥"]
NO_MOMENTS = [7, None, "", "yesterday", "2025-13-01T00:00:00", "2025-12-01T00:00:00+01:00", "2025-12-01", "20251201T01"]
NO_EVENTS = ["Christmas", {}, {"name": "Christmas"}, {"name": 1, "year": 2025}, {"name": "Christmas", "year": "2025"}]
DAMAGES: list[tuple[tuple[str | int, ...], list[Any]]] = [
    (("kind",), ["assembly history", None]),
    (("version",), ["1", 2, None, True]),
    (("more",), [1]),
    (("runs",), [None, {}, "[]", [None], [[]], [{}], 7]),
    (("runs", 0, "batches"), [0, *NO_COUNTS]),
    (("runs", 0, "good_pieces"), [7, *NO_COUNTS]),
    (("runs", 0, "lost_pieces"), [5, *NO_COUNTS]),
    (("runs", 0, "cost"), NO_AMOUNTS),
    (("runs", 0, "baked_at"), NO_MOMENTS),
    (("runs", 0, "recipe"), ["", None, 7, "x" * 81, "a\0b", "\ud800"]),
    (("runs", 0, "idempotency_key"), ["", 7, "x" * 81]),
    (("runs", 1, "idempotency_key"), ["order 7"]),
    (("runs", 0, "event"), NO_EVENTS),
    (("runs", 0, "event", "year"), [0, 10000]),
    (("runs", 0, "snapshot"), [None]),
    (("runs", 0, "snapshot", "pieces_per_batch"), [0, 9]),
    (("runs", 0, "snapshot", "lines"), [[{"ingredient": "Flour", "unit": "g"}]]),
    (("runs", 0, "snapshot", "lines", 0, "quantity"), ["0.0001", 300]),
    (("runs", 0, "snapshot", "taken_at"), ["now"]),
    (("runs", 0, "consumed"), [[], None]),
    (("runs", 0, "consumed", 0, "cost"), ["0.61", *NO_AMOUNTS]),
    (("runs", 0, "consumed", 1, "quantity"), ["x", "0.0001", 200]),
    (("runs", 0, "losses"), [[], None]),
    (("runs", 0, "losses", 0, "pieces"), [0, 4]),
    (("runs", 0, "losses", 0, "reason"), [""]),
    (("runs", 0, "losses", 0, "cost"), ["3", "x"]),
    (("runs", 0, "more"), [1]),
    (("runs", 2, "batches"), [None]),
]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(path, value, id=f"{path[-1]}-{index}")
        for path, values in DAMAGES
        for index, value in enumerate(values)
    ],
)
def test_what_is_damaged_is_refused_and_leaves_nothing(
    history: dict[str, Any], ready: Session, path: tuple[str | int, ...], value: Any
) -> None:
    assert_refused(history, ready, lambda damaged: at(damaged, *path[:-1]).__setitem__(path[-1], value))


@pytest.mark.parametrize(
    "path",
    [
        ("kind",),
        ("runs",),
        ("runs", 0, "cost"),
        ("runs", 2, "consumed", 0, "ingredient"),
        ("runs", 0, "event", "name"),
        ("runs", 1, "idempotency_key"),
        ("runs", 1, "event"),
    ],
)
def test_what_lacks_something_is_refused_and_leaves_nothing(
    history: dict[str, Any], ready: Session, path: tuple[str | int, ...]
) -> None:
    assert_refused(history, ready, lambda damaged: at(damaged, *path[:-1]).__delitem__(path[-1]))


def assert_refused(history: dict[str, Any], session: Session, damage: Callable[[Any], object]) -> None:
    damage(history)
    before = everything(session)
    with pytest.raises(InvalidTransfer, match="nothing was imported: export the history again"):
        import_production_history(history, session=session)
    assert everything(session) == before


@pytest.mark.parametrize("document", [None, 7, "", "{}", [], {}, b"{}", True])
def test_what_is_no_history_at_all_is_refused(session: Session, document: object) -> None:
    with pytest.raises(InvalidTransfer) as refused:
        import_production_history(document, session=session)
    assert isinstance(refused.value, BakeryError)


MESSAGES: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("runs", 0, "cost"), "3,15", r"^runs\[0\]\.cost: .*is no number, found '3,15'; nothing was imported"),
    (("runs", 1, "batches"), 0, r"^runs\[1\]\.batches: .*greater than or equal to 1, found 0; nothing"),
    (("runs", 1, "batches"), 10**5000, r"^runs\[1\]\.batches: .*found a value of type int; nothing"),
    (("kind",), "x" * 10**6, r"^kind: Input should be 'production history', found 'x+\.\.\.x+'; nothing"),
    (
        ("runs", 0, "consumed", 0, "cost"),
        "0.61",
        r"^runs\[0\]\.cost: what was consumed costs 3\.16 together, and",
    ),
    (("runs", 0, "lost_pieces"), 3, r"^runs\[0\]\.lost_pieces: the losses are 4 pieces, and not 3; nothing"),
]


@pytest.mark.parametrize("number", range(len(MESSAGES)))
def test_the_error_says_where_what_and_what_to_do(history: dict[str, Any], session: Session, number: int) -> None:
    path, value, text = MESSAGES[number]
    at(history, *path[:-1])[path[-1]] = value
    with pytest.raises(InvalidTransfer, match=text) as refused:
        import_production_history(history, session=session)
    assert len(str(refused.value)) < 300


def test_an_import_that_fails_in_the_middle_leaves_nothing_when_the_caller_goes_on(
    history: dict[str, Any], factory: SessionFactory
) -> None:
    committed(factory, stollen)
    committed(factory, event)
    before = everything_committed(factory)
    with session_scope(factory) as session:
        bake(session, 1, good_pieces=1, key="order 7")
        session.execute(update(ProductionRun).values(baked_at=datetime(2000, 1, 1)))
        with pytest.raises(KeyReused):
            import_production_history({**history, "runs": history["runs"][::-1]}, session=session)
    assert len(everything_committed(factory)["production_runs"]) == len(before["production_runs"]) + 1


def test_two_imports_at_once_add_it_once(postgresql_factory: SessionFactory) -> None:
    with postgresql_factory.create_session() as session:
        history = sample(session)
        session.rollback()
    with session_scope(postgresql_factory) as session:
        stollen(session)
        event(session)
    history["runs"][0]["idempotency_key"] = None  # without it no constraint would notice
    first, second = while_waiting(
        postgresql_factory,
        lambda s: import_production_history(history, session=s),
        lambda s: import_production_history(history, session=s),
    )
    assert (first.added, second.result().added) == (3, 0)


def test_every_run_is_logged_and_so_is_the_import(
    history: dict[str, Any], ready: Session, caplog: pytest.LogCaptureFixture
) -> None:
    listening(caplog)
    import_production_history(history, session=ready)
    *runs, whole = logged(caplog)
    assert [(run["operation"], run["outcome"], run["event_id"]) for run in runs] == [
        ("import_production_run", "staged", 1),
        ("import_production_run", "staged", None),
        ("import_production_run", "staged", None),
    ]
    assert [run["production_run_id"] for run in runs] == [1, 2, 3]
    assert (whole["operation"], whole["runs"], whole["added"]) == ("import_production_history", 3, 3)


def test_a_damaged_import_is_a_validation_failure_in_the_log(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    listening(caplog)
    with pytest.raises(InvalidTransfer):
        import_production_history({}, session=session)
    assert [(each["operation"], each["outcome"]) for each in logged(caplog)] == [
        ("import_production_history", "validation failure")
    ]


def test_the_snapshot_goes_with_its_run(history: dict[str, Any], ready: Session) -> None:
    ready.scalars(select(Recipe)).one().pieces_per_batch = 99
    import_production_history(history, session=ready)
    assert {snapshot.pieces_per_batch for snapshot in ready.scalars(select(RecipeSnapshot))} == {10}
    assert get_production_history(session=ready).runs[0].expected_pieces == 10
    assert ready.scalars(select(IngredientLot)).first() is not None
