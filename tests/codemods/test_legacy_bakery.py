"""The example, repaired in one go: its tests for the second form pass, and nothing is left to report of the kind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

EXAMPLES = Path(__file__).parents[2] / "examples"
GIT = ["git", "-c", "user.name=baker", "-c", "user.email=baker@example.org"]


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    """A clean repository with the example in its first form."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    shutil.copytree(EXAMPLES / "legacy_bakery", tmp_path / "legacy_bakery", ignore=ignored)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / ".gitignore").write_text("__pycache__/\n.*_cache/\n")
    _git(tmp_path, "init", "-q")
    _commit(tmp_path)
    return tmp_path


def test_the_bakery_is_repaired(bakery: Path, run_module: Callable[..., Ran]) -> None:
    repaired = run_module("session_lint", "codemod", "add-required-session", "legacy_bakery")
    assert "0 by hand" in repaired.stdout, repaired
    assert repaired.status == 0, repaired
    tests = _python(bakery, "-m", "pytest", "-q", "legacy_bakery/tests/second_form.py")
    assert tests.returncode == 0, tests.stdout
    codes = ["SES101", "SES102", "SES103", "SES104", "SES201", "SES202"]
    checked = run_module("session_lint", "check", "legacy_bakery", "--select", ",".join(codes))
    assert checked.status == 0, checked.stdout


def test_a_second_run_changes_nothing(bakery: Path, run_module: Callable[..., Ran]) -> None:
    run_module("session_lint", "codemod", "add-required-session", "legacy_bakery")
    _commit(bakery)
    run_module("session_lint", "codemod", "add-required-session", "legacy_bakery")
    assert _git(bakery, "status", "--porcelain") == ""


def test_type_checkers_find_nothing_new(bakery: Path, run_module: Callable[..., Ran]) -> None:
    (bakery / "legacy_bakery" / "tests" / "second_form.py").unlink()  # written for what comes out
    _commit(bakery)
    before = _errors(bakery)
    run_module("session_lint", "codemod", "add-required-session", "legacy_bakery")
    assert _errors(bakery) <= before


def _errors(folder: Path) -> int:
    ran = _python(folder, "-m", "pyright", "--pythonpath", sys.executable)
    return int(ran.stdout.rpartition(" error")[0].rpartition("\n")[2])


def _python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "The bakery")


def _git(folder: Path, *words: str) -> str:
    return subprocess.run([*GIT, *words], cwd=folder, capture_output=True, text=True, check=True).stdout
