"""A service module and its tests, written against a bare `session_scope()`, pass on the layer as they are."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BARE_SCOPE = Path(__file__).parent.parent / "bare_scope"
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("database", ["bare", "layered"])
def test_its_tests_pass(database: str, tmp_path: Path) -> None:
    for name, as_name in {
        f"{database}.py": "database.py",
        "library.py": "library.py",
        "library_test.py": "library_test.py",
    }.items():
        shutil.copy(BARE_SCOPE / name, tmp_path / as_name)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", tmp_path, "library_test.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "9 passed" in ran.stdout, ran.stdout + ran.stderr
