"""The command line: it demonstrates and tells, and what goes wrong is one sentence and an exit status."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Bake = Callable[..., Any]  # of the process that ended: status, stdout, stderr


@pytest.fixture
def bakery(run_module: Bake) -> Bake:
    """Run `python -m reference_impl.bakery ARGUMENTS`."""

    def run(*arguments: object, **environment: str) -> Any:
        root = str(Path(__file__).parents[3])
        return run_module(
            "reference_impl.bakery", *arguments, PYTHONPATH=root, PYTHONIOENCODING="utf-8", COLUMNS="120", **environment
        )

    return run


def test_the_demonstration_plans_bakes_assembles_and_rolls_back(bakery: Bake, tmp_path: Path) -> None:
    shown = bakery("demo", TMPDIR=str(tmp_path))
    assert (shown.status, shown.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert "cookies 2 batches" in lines
    assert "butter 451 g 400 g 51 g 0.50" in lines
    assert "sent again with the same key: still run 1, and nothing was used twice" in lines
    progress = [line for line in lines if line.startswith("1 Winter Market ")]
    assert [line.split()[4:] for line in progress] == [
        ["25", "%", "0", "%", "12", "%"],
        ["100", "%", "100", "%", "100", "%"],
    ]
    assert "a batch of shortbread and two hampers, together: 4 of 'bag' are needed, and 2 are there" in lines
    assert any(line.startswith("stock before and after is the same: butter 449 g") for line in lines)
    assert list(tmp_path.iterdir()) == []  # the database is gone


def test_what_was_demonstrated_on_a_file_can_be_asked_for(bakery: Bake) -> None:
    assert bakery("--file", "bakery.db", "demo").status == 0
    (progress,) = json.loads(bakery("--file", "bakery.db", "progress", "--json").stdout)
    assert progress["event"]["name"] == "Winter Market"
    assert progress["overall_percent"] == 100
    assert "Winter Market" in bakery("--file", "bakery.db", "progress").stdout
    listed = bakery("--file", "bakery.db", "shopping-list", 1, "--csv").stdout
    assert next(csv.reader(io.StringIO(listed)))[:4] == ["kind", "id", "name", "unit"]
    assert "to buy for 0.00" in bakery("--file", "bakery.db", "shopping-list", 1).stdout


def test_a_second_demonstration_on_a_file_is_refused(bakery: Bake) -> None:
    bakery("--file", "bakery.db", "demo")
    before = bakery("--file", "bakery.db", "progress", "--json").stdout
    again = bakery("--file", "bakery.db", "demo")
    assert (again.status, again.stdout) == (1, "")
    assert again.stderr == "Error: there is a bakery in bakery.db already: name another file\n"
    assert bakery("--file", "bakery.db", "progress", "--json").stdout == before


def test_the_log_is_a_json_object_a_line_and_success_comes_after_the_commit(bakery: Bake) -> None:
    logged = [json.loads(line) for line in bakery("--log", "demo").stderr.splitlines()]
    assert {line["operation"] for line in logged} == {"record_production", "record_assembly"}
    first = [line["outcome"] for line in logged if line.get("production_run_id") == 1 and not line["repeated"]]
    assert first == ["staged", "success"]
    # The batch that was rolled back is staged, and never a success.
    assert [line["outcome"] for line in logged[-2:]] == ["staged", "validation failure"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["shopping-list", "7"], 1, "Error: there is no event 7"),
        (["shopping-list", "seven"], 2, "'seven' is not a valid integer"),
        (["--file", "text.db", "progress"], 1, "text.db"),
        (["--file", ".", "progress"], 1, "found: a directory"),
        (["--fil", "x.db", "progress"], 2, "--file"),
        (["demoo"], 2, "No such command 'demoo'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    bakery: Bake, tmp_path: Path, arguments: list[str], status: int, said: str
) -> None:
    (tmp_path / "text.db").write_text("not a database, but a text that is long enough to look at " * 20)
    wrong = bakery(*arguments)
    assert (wrong.status, wrong.stdout) == (status, "")
    assert said in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_an_empty_bakery_has_no_events_and_is_no_error(bakery: Bake) -> None:
    assert bakery("progress", "--json").stdout == "[]\n"
    assert bakery("progress").stdout.splitlines()[-1] == "0 events"
