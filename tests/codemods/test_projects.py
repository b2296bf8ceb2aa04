"""Small projects, before and after a codemod: ``<codemod>/<case>/before`` becomes ``after``.

``by_hand.txt`` holds what is left to a hand, a line each, as the command prints it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from session_lint.testing import rewrites

HERE = Path(__file__).parent
CASES = sorted(folder.parent for folder in HERE.glob("*/*/before"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_project(case: Path) -> None:
    left = case / "by_hand.txt"
    lines = left.read_text().splitlines() if left.exists() else []
    rewrites(case.parent.name.replace("_", "-"), _files(case / "before"), _files(case / "after"), lines)


def _files(folder: Path) -> dict[str, str | bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
