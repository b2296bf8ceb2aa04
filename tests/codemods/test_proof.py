"""The proof before anything is written, what others verify afterwards, and taking it back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import AFTER, FILES, NAME, SCREEN, SERVICE, git, texts
from msgspec import structs

from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.proof import Unproven, prove_findings, prove_python
from session_lint.codemods.registry import find
from session_lint.codemods.running import Outcome, run
from session_lint.codemods.sources import Sources
from session_lint.codemods.verification import TypingError, came
from session_lint.codemods.writer import Replacement, WriteError
from session_lint.facts.values import Span
from session_lint.findings import Finding
from session_lint.reading import digest
from session_lint.testing import DATABASE, ROOT, project_of

# Files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    ["def f(:\n", "def f(a, a):\n    pass\n", "return 1\n", "x = '\xff", "if x:\npass\n"],
    ids=["grammar", "a parameter twice", "a return outside", "an open string", "a lost indent"],
)
def test_a_file_that_is_no_python_any_more(after):
    with pytest.raises(Unproven, match=r"a.py: would not be valid Python: line 1|line 2"):
        prove_python({"a.py": Replacement(b"x = 1\n", after.encode())})


def test_a_file_that_python_cannot_read_before_is_left_to_libcst():
    prove_python({"a.py": Replacement(b"x = = 1\n", b"x = = 2\n")})
    prove_python({"a.py": Replacement(b"x = 1\n", b"x = 2\n")})


# Findings -----------------------------------------------------------------------------------------------------------


def finding(code: str, line: int, function: str = "f") -> Finding:
    return Finding(code, "slug", "what is wrong", "a_service.py", Span(line, 1, line, 2), function)


def test_findings_may_move_and_go():
    assert prove_findings([finding("SES101", 1), finding("SES302", 2)], [finding("SES302", 9)]) == []


def test_a_call_that_is_listed_is_not_said_twice():
    new = [finding("SES301", 3, "f"), finding("SES301", 9, "g")]
    assert [one.line for one in prove_findings([], new, {("a_service.py", "f")})] == [9]


def test_of_several_findings_of_a_function_the_one_that_is_new_is_named():
    first, second = finding("SES301", 1), structs.replace(finding("SES301", 5), message="something else is wrong")
    (said,) = prove_findings([second], [first, structs.replace(second, span=Span(7, 1, 7, 2))])
    assert (said.line, said.reason) == (1, "SES301 is seen now: what is wrong")


@pytest.mark.parametrize(
    "after",
    [[finding("SES204", 9), finding("SES204", 10)], [finding("SES201", 2)], [finding("SES204", 2, "g")]],
    ids=["one more", "another", "elsewhere"],
)
def test_a_finding_that_comes_is_named(after):
    with pytest.raises(Unproven, match=r"a_service.py: SES\d+ in ., line \d+ then: what is wrong"):
        prove_findings([finding("SES204", 2)], after)


def test_a_split_that_a_session_brings_to_light_is_left_to_a_hand():
    (left,) = prove_findings([], [finding("SES302", 4)])
    assert (left.path, left.line) == ("a_service.py", 4)
    assert left.reason == "SES302 is seen now: what is wrong"


def test_a_function_that_is_left_alone_is_listed_and_its_callers_stay():
    files = {
        "database.py": DATABASE,
        "services/a_service.py": "from database import session_scope\n\n\ndef f():\n"
        "    with session_scope() as session:\n        session.add(1)\n\n\ndef g():\n    f()\n",
    }
    encoded = {path: text.encode() for path, text in files.items()}
    project = project_of(files)
    options = Options(openers_of(project), left_alone={("services/a_service.py", "f"): "SES204 would come"})
    outcome = run(find("add-required-session"), project, Sources(ROOT, encoded), frozenset(files), options)
    assert outcome.files == {}
    assert [one.reason for one in outcome.by_hand] == ["SES204 would come"]


HEAD = "from sqlalchemy.orm import Session\n\n\n"
ADD = "    session.add(1)\n"


@pytest.mark.parametrize(
    ("codemod", "code", "alone"),
    [
        ("keyword-only-session", f"def f(session: Session):\n{ADD}", "f"),
        (
            "keyword-only-session",
            f"def f(session: Session):\n{ADD}\n\ndef g(*, session: Session):\n    f(session)\n",
            "g",
        ),
        ("commit-to-flush", f"def f(*, session: Session):\n{ADD}    session.commit()\n", "f"),
        (
            "rollback-to-savepoint",
            f"def f(*, session: Session):\n    try:\n    {ADD}    except ValueError:\n        session.rollback()\n",
            "f",
        ),
    ],
    ids=["keyword-only", "its caller", "commit", "rollback"],
)
def test_every_codemod_leaves_alone_what_would_come_to_harm(codemod: str, code: str, alone: str):
    main = "from database import session_scope\nfrom services.a_service import f\n\n"
    main += "with session_scope() as s:\n    f(session=s)\n"
    files = {"database.py": DATABASE, "services/a_service.py": HEAD + code, "main.py": main}
    encoded = {path: text.encode() for path, text in files.items()}
    project = project_of(files)

    def outcome(left_alone: dict[tuple[str, str], str]) -> Outcome:
        options = Options(openers_of(project), left_alone=left_alone)
        return run(find(codemod), project, Sources(ROOT, encoded), frozenset(files), options)

    assert outcome({}).files
    left = outcome({("services/a_service.py", alone): "SES204 would come"})
    assert left.files == {}
    assert any("SES204 would come" in one.reason for one in left.by_hand)


def test_a_suppression_that_has_nothing_to_silence_any_more_is_left_to_a_hand():
    (left,) = prove_findings([], [finding("SES901", 4)])
    assert (left.path, left.line) == ("a_service.py", 4)


FAULTY = """
import sys
from session_lint.codemods import running
from session_lint.codemods.source import Source
real = Source.encoded
def encoded(self, module):
    data = real(self, module)
    return data if module is self.module else data{change}
Source.encoded = encoded
from session_lint.doors.cli import main
main()
"""


def run_faulty(folder: Path, change: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FAULTY.format(change=change), "codemod", NAME]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (" + b'\\ndef f(:\\n'", "rename_service.py: would not be valid Python: line "),
        (" + b'\\n\\ndef more(session: Session | None = None):\\n    session.flush()\\n'", "SES101 in more, line "),
    ],
    ids=["Python", "findings"],
)
def test_work_that_would_do_harm_is_not_done(committed, change, words):
    folder = committed()
    ran = run_faulty(folder, change)
    assert ran.returncode == 70, ran.stderr
    assert f"session-lint: internal error: {NAME} would do harm, so that nothing was written." in ran.stderr
    assert words in ran.stderr
    assert "Please report this with the functions that are named." in ran.stderr
    assert "Traceback" not in ran.stderr
    assert texts(folder) == FILES


def test_a_finding_that_stays_is_left_to_a_hand(committed, codemod):
    screen = (
        "from sqlalchemy.orm import Session\n\n\ndef on(session: Session | None = None) -> None:\n    session.flush()\n"
    )
    committed({**FILES, "screen.py": screen})
    ran = codemod()
    assert ran.status == 1
    assert "screen.py:4:8: by hand: SES101 stays: " in ran.stdout


def test_a_file_that_changes_during_the_run(committed):
    folder = committed()
    line = "    data = real(self, module)\n"
    program = FAULTY.format(change="").replace(line, f"{line}    open('other.py', 'w').write('x = 1\\n')\n")
    command = [sys.executable, "-c", program, "codemod", NAME, "--allow-dirty"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "other.py: changed since it was read; nothing was written. Run the command again." in ran.stderr
    assert texts(folder) == {**FILES, "other.py": "x = 1\n"}


def test_a_file_that_changes_between_reading_and_planning(tmp_path):
    (tmp_path / "a.py").write_bytes(b"x = 2\n")
    sources = Sources(tmp_path, digests={tmp_path / "a.py": digest(b"x = 1\n")})
    with pytest.raises(WriteError, match=r"a\.py: changed since it was read; nothing was written"):
        sources.of("a.py")


# Pyright and tests --------------------------------------------------------------------------------------------------


def test_errors_that_came():
    old = (TypingError("a.py", 3, "wrong", "reportA"), TypingError("a.py", 5, "wrong", "reportA"))
    moved = (TypingError("a.py", 13, "wrong", "reportA"), TypingError("a.py", 15, "wrong", "reportA"))
    new = TypingError("b.py", 3, "wrong", "reportA")
    assert came(old, moved) == []
    assert came(old, (*moved, new)) == [new]
    assert came(old, (*moved, TypingError("a.py", 20, "wrong", "reportA"))) == [
        TypingError("a.py", 20, "wrong", "reportA")
    ]


PYRIGHT = """\
#!{python}
import json, pathlib
found = [
    {{"file": str(path.absolute()), "severity": severity, "message": "says no\\nand why", "rule": "reportNo",
      "range": {{"start": {{"line": 2, "character": 0}}, "end": {{"line": 2, "character": 1}}}}}}
    for path in pathlib.Path().glob("*.py") if "session=session" in path.read_text()
    for severity in ("error", "warning")
]
print("a word before")
print(json.dumps({{"version": "1", "generalDiagnostics": found, "summary": {{}}}}))
"""


@pytest.fixture
def pyright(tmp_path_factory):
    """A folder with a pyright that has its own opinion, and a Python beside which there is no other."""

    def made(script: str) -> str:
        folder = tmp_path_factory.mktemp("bin")
        (folder / "pyright").write_text(script)
        (folder / "pyright").chmod(0o755)
        return str(folder)

    return made


def verified(folder: Path, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from session_lint.codemods import verification as v; v.sys = type(sys)('sys')\n"
        "v.sys.executable = '/nowhere/python'\n"
        "from session_lint.doors.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "codemod", NAME, "--verify", "pyright", *arguments]
    environment = {**os.environ, "PATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_new_errors_of_pyright_are_listed(committed, pyright):
    folder = committed()
    ran = verified(folder, pyright(PYRIGHT.format(python=sys.executable)), "--allow-dirty")
    assert ran.returncode == 1
    # What the service said of itself was there before.
    assert ran.stdout.splitlines()[1:] == ["screen.py:3: new in pyright: says no (reportNo)"]
    assert ran.stderr == f"session-lint codemod {NAME} --undo takes all of it back.\n"
    assert texts(folder) == AFTER


def test_pyright_that_is_missing(committed, tmp_path):
    folder = committed()
    ran = verified(folder, str(tmp_path))
    assert ran.returncode == 2
    assert "--verify pyright: pyright is not installed; nothing was written." in ran.stderr
    assert texts(folder) == FILES


def test_pyright_that_breaks(committed, pyright):
    folder = committed()
    ran = verified(folder, pyright("#!/bin/sh\necho no node >&2\nexit 3\n"), "--allow-dirty")
    assert ran.returncode == 2
    assert "--verify pyright: it ended with status 3 and says 'no node'." in ran.stderr
    assert texts(folder) == FILES


def test_pyright_itself(committed, codemod):
    pytest.importorskip("pyright")
    folder = committed()
    ran = codemod("--verify", "pyright")
    assert ran.status == 0, ran.stdout + ran.stderr
    assert texts(folder) == AFTER


def test_tests_that_pass(committed, codemod):
    folder = committed()
    ran = codemod("--verify", "tests", "--", sys.executable, "-c", "print('they pass')")
    assert (ran.status, ran.stderr) == (0, "")
    assert "they pass\n" in ran.stdout
    assert texts(folder) == AFTER


def test_tests_that_fail_and_taking_it_back(committed, codemod):
    folder = committed()
    (folder / "rename_service.py").chmod(0o700)
    git(folder, "commit", "-qam", "mode")
    ran = codemod("--verify=tests", "--", sys.executable, "-c", "raise SystemExit(4)")
    assert ran.status == 1
    assert "ended with status 4.\n" in ran.stderr
    assert f"session-lint codemod {NAME} --undo takes all of it back.\n" in ran.stderr
    assert texts(folder) == AFTER
    ran = codemod("--undo")
    assert ran.status == 0
    assert ran.stdout.startswith("2 files are as they were before ")
    assert texts(folder) == FILES
    assert git(folder, "status", "--porcelain", "-uno") == ""
    ran = codemod("--undo")
    assert ran.status == 2
    assert "--undo: no run has written anything here that could be taken back." in ran.stderr


def test_tests_that_cannot_be_run(committed, codemod):
    committed()
    ran = codemod("--verify", "tests", "--", "no-such-command")
    assert ran.status == 1
    assert "no-such-command: cannot be run (No such file or directory).\n" in ran.stderr


def test_what_was_changed_after_the_run_is_not_taken_back(committed, codemod):
    folder = committed()
    codemod()
    (folder / "screen.py").write_text("# mine\n")
    ran = codemod("--undo")
    assert ran.status == 1
    assert ran.stderr == "screen.py: changed after that run, so that it stays as it is.\n"
    assert texts(folder) == {**FILES, "screen.py": "# mine\n"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--verify", "tests"], "--verify tests: say how to run them"),
        (["--verify", "pyright", "--diff"], "leave --diff, --list-by-hand and --undo out"),
        (["--verify", "mypy"], "'mypy' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use(committed, codemod, arguments, words):
    folder = committed()
    ran = codemod(*arguments)
    assert ran.status == 2
    assert words in ran.stderr
    assert texts(folder) == FILES


def test_paths_may_stand_behind_two_hyphens(committed, codemod):
    folder = committed()
    assert codemod("--", "rename_service.py").status == 0
    assert texts(folder) == AFTER


# Scope functions ----------------------------------------------------------------------------------------------------

TWO = {
    **FILES,
    "other.py": "from contextlib import contextmanager\nfrom database import SessionLocal\n\n\n@contextmanager\n"
    "def read_scope():\n    with SessionLocal() as session:\n        yield session\n",
}


def test_several_scope_functions_ask_for_the_key(committed, codemod):
    folder = committed(TWO)
    ran = codemod()
    assert ran.status == 2
    assert ran.stderr == (
        "session-lint: boundaries need a scope function that can be called without arguments, and the project has several: "
        "database.session_scope, other.read_scope. Write boundary-scopes = ['database.session_scope'] in "
        "[tool.session_lint], or say --scope database.session_scope.\n"
    )
    assert texts(folder) == TWO


@pytest.mark.parametrize("name", ["database.session_scope", "session_scope"])
def test_the_key_and_the_option_decide(committed, codemod, name):
    folder = committed(TWO)
    assert codemod("--scope", name).status == 0
    assert texts(folder)["screen.py"] == AFTER["screen.py"]
    codemod("--undo")
    (folder / "pyproject.toml").write_text(f"[tool.session_lint]\nboundary-scopes = ['{name}']\n")
    assert codemod("--allow-dirty").status == 0
    assert texts(folder)["screen.py"] == AFTER["screen.py"]


def test_a_scope_function_that_is_not_known(committed, codemod):
    committed(TWO)
    ran = codemod("--scope", "database.scope")
    assert ran.status == 2
    assert ran.stderr == (
        "session-lint: --scope database.scope: no scope function of the project is called that. Known: "
        "database.session_scope, other.read_scope.\n"
    )


def test_no_scope_function_at_all(committed, codemod):
    service = SERVICE.replace("session_scope()", "SessionLocal.begin()").replace("session_scope", "SessionLocal")
    database = "from sqlalchemy.orm import sessionmaker\nSessionLocal = sessionmaker()\n"
    committed({"database.py": database, "rename_service.py": service, "screen.py": SCREEN})
    ran = codemod()
    assert ran.status == 2
    assert "the project has none. Write boundary-scopes = ['package.module.session_scope']" in ran.stderr


def test_a_scope_function_from_elsewhere(committed, codemod):
    folder = committed()
    assert codemod("--scope", "company_orm.transaction").status == 0
    assert "    with transaction() as session:\n" in texts(folder)["screen.py"]
    assert "from company_orm import transaction\n" in texts(folder)["screen.py"]
