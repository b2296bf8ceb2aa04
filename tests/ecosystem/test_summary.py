"""Comparing two runs on a package; the runs themselves need the network and are started by hand."""

from pathlib import Path

import pytest
from packages import VERSIONS
from summary import PackageSummary, compare, of_result, read, write

from session_lint.config_file import load
from session_lint.selection import Selection

HERE = Path(__file__).parent
BEFORE = PackageSummary("1.0", 3, {"a": "SES101 x.py:1 f", "b": "SES204 x.py:9 g"})


def test_nothing_differs():
    assert not compare(BEFORE, BEFORE)


def test_what_moved_is_the_same():
    assert not compare(BEFORE, PackageSummary("1.0", 3, {"a": "SES101 x.py:4 f", "b": "SES204 x.py:12 g"}))


def test_what_came_and_went():
    difference = compare(BEFORE, PackageSummary("1.1", 3, {"a": "SES101 x.py:1 f", "c": "SES201 y.py:2 h"}))
    assert difference
    assert (difference.came, difference.went) == (["SES201 y.py:2 h"], ["SES204 x.py:9 g"])
    assert difference.version == "1.0 -> 1.1"


def test_a_new_package_has_everything_to_say():
    difference = compare(None, BEFORE)
    assert difference.came == ["SES101 x.py:1 f", "SES204 x.py:9 g"]
    assert difference.version == "new: 1.0"


def test_a_summary_is_stored(tmp_path: Path):
    write(tmp_path / "summary.json", {"b": BEFORE, "a": BEFORE})
    assert read(tmp_path / "summary.json") == {"a": BEFORE, "b": BEFORE}
    assert read(tmp_path / "none.json") == {}


def test_a_summary_of_what_the_tool_says(project, check):
    project({"events.py": "def f(session=None):\n    session.flush()\n", "other.py": ""})
    found = of_result("2.0", check(".").json)
    assert (found.version, found.files, found.by_code) == ("2.0", 2, {"SES101": 1})
    assert list(found.findings.values()) == ["SES101 events.py:1 f"]


@pytest.mark.parametrize("package", VERSIONS)
def test_configurations_are_right_and_short(package: str):
    file = HERE / f"{package}.toml"
    Selection(load([HERE], file))
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert 1 <= len(lines) <= 10


@pytest.mark.parametrize("package", VERSIONS)
def test_summaries_are_of_the_pinned_versions(package: str):
    assert read(HERE / "summary.json")[package].version == VERSIONS[package]
