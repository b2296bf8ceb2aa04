"""Every public function of the catalogue and event services keeps to the discipline, none excepted."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from every_call import CALLS, SERVICES, WRITERS
from sqlalchemy.orm import Session
from winter_market import Market, as_json, open_market, rows

from reference_impl.bakery.models import SCHEMA
from reference_impl.bakery.services import event_service
from reference_impl.database import DatabaseConfig, SessionFactory, guarded, init_sqlite_database, session_scope

ROOT = Path(__file__).parents[3]
FUNCTIONS = {name: getattr(service, name) for service in SERVICES for name in service.__all__}
every_function = pytest.mark.parametrize("name", sorted(FUNCTIONS))

Shop = tuple[SessionFactory, Market]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A file with a committed market, for tests that leave nothing behind."""
    path = tmp_path_factory.mktemp("shop") / "bakery.db"
    factory = init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA)
    with session_scope(factory) as session:
        market = open_market(session)
    yield factory, market
    factory.dispose()


def test_every_public_function_is_called_here() -> None:
    for service, calls in SERVICES.items():
        assert set(calls) == set(service.__all__) == public_functions(service)


def public_functions(service: object) -> set[str]:
    return {name for name, value in inspect.getmembers(service, inspect.isfunction) if not name.startswith("_")}


def test_the_event_service_has_at_least_forty_functions() -> None:
    assert len(public_functions(event_service)) >= 40


@every_function
def test_the_session_is_required_by_keyword_typed_and_last(name: str) -> None:
    *_, last = inspect.signature(FUNCTIONS[name]).parameters.values()
    assert last.name == "session"
    assert last.kind is inspect.Parameter.KEYWORD_ONLY
    assert last.default is inspect.Parameter.empty
    assert get_type_hints(FUNCTIONS[name])["session"] is Session


@every_function
def test_no_function_ends_the_transaction_or_the_session(shop: Shop, name: str) -> None:
    factory, market = shop
    session = factory.create_session()
    with guarded(session):
        CALLS[name](market, session)
        assert session.in_transaction()
    session.close()


@every_function
def test_what_is_returned_is_json(shop: Shop, name: str) -> None:
    factory, market = shop
    with factory.create_session() as session:
        result = CALLS[name](market, session)
        assert result is None or json.loads(as_json(result))
        assert "Decimal" not in repr(result)


@every_function
def test_what_the_caller_has_not_committed_is_seen_and_nobody_else_sees_it(
    shop: Shop, sqlite_factory: SessionFactory, name: str
) -> None:
    committed, market = shop
    with committed.create_session() as session:
        expected = as_json(CALLS[name](market, session))
    with sqlite_factory.create_session() as session:
        assert open_market(session) == market  # the same numbers, in an empty file, and not committed
        assert as_json(CALLS[name](market, session)) == expected
        with sqlite_factory.create_reader() as other:
            assert not any(rows(other).values())
        session.rollback()
        assert not any(rows(session).values())


@every_function
def test_a_rollback_by_the_caller_leaves_all_as_it_was(shop: Shop, name: str) -> None:
    factory, market = shop
    with factory.create_session() as session:
        before = rows(session)
        CALLS[name](market, session)
        assert (rows(session) != before) == (name in WRITERS)
        session.rollback()
        assert rows(session) == before


def test_all_of_it_holds_on_postgresql(postgresql_factory: SessionFactory) -> None:
    with session_scope(postgresql_factory) as session:
        market = open_market(session)
    with postgresql_factory.create_session() as session:
        before = rows(session)
        for name, call in CALLS.items():
            with guarded(session):
                as_json(call(market, session))
            assert (rows(session) != before) == (name in WRITERS), name
            session.rollback()
            assert rows(session) == before, name


def test_pyright_reports_every_call_without_a_session(tmp_path: Path) -> None:
    script = tmp_path / "calls.py"
    calls = [f"{module.__name__}.{name}" for module in SERVICES for name in module.__all__]
    modules = [f"import {module.__name__}" for module in SERVICES]
    header = [*modules, "from datetime import date", "from sqlalchemy.orm import Session", "session = Session()"]
    lines = [f"{call}({arguments(FUNCTIONS[call.rpartition('.')[2]])}" for call in calls]
    with_it = [f"{line}session=session)" for line in lines]
    optional = [f"{line}session=None)" for line in lines]
    script.write_text("\n".join([*header, *with_it, *(f"{line})" for line in lines), *optional]))
    found = pyright(script)
    start = len(header) + len(lines)
    missing = dict.fromkeys(range(start, start + len(lines)), "Argument missing for parameter")
    wrong = dict.fromkeys(range(start + len(lines), start + 2 * len(lines)), 'of type "None" cannot be assigned')
    assert found.keys() == {**missing, **wrong}.keys()
    for line, text in {**missing, **wrong}.items():
        assert text in found[line]
        assert '"session"' in found[line]


def arguments(function: Callable[..., object]) -> str:
    """Return what a call is given beside the session, as source that a type checker takes."""
    literals = {"int": "1", "str": '"x"', "date": "date(2026, 3, 1)", "bool": "True"}
    given: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "session":
            continue
        kind = str(parameter.annotation).partition("[")[0].partition(" |")[0]
        value = {"Decimal": "1", "Mapping": "{}", "Sequence": "[]", **literals}[kind]
        given.append(f"{parameter.name}={value}, " if parameter.kind is parameter.KEYWORD_ONLY else f"{value}, ")
    return "".join(given)


def pyright(script: Path) -> dict[int, str]:
    """Return the errors of pyright by line, from 0."""
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, str(script)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    return {
        each["range"]["start"]["line"]: each["message"]
        for each in report["generalDiagnostics"]
        if each["severity"] == "error"
    }
