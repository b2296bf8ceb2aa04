"""The README shows what the tool says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Ran

PROJECT = Path(__file__).parents[1]
SHOWN = re.compile(r"Among other things it says:\n\n```text\n(.*?)```", re.DOTALL)


def test_the_finding_that_the_readme_shows(run: Callable[..., Ran]) -> None:
    (shown,) = SHOWN.findall((PROJECT / "README.md").read_text())
    assert shown.rstrip() in run("examples/legacy_bakery", cwd=PROJECT).stdout
