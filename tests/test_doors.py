"""The same code gives the same findings through every door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "findings.schema.json").read_text("utf-8"))

DATABASE = """\
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session, sessionmaker

factory = sessionmaker()
Db = Session


@contextmanager
def session_scope() -> Iterator[Session]:
    with factory.begin() as session:
        yield session
"""

SERVICE = """\
from database import Db, session_scope


def optional(name: str = "é😀", handle: Db | None = None) -> None:
    handle.add(name)


def ignored(name: str, handle: Db) -> str:
    return name


def opens(name: str) -> None:
    with session_scope() as session:
        session.add(name)


def falls_back(name: str, session: Db | None = None) -> None:
    if session is not None:
        session.add(name)
        return
    with session_scope() as session:
        session.add(name)


def commits(name: str, session: Db) -> None:
    session.add(name)
    session.commit()
    session.commit()


def silenced(name: str, session: Db | None = None) -> None:  # noqa: SES101
    session.add(name)


# session-lint: ignore[optional-session] a plugin calls it
def silenced_above(name: str, session: Db | None = None) -> None:
    session.add(name)
"""

EXPECTED = [("SES101", 4), ("SES102", 8), ("SES201", 13), ("SES101", 17), ("SES204", 27), ("SES204", 28)]

FILES = {
    "pyproject.toml": "[tool.session_lint]\n",
    "database.py": DATABASE,
    "services/event_service.py": SERVICE,
    "services/order_service.py": SERVICE.replace("def ", "def order_"),
}
NAME = "services/event_service.py"

ENCODINGS = {
    "plain": SERVICE.encode(),
    "CRLF": SERVICE.replace("\n", "\r\n").encode(),
    "byte order mark": b"\xef\xbb\xbf" + SERVICE.encode(),
    "no final newline": SERVICE.rstrip("\n").encode(),
    "form feed before def": SERVICE.replace("\n\ndef ignored", "\n\n\fdef ignored").encode(),
    "latin-1": ("# coding: latin-1\n" + SERVICE.replace("😀", "")).encode("latin-1"),
}


@pytest.fixture
def written(project):
    return project(FILES)


def codes(ran):
    return [(finding["code"], finding["line"]) for finding in ran.json["findings"]]


def test_what_is_expected(written, check):
    ran = check(NAME)
    assert codes(ran) == EXPECTED
    assert ran.json["summary"] == {
        "files": 1,
        "findings": 6,
        "suppressed": 2,
        "by_code": {"SES101": 2, "SES102": 1, "SES201": 1, "SES204": 2},
    }


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_every_door_says_the_same(project, run, flake8, content):
    project(FILES | {NAME: content})
    said = run(NAME, "--output-format", "concise").lines
    assert len(said) == len(EXPECTED)
    assert run("-", "--stdin-filename", NAME, "--output-format", "concise", stdin=content).lines == said
    assert flake8(NAME).lines == said
    assert flake8("--stdin-display-name", NAME, "-", stdin=content).lines == said


@pytest.mark.parametrize("options", [["--no-cache"], ["-j", 1], ["-j", 4], []], ids=str)
def test_options_of_speed_change_nothing(written, run, options):
    said = run(".", "--output-format", "concise")
    assert run(".", "--output-format", "concise", *options) == said


@pytest.mark.parametrize("options", [["-j", 1], ["-j", 2], []], ids=str)
def test_flake8_with_several_files(written, run, flake8, options):
    said = run(".", "--output-format", "concise").lines
    assert len(said) == 2 * len(EXPECTED)
    assert flake8(*options, ".").lines == said
    assert flake8(*options, "database.py", "services/order_service.py", NAME).lines == said


def test_flake8_without_select(written, run, run_module):
    ours = [line for line in run_module("flake8", ".").lines if " SES" in line]
    assert ours == run(".", "--output-format", "concise").lines


def test_flake8_extend_ignore(written, run, flake8):
    said = run(NAME, "--ignore", "SES101", "--output-format", "concise").lines
    assert flake8("--extend-ignore", "SES101", NAME).lines == said
    assert len(said) == 4


def test_flake8_reads_the_selection_of_the_project(project, run, flake8):
    project(FILES | {"pyproject.toml": '[tool.session_lint]\nignore = ["SES2"]\n'})
    said = run(NAME, "--output-format", "concise").lines
    assert len(said) == 3
    assert flake8(NAME).lines == said


def test_flake8_from_another_folder(written, run, flake8):
    here = written / "services"
    said = run("event_service.py", "--output-format", "concise", cwd=here).lines
    assert len(said) == len(EXPECTED)
    assert flake8("event_service.py", cwd=here).lines == said


def test_standard_input_takes_the_place_of_its_file(written, run, flake8):
    changed = "from database import Db\ndef f(handle: Db | None = None): handle.flush()\n"
    said = run("-", "--stdin-filename", NAME, "--output-format", "concise", stdin=changed).lines
    assert [line.split()[:2] for line in said] == [[f"{NAME}:2:7:", "SES101"]]
    assert flake8("--stdin-display-name", NAME, "-", stdin=changed).lines == said


def test_standard_input_that_is_no_file_yet(written, check):
    assert codes(check("-", "--stdin-filename", "services/new_service.py", stdin=SERVICE)) == EXPECTED


@pytest.mark.parametrize(
    "files",
    [
        FILES,
        {"clean.py": "x = 1\n"},
        {"broken.py": "def (\n"},
        FILES | {"broken.py": "def (\n", "services/price_service.py": "def f() -> dict:\n    return {'a': 1}\n"},
    ],
    ids=["findings", "clean", "unreadable", "both"],
)
@pytest.mark.parametrize("asked", [".", "given"])
def test_json_keeps_its_schema(project, check, files, asked):
    project(files)
    ran = check("." if asked == "." else next(name for name in reversed(files) if name.endswith(".py")))
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(ran.json)
    assert len(ran.json["findings"]) == ran.json["summary"]["findings"]


def test_spans_cover_what_is_flagged(written, check):
    lines = SERVICE.split("\n")
    first, *_, commit, _ = check(NAME).json["findings"]
    assert lines[first["line"] - 1][first["column"] - 1 : first["end_column"] - 1] == "handle: Db | None = None"
    assert lines[commit["line"] - 1][commit["column"] - 1 : commit["end_column"] - 1] == "session.commit()"


def fingerprints(check, project, content):
    project(FILES | {NAME: content})
    return [(finding["code"], finding["function"], finding["fingerprint"]) for finding in check(NAME).json["findings"]]


@pytest.mark.parametrize(
    "above",
    [
        "\n\n\n",
        "# a comment\n",
        "def other() -> int:\n    return 1\n\n\n",
        "def other(session: Db) -> None:\n    session.add(1)\n    session.commit()\n\n\n",
    ],
    ids=["blank lines", "comment", "function", "function with a finding of the same text"],
)
def test_fingerprints_stay_when_lines_move(project, check, above):
    before = fingerprints(check, project, SERVICE)
    start, separator, rest = SERVICE.partition("def optional")
    after = fingerprints(check, project, start + above + separator + rest)
    assert [found for found in after if found[1] != "other"] == before


def test_fingerprints_differ(project, check):
    found = fingerprints(check, project, SERVICE)
    assert [function for code, function, _ in found if code == "SES204"] == ["commits", "commits"]
    assert len({fingerprint for *_, fingerprint in found}) == len(found)


def test_fingerprints_do_not_rest_on_the_folder(written, check):
    assert check(NAME).json["findings"] == check("event_service.py", cwd=written / "services").json["findings"]


@pytest.mark.parametrize("asked", [[NAME], ["services/event_service.py", "database.py"], ["services"]], ids=" ".join)
def test_paths_limit_what_is_reported_not_what_is_read(written, check, asked):
    ran = check(*asked)
    reported = {finding["path"] for finding in ran.json["findings"]}
    assert reported == ({NAME, "services/order_service.py"} if asked == ["services"] else {NAME})
    assert ("SES101", 4) in codes(ran)  # only database.py knows that Db is a session


def test_an_alias_elsewhere_can_say_no(project, check):
    project(FILES | {"database.py": DATABASE.replace("Db = Session", "import requests\nDb = requests.Session")})
    # Its suppressions silence nothing any more.
    assert {code for code, _ in codes(check(NAME))} == {"SES201", "SES901"}


def test_a_file_named_twice_is_reported_once(written, check):
    assert codes(check(NAME, f"./{NAME}", "services/../" + NAME)) == EXPECTED


@pytest.mark.parametrize("table", ['services = ["core/"]', 'servces = ["services/"]', 'select = ["SES999"]'])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_flake8_stops_at_a_wrong_configuration(project, flake8, table, jobs):
    project({f"services/work_{number}.py": "x = 1\n" for number in range(4)})
    project({"pyproject.toml": f"[tool.session_lint]\n{table}\n"})
    ran = flake8("-j", jobs, ".")
    assert ran.status == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith("session-lint: ")
    assert "pyproject.toml" in ran.stderr
