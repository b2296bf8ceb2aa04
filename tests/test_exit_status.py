"""0 nothing to report, 1 findings, 2 wrong use or configuration, 3 some file could not be read."""

from __future__ import annotations

import pytest

SERVICE = (
    "from sqlalchemy.orm import Session\n"
    "def count(session: Session | None = None) -> int:\n"
    "    return session.query(1).count()\n"
)
CLEAN = "def add(a: int, b: int) -> int:\n    return a + b\n"
BROKEN = "def (\n"


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"clean.py": CLEAN}, 0),
        ({"notes.txt": "no Python here"}, 0),
        ({"event_service.py": SERVICE}, 1),
        ({"broken.py": BROKEN}, 3),
        ({"clean.py": CLEAN, "broken.py": BROKEN}, 3),
        ({"event_service.py": SERVICE, "broken.py": BROKEN}, 3),
    ],
    ids=["clean", "no files", "finding", "unreadable", "unreadable and clean", "unreadable outranks finding"],
)
def test_status(project, run, files, status, output_format):
    project(files)
    assert run(".", "--output-format", output_format).status == status


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--select", "SES2"], 0),
        (["--select", "SES1"], 1),
        (["--select", "optional-session"], 1),
        (["--select", "ses101"], 1),
        (["--select", "SES201,SES101"], 1),
        (["--select", "SES201", "--select", "SES101"], 1),
        (["--ignore", "SES101"], 0),
        (["--ignore", "SES1,SES2"], 0),
        (["--ignore", "optional-session"], 0),
        (["--ignore", "SES2"], 1),
        (["--select", "SES101", "--ignore", "SES1"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_status_is_of_what_is_selected(project, run, arguments, status):
    project({"event_service.py": SERVICE})
    assert run(".", *arguments).status == status


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--select", "SES101"], 3), (["--ignore", "SES9"], 3), (["--ignore", "SES902"], 0)],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_unreadable_is_only_ignored_by_its_name(project, run, arguments, status):
    project({"broken.py": BROKEN})
    assert run(".", *arguments).status == status


@pytest.mark.parametrize("command", [["check"], ["codemod", "add-required-session"], ["config"]], ids=" ".join)
def test_an_empty_path_is_wrong_use(project, run_module, command):
    project({"event_service.py": SERVICE})
    ran = run_module("session_lint", *command, "")
    assert (ran.status, ran.stdout) == (2, "")
    assert "a path is empty" in ran.stderr


def test_excluded_file_is_not_read(project, run):
    project({"pyproject.toml": '[tool.session_lint]\nexclude = ["broken.py"]\n', "broken.py": BROKEN})
    assert run(".").status == 0
    assert run("broken.py").status == 0


def test_statistics_keep_the_status(project, run):
    project({"event_service.py": SERVICE})
    ran = run(".", "--statistics")
    assert ran.status == 1
    assert "1  SES101  optional-session" in ran.stdout


WRONG_USE = {
    "unknown option": (["--frobnicate", "."], "--frobnicate"),
    "mistyped option": (["--selct", "SES1", "."], "--select"),
    "missing path": (["missing.py"], "missing.py"),
    "missing path beside a good one": (["event_service.py", "missing.py"], "missing.py"),
    "missing folder": (["missing/"], "missing"),
    "standard input and a path": (["-", "event_service.py"], "standard input"),
    "--stdin-filename without standard input": (["--stdin-filename", "a.py", "."], "--stdin-filename"),
    "mistyped slug": (["--select", "optional-sesion", "."], "Did you mean 'optional-session'"),
    "mistyped slug to ignore": (["--ignore", "optional-sesion", "."], "Did you mean 'optional-session'"),
    "mistyped code": (["--select", "SES1O1", "."], "Did you mean 'SES101'"),
    "unknown code among known": (["--select", "SES101,XYZ99", "."], "'XYZ99'"),
    "unknown format": (["--output-format", "yaml", "."], "yaml"),
    "no processes": (["-j", "0", "."], "0"),
    "missing configuration": (["--config", "missing.toml", "."], "missing.toml"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG_USE.values(), ids=WRONG_USE.keys())
def test_wrong_use(project, run, arguments, said):
    project({"event_service.py": SERVICE, "broken.py": BROKEN})
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.stdout == ""
    assert said in ran.stderr


WRONG_CONFIGURATION = {
    "unknown key": ('[tool.session_lint]\nservcies = ["a/"]\n', "Did you mean 'services'"),
    "underscore for hyphen": ("[tool.session_lint]\nsession_names = []\n", "Did you mean 'session-names'"),
    "text for a list": ('[tool.session_lint]\nservices = "a/"\n', "services"),
    "number in a list": ("[tool.session_lint]\nselect = [101]\n", "select"),
    "unknown choice": ('[tool.session_lint]\npydantic-decimals = "maybe"\n', "pydantic-decimals"),
    "unknown rule in select": ('[tool.session_lint]\nselect = ["optional-sesion"]\n', "'optional-session'"),
    "unknown rule in ignore": ('[tool.session_lint]\nignore = ["SES1O1"]\n', "'SES101'"),
    "empty pattern": ('[tool.session_lint]\nexclude = [""]\n', "exclude"),
    "no table": ("[tool]\nsession_lint = 1\n", "[tool.session_lint]"),
    "hyphen in the table's name": ("[tool.session-lint]\n", "[tool.session_lint]"),
    "invalid TOML": ("[tool.session_lint\n", "line 1"),
    "not UTF-8": (b'[tool.session_lint]\nexclude = ["\xff"]\n', "pyproject.toml"),
}


@pytest.mark.parametrize(("table", "said"), WRONG_CONFIGURATION.values(), ids=WRONG_CONFIGURATION.keys())
def test_wrong_configuration_stops_before_anything_is_read(project, run, table, said):
    folder = project({"pyproject.toml": table, "event_service.py": SERVICE, "broken.py": BROKEN})
    ran = run(".")
    assert ran.status == 2
    assert ran.stdout == ""
    assert said in ran.stderr
    assert "pyproject.toml" in ran.stderr
    assert not (folder / ".session_lint_cache").exists()


@pytest.mark.parametrize(("table", "said"), WRONG_CONFIGURATION.values(), ids=WRONG_CONFIGURATION.keys())
def test_wrong_configuration_stops_flake8(project, flake8, table, said):
    project({"pyproject.toml": table, "event_service.py": SERVICE})
    ran = flake8(".")
    assert ran.status not in (0, 70)
    assert ran.stdout == ""
    assert said in ran.stderr


def test_wrong_selection_in_the_configuration_is_said_although_overruled(project, run):
    project({"pyproject.toml": '[tool.session_lint]\nselect = ["SES777"]\n', "event_service.py": SERVICE})
    ran = run(".", "--select", "SES101")
    assert ran.status == 2
    assert "SES777" in ran.stderr


def test_configuration_of_its_own(project, run):
    project({"lint.toml": 'ignore = ["SES101"]\n', "wrong.toml": "ignroe = []\n", "event_service.py": SERVICE})
    assert run(".", "--config", "lint.toml").status == 0
    wrong = run(".", "--config", "wrong.toml")
    assert (wrong.status, wrong.stdout) == (2, "")
    assert "Did you mean 'ignore'" in wrong.stderr


def test_reader_that_has_enough_is_no_error(project, run):
    project({"event_service.py": SERVICE})
    ran = run(".", "--output-format", "concise", "--no-cache")
    assert ran.status == 1
    assert ran.stderr == ""


def test_rule_command(run_module):
    known = run_module("session_lint", "rule", "SES101")
    assert (known.status, known.stderr) == (0, "")
    assert "optional-session" in known.stdout
    assert run_module("session_lint", "rule", "optional-session").stdout == known.stdout
    unknown = run_module("session_lint", "rule", "SES1O1")
    assert (unknown.status, unknown.stdout) == (2, "")
    assert "Did you mean 'SES101'" in unknown.stderr
    assert run_module("session_lint", "rule", "--all").status == 0


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["rule"]], ids=["no command", "unknown command", "no rule"])
def test_wrong_command(run_module, arguments):
    ran = run_module("session_lint", *arguments)
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr
