"""The services' side of the bargain: the session is required, keyword-only, used, and never ended."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy.orm import Session

import reference_impl
from reference_impl.bakery.services import assembly_service, batch_production_service, production_service

ROOT = Path(reference_impl.__file__).parents[1]
SERVICES = [assembly_service, batch_production_service, production_service]
FUNCTIONS = [(service, name) for service in SERVICES for name in service.__all__]
ARGUMENTS = {"document": "{}", "losses": "{}", "idempotency_key": "None"}


@pytest.mark.parametrize(("service", "name"), FUNCTIONS, ids=lambda value: getattr(value, "__name__", value))
def test_the_session_is_the_last_parameter_keyword_only_and_required(service: ModuleType, name: str) -> None:
    function: Callable[..., object] = getattr(service, name)
    last = list(inspect.signature(function, eval_str=True).parameters.values())[-1]
    assert (last.name, last.kind, last.default) == ("session", last.KEYWORD_ONLY, last.empty)
    assert last.annotation is Session


def test_pyright_reports_a_call_without_a_session_and_none_with_one(tmp_path: Path) -> None:
    names = ", ".join(name.rpartition(".")[2] for name in (service.__name__ for service in SERVICES))
    lines = [f"from reference_impl.bakery.services import {names}", "from sqlalchemy.orm import Session"]
    lines += ["def calls(session: Session) -> None:"]
    first = len(lines)
    lines += [f"    {call(service, name)}" for service, name in FUNCTIONS]
    lines += [f"    {call(service, name, 'session=session')}" for service, name in FUNCTIONS]
    (tmp_path / "calls.py").write_text("\n".join(lines) + "\n")
    settings = {"include": ["calls.py"], "extraPaths": [str(ROOT)], "typeCheckingMode": "basic"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(run.stdout)["generalDiagnostics"]
    assert [each["range"]["start"]["line"] for each in found] == list(range(first, first + len(FUNCTIONS)))
    assert {each["rule"] for each in found} == {"reportCallIssue"}
    assert {each["message"] for each in found} == {'Argument missing for parameter "session"'}


def call(service: ModuleType, name: str, *more: str) -> str:
    """Return a call with all that is required but a session, and with what is given beside it."""
    parameters = list(inspect.signature(getattr(service, name)).parameters.values())[:-1]
    required = [each.name for each in parameters if each.default is each.empty]
    arguments = [f"{each}={ARGUMENTS.get(each, '1')}" for each in required]
    return f"{service.__name__.rpartition('.')[2]}.{name}({', '.join([*arguments, *more])})"
