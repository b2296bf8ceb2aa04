"""The history of assemblies goes to another database and back, whole or not at all."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from bakery_samples import (
    assemble,
    event,
    everything,
    everything_committed,
    good,
    listening,
    logged,
    material,
    stocked,
    stollen,
)
from sqlalchemy import select
from sqlalchemy.orm import Session
from together import while_waiting

from reference_impl.bakery.errors import InvalidTransfer, KeyReused, NotFound
from reference_impl.bakery.models import SCHEMA, AssemblyRun, FinishedGood
from reference_impl.bakery.services.assembly_service import (
    export_assembly_history,
    get_assembly_history,
    import_assembly_history,
)
from reference_impl.database import DatabaseConfig, SessionFactory, init_sqlite_database, session_scope


def catalogue(session: Session) -> FinishedGood:
    """Say that a box holds a stollen and a ribbon; of both there is enough."""
    baked = stollen(session)
    stocked(baked, 7, "1")
    event(session)
    return good(session, "Box", {baked: 1, material(session, "Ribbon", 9, "0.1234"): 1})


def sample(session: Session) -> dict[str, Any]:
    """Assemble three times, and return the history as it went through a file."""
    number = catalogue(session).id
    assemble(session, number, 2, event_id=1, key="order 7")
    assemble(session, number)
    assemble(session, number)
    return json.loads(json.dumps(export_assembly_history(session=session), allow_nan=False))


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
    """A bakery that knows the good and the event, and has assembled nothing."""
    catalogue(session)
    return session


def test_exported_twice_it_is_the_same(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        first = sample(session)
    with session_scope(factory) as session:
        assert json.dumps(export_assembly_history(session=session)) == json.dumps(first)


def test_what_was_imported_is_what_was_exported_and_twice_adds_nothing(
    postgresql_factory: SessionFactory, ready: Session
) -> None:
    with session_scope(postgresql_factory) as session:
        history = sample(session)
    result = import_assembly_history(history, session=ready)
    assert (result.added, result.already_there) == (3, 0)
    assert export_assembly_history(session=ready) == history
    before = everything(ready)
    result = import_assembly_history(history, session=ready)
    assert (result.added, result.already_there) == (0, 3)
    assert everything(ready) == before


def test_imported_where_it_comes_from_it_adds_nothing(factory: SessionFactory) -> None:
    with session_scope(factory) as session:
        history = sample(session)
    before = everything_committed(factory)
    with session_scope(factory) as session:
        assert import_assembly_history(history, session=session).added == 0
    assert everything_committed(factory) == before


def test_the_stock_stays_as_it_was(history: dict[str, Any], ready: Session) -> None:
    before = everything(ready)
    import_assembly_history(history, session=ready)
    changed = {name for name, rows in everything(ready).items() if rows != before[name]}
    assert changed == {"assembly_runs", "assembly_consumptions"}
    assert len(get_assembly_history(session=ready).runs) == 3


def test_a_request_whose_run_was_imported_is_not_carried_out_again(history: dict[str, Any], ready: Session) -> None:
    import_assembly_history(history, session=ready)
    before = everything(ready)
    assemble(ready, 1, 2, event_id=1, key="order 7")
    assert everything(ready) == before


def test_an_empty_history_adds_nothing(session: Session) -> None:
    empty = export_assembly_history(session=session)
    assert empty == {"kind": "assembly history", "version": 1, "runs": []}
    assert import_assembly_history(empty, session=session).added == 0


def test_amounts_keep_all_their_places(history: dict[str, Any]) -> None:
    assert history["runs"][0]["consumed"] == [
        {"kind": "unit", "name": "Stollen", "quantity": 2, "cost": "0.2857"},
        {"kind": "material", "name": "Ribbon", "quantity": 2, "cost": "0.2468"},
    ]


def test_what_is_not_in_the_catalogue_is_not_found(history: dict[str, Any], session: Session) -> None:
    with pytest.raises(NotFound, match="there is no good 'Box'"):
        import_assembly_history(history, session=session)
    session.add(FinishedGood(name="Box"))
    before = everything(session)
    with pytest.raises(NotFound, match="there is no event 'Christmas 2025'"):
        import_assembly_history(history, session=session)
    assert everything(session) == before


def test_a_key_that_another_run_has_here_is_refused_and_leaves_nothing(history: dict[str, Any], ready: Session) -> None:
    assemble(ready, 1, key="order 7")
    before = everything(ready)
    with pytest.raises(KeyReused, match="the idempotency key 'order 7' belongs to another run here"):
        import_assembly_history({**history, "runs": history["runs"][::-1]}, session=ready)
    assert everything(ready) == before


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("kind",), "production history"),
        (("version",), True),
        (("runs",), None),
        (("runs", 0), None),
        (("runs", 0, "quantity"), 0),
        (("runs", 0, "cost"), "0.5324"),
        (("runs", 0, "assembled_at"), "noon"),
        (("runs", 0, "good"), ""),
        (("runs", 0, "event"), {"name": "Christmas"}),
        (("runs", 0, "consumed"), []),
        (("runs", 0, "consumed", 0, "kind"), "ingredient"),
        (("runs", 0, "consumed", 0, "quantity"), 1.5),
        (("runs", 1, "idempotency_key"), "order 7"),
        (("runs", 2, "more"), 1),
    ],
)
def test_what_is_damaged_is_refused_and_leaves_nothing(
    history: dict[str, Any], ready: Session, path: tuple[str | int, ...], value: Any
) -> None:
    place: Any = history
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    before = everything(ready)
    with pytest.raises(InvalidTransfer, match="nothing was imported: export the history again"):
        import_assembly_history(history, session=ready)
    assert everything(ready) == before


def test_two_imports_at_once_add_it_once(postgresql_factory: SessionFactory) -> None:
    with postgresql_factory.create_session() as session:
        history = sample(session)
        session.rollback()
    with session_scope(postgresql_factory) as session:
        catalogue(session)
        history["runs"][0].update(idempotency_key=None, event=None)  # without a key no constraint would notice
    first, second = while_waiting(
        postgresql_factory,
        lambda s: import_assembly_history(history, session=s),
        lambda s: import_assembly_history(history, session=s),
    )
    assert (first.added, second.result().added) == (3, 0)


def test_every_run_is_logged_and_so_is_the_import(
    history: dict[str, Any], ready: Session, caplog: pytest.LogCaptureFixture
) -> None:
    listening(caplog)
    import_assembly_history(history, session=ready)
    *runs, whole = logged(caplog)
    assert [(run["operation"], run["event_id"]) for run in runs] == [
        ("import_assembly_run", 1),
        ("import_assembly_run", None),
        ("import_assembly_run", None),
    ]
    assert [run["assembly_run_id"] for run in runs] == list(
        ready.scalars(select(AssemblyRun.id).order_by(AssemblyRun.id))
    )
    assert (whole["operation"], whole["runs"], whole["added"]) == ("import_assembly_history", 3, 3)
