"""Comparing labels with findings; the runs on packages need the network and are started by hand."""

from typing import Any

import pytest
from labels import LABELS, PACKAGES, Label, compared, read


def finding(code: str, line: int, function: str = "f", path: str = "a.py") -> dict[str, Any]:
    return {"code": code, "path": path, "line": line, "function": function}


def label(code: str, line: int, verdict: str = "expected", function: str = "f") -> Label:
    return Label("a.py", function, code, line, verdict)


def test_found_and_missed():
    comparison = compared([label("SES204", 3), label("SES204", 9), label("SES105", 1)], [finding("SES204", 8)])
    assert [str(met) for met in comparison.found] == ["SES204 a.py:3 f"]
    assert [str(met) for met in comparison.missed] == ["SES204 a.py:9 f", "SES105 a.py:1 f"]
    assert comparison.unexpected == []


def test_a_finding_meets_one_label_only():
    comparison = compared([label("SES204", 3), label("SES204", 9)], [finding("SES204", 3), finding("SES204", 9)])
    assert (len(comparison.found), comparison.missed, comparison.unexpected) == (2, [], [])


def test_another_function_says_nothing():
    comparison = compared([label("SES204", 3)], [finding("SES204", 3, "g"), finding("SES204", 3, path="b.py")])
    assert (comparison.found, len(comparison.missed), comparison.unexpected) == ([], 1, [])


def test_what_a_clean_function_is_told_is_unexpected():
    assert compared([label("clean", 1, "clean")], [finding("SES105", 1)]).unexpected == ["SES105 a.py:1 f"]


def test_what_is_debatable_counts_as_neither():
    comparison = compared([label("SES201", 3, "debatable"), label("SES407", 5, "debatable")], [finding("SES201", 3)])
    assert (comparison.found, comparison.missed, comparison.unexpected) == ([], [], [])


@pytest.mark.parametrize("package", PACKAGES)
def test_the_labels_can_be_read(package: str):
    labels = read(LABELS / f"{package}.csv")
    assert {label.verdict for label in labels} <= {"expected", "clean", "debatable"}
    assert len({(label.file, label.function) for label in labels}) == 30
