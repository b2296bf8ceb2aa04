"""Whatever bytes a project holds: the finding stands at the right place, or the file is one SES902."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from limits import LONG

IMPORT = "from sqlalchemy.orm import Session\n"
FUNCTION = "def count(session: Session | None = None) -> int:\n    return session.query(1).count()\n"
SERVICE = IMPORT + FUNCTION
"""One SES101, at line 2, column 11."""

TOO_LONG = 10_000
DEEP = {
    "lambdas with parameters": "x = " + "lambda a, b: " * TOO_LONG + "1",
    "brackets": "x = " + "(" * TOO_LONG + "1" + ")" * TOO_LONG,
    "lists": "x = " + "[" * TOO_LONG + "]" * TOO_LONG,
    "operators": "x = " + " + ".join(["a"] * TOO_LONG),
    "operators on lines": "x = (" + " +\n    ".join(["a"] * TOO_LONG) + ")",
    "attributes": "x = a" + ".b" * TOO_LONG,
    "attributes in a function": "def f():\n    return a" + ".b" * TOO_LONG,
    "calls": "x = a" + "()" * TOO_LONG,
    "method calls": "x = a" + ".b()" * TOO_LONG,
    "subscripts": "x = a" + "[0]" * TOO_LONG,
    "not": "x = " + "not " * TOO_LONG + "a",
    "minus": "x = " + "-" * TOO_LONG + "1",
    "lambdas": "x = " + "lambda: " * TOO_LONG + "a",
    "conditional expressions": "x = " + "a if b else " * TOO_LONG + "c",
    "elif": "if a:\n    pass\n" + "elif a:\n    pass\n" * TOO_LONG,
    "elif in a function": "def f():\n    if a:\n        pass\n" + "    elif a:\n        pass\n" * TOO_LONG,
    "f-strings": "x = " + 'f"{' * TOO_LONG + "1" + '}"' * TOO_LONG,
    "f-strings, quotes in turn": "x = " + "f\"{f'{" * (TOO_LONG // 2) + "1" + "}'}\"" * (TOO_LONG // 2),
}


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP.keys())
def test_too_deep_is_one_unreadable_file(project, check, content):
    project({"deep.py": content + "\n" + SERVICE, "services/event_service.py": SERVICE})
    ran = check(".")
    assert [(path, code) for path, code, _ in ran.findings] == [
        ("deep.py", "SES902"),
        ("services/event_service.py", "SES101"),
    ]
    assert ran.status == 3


LENGTHY = {
    "operators": "x = " + " + ".join(["a"] * LONG),
    "operators in a function": "def f():\n    return " + " + ".join(["a"] * LONG),
    "comparisons": "x = " + " < ".join(["a"] * LONG),
    "attributes": "x = a" + ".b" * LONG,
    "joined strings": "x = (" + '"a" ' * LONG + ")",
}


@pytest.mark.parametrize("content", LENGTHY.values(), ids=LENGTHY.keys())
def test_lengthy_is_read(project, check, content):
    project({"event_service.py": content + "\n" + SERVICE})
    ran = check("event_service.py")
    assert ran.findings == [("event_service.py", "SES101", content.count("\n") + 3)]
    assert ran.status == 1


@pytest.mark.parametrize("content", [LENGTHY["operators"], LENGTHY["attributes"]], ids=["operators", "attributes"])
def test_lengthy_is_read_again_from_the_cache(project, check, content):
    project({"event_service.py": content + "\n" + SERVICE})
    assert check("event_service.py").json == check("event_service.py").json


WIDE = {
    "lambdas in a list": "x = [\n" + "    lambda a, b: a.b,\n" * 3000 + "]\n",
    "statements of a function": "def f():\n" + "    x = a.b + 1\n" * 3000,
    "calls of a function": "def f():\n" + "    g(1)\n" * 3000,
    "fields of a class": "class A:\n" + "    x: int = 1\n" * 3000,
    "methods of a class": "class A:\n" + "    def f(self) -> int:\n        return self.x.y + 1\n\n" * 1000,
    "statements of a try": "try:\n" + "    a.b()\n" * 3000 + "except A:\n    pass\n",
    "docstrings": "def f():\n" + '    """a.b: c"""\n' * 3000,
    "entries of a dictionary": "x = {\n" + '    "a": f(1),\n' * 3000 + "}\n",
    "entries of a list": "x = [\n" + "    a.b + c,\n" * 3000 + "]\n",
    "decorators": "@a.b(1)\n" * 3000 + "def f(): ...\n",
    "cases": "match a:\n" + "    case 1:\n        x = 1\n" * 1000,
    "statements on a line": "x = 1; " * 3000 + "\n",
}


@pytest.mark.parametrize("content", WIDE.values(), ids=WIDE.keys())
def test_wide_is_not_deep(project, check, content):
    project({"event_service.py": content + SERVICE})
    ran = check("event_service.py")
    assert ran.findings == [("event_service.py", "SES101", content.count("\n") + 2)]


BOM = b"\xef\xbb\xbf"
PLACES = {
    "byte order mark": (BOM + SERVICE.encode(), 2, 11),
    "byte order mark, finding in the first line": (
        BOM + b"def count(session: 'Session | None' = None): session.flush()\n" + IMPORT.encode(),
        1,
        11,
    ),
    "CRLF": (SERVICE.replace("\n", "\r\n"), 2, 11),
    "lone CR": (SERVICE.replace("\n", "\r"), 2, 11),
    "mixed line ends in a string": (IMPORT + 'x = """a\rb\r\nc\nd"""\n' + FUNCTION, 6, 11),
    "form feed on a line of its own": (IMPORT + "\f\n" + FUNCTION, 3, 11),
    "form feed before def": (IMPORT + "\f" + FUNCTION, 2, 12),
    "form feed in a line": (IMPORT + "x =\f1\n" + FUNCTION, 3, 11),
    "form feed at a line's end": (IMPORT + "x = 1\f\n" + FUNCTION, 3, 11),
    "form feed before a method": (
        IMPORT + "class A:\n\f    def f(self, session: Session | None = None): session.flush()\n",
        3,
        18,
    ),
    "tabs": (IMPORT + "class A:\n\tdef f(self, session: Session | None = None):\n\t\tsession.flush()\n", 3, 14),
    "latin-1": (
        "# -*- coding: latin-1 -*-\n" + IMPORT + 'def f(é="é", session: Session | None = None): session.flush()\n',
        3,
        14,
    ),
    "beyond the basic plane": (IMPORT + 'def f(x="😀", session: Session | None = None): session.flush()\n', 2, 14),
    "no final newline": (SERVICE.rstrip("\n"), 2, 11),
    "separators that only str.splitlines knows": (IMPORT + 'x = "\u2028 \u2029 \x85 \x0b \x1c"\n' + FUNCTION, 3, 11),
    "separators in a comment": (IMPORT + "# \u2028 \x0c \x1d\n" + FUNCTION, 3, 11),
    "lone surrogate, escaped": (IMPORT + 'x = "\\ud800"\n' + FUNCTION, 3, 11),
    "a million characters in a string": (IMPORT + 'x = "' + "a" * 1_000_000 + '"\n' + FUNCTION, 3, 11),
    "a million characters in a comment": (IMPORT + "# " + "a" * 1_000_000 + "\n" + FUNCTION, 3, 11),
    "a list of 300,000 in a line": (IMPORT + "x = [" + "1, " * 300_000 + "]\n" + FUNCTION, 3, 11),
    "50,000 lines": (IMPORT + "def f(x: int) -> int:\n    return x + 1\n\n\n" * 12_500 + FUNCTION, 50_002, 11),
}


@pytest.mark.parametrize(("content", "line", "column"), PLACES.values(), ids=PLACES.keys())
def test_the_finding_has_its_place(project, check, content, line, column):
    if isinstance(content, str):
        content = content.encode("latin-1" if "latin-1" in content else "utf-8")
    project({"event_service.py": content})
    ran = check("event_service.py")
    found = ran.json["findings"]
    assert [(finding["code"], finding["line"], finding["column"]) for finding in found] == [("SES101", line, column)]
    assert ran.status == 1


NEWER = {
    "3.12 type parameters": "def g[T: (int, str), *Ts, **P](x: T) -> T:\n    return x\nclass A[T]: ...\n",
    "3.12 type statement": "type Pair[T] = tuple[T, T]\n",
    "3.12 same quotes in an f-string": 'x = f"{f"{a["b"]}"} {"\\n".join(c)}"\n',
    "3.13 defaults of type parameters": "class A[T = int, *Ts = *tuple[int]]: ...\n",
    "3.14 t-strings": 'x = t"{a!r:>{b}}"\n',
    "3.14 except without parentheses": "try:\n    pass\nexcept A, B:\n    pass\n",
    "3.14 except* without parentheses": "try:\n    pass\nexcept* A, B:\n    pass\n",
    "3.15 lazy imports": "lazy import x\nlazy from y import z\n",
    "3.15 unpacking in a list comprehension": "x = [*a for a in b]\n",
    "3.15 unpacking in a set comprehension": "x = {*a for a in b}\n",
    "3.15 unpacking in a dict comprehension": "x = {**a for a in b}\n",
    "3.15 unpacking in a generator": "x = f(*a for a in b)\n",
}


@pytest.mark.parametrize("content", NEWER.values(), ids=NEWER.keys())
def test_newer_grammar_is_read(project, check, content):
    project({"event_service.py": IMPORT + content + FUNCTION})
    ran = check("event_service.py")
    assert ran.findings == [("event_service.py", "SES101", 2 + content.count("\n"))]


def test_newer_alias_is_followed(project, check):
    project({"event_service.py": IMPORT + "type Db = Session\ndef f(handle: Db | None = None): handle.flush()\n"})
    assert check("event_service.py").findings == [("event_service.py", "SES101", 3)]


UNREADABLE = {
    "NUL byte": (SERVICE + 'x = "\0"\n', 4),
    "syntax error": (SERVICE + "def f(:\n", 4),
    "unexpected end": (SERVICE + "x = (\n", None),
    "wrong indentation": (SERVICE + "if a:\nx = 1\n", 5),
    "tabs and blanks mixed": ("if a:\n\tx\n        y\n", None),
    "Python 2": ('print "a"\n', 1),
    "unknown coding line": ("# coding: klingon\n" + SERVICE, 1),
    "coding line that is no text": ("# coding: hex\n" + SERVICE, 1),
    "coding line against the byte order mark": (BOM + b"# coding: latin-1\n", 1),
    "coding line that makes surrogates": ('# coding: unicode_escape\nx = "\\ud800"\n', None),
    "invalid UTF-8": (SERVICE.encode() + b'x = "\xff"\n', 4),
    "invalid UTF-8 after lone CR": (SERVICE.replace("\n", "\r").encode() + b'x = "\xff"\r', 4),
    "UTF-16": (SERVICE.encode("utf-16"), 1),
}


@pytest.mark.parametrize(("content", "line"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_file(project, check, content, line):
    project({"broken.py": content, "services/event_service.py": SERVICE})
    ran = check(".")
    broken, service = ran.findings
    assert broken == ("broken.py", "SES902", line or broken[2])
    assert service == ("services/event_service.py", "SES101", 2)
    assert ran.status == 3


def test_several_unreadable_files(project, check):
    project({f"broken_{number}.py": "def (" for number in range(3)} | {"event_service.py": SERVICE})
    ran = check(".")
    assert [code for _, code, _ in ran.findings] == ["SES902"] * 3 + ["SES101"]
    assert ran.status == 3


def test_unreadable_file_in_many_processes(project, check):
    filler = "def f(x: int) -> int:\n    return x + 1\n\n\n" * 2000
    files = {f"m{number}_service.py": filler + SERVICE for number in range(8)}
    project({**files, "broken.py": "x = " + "(" * TOO_LONG, "nul.py": "\0"})
    ran = check(".", "-j", 4)
    assert sorted(code for _, code, _ in ran.findings) == ["SES101"] * 8 + ["SES902"] * 2
    assert ran.status == 3


def test_unreadable_file_that_nobody_asked_about(project, check):
    project({"pyproject.toml": "[tool.session_lint]\n", "broken.py": "def (", "event_service.py": SERVICE})
    ran = check("event_service.py")
    assert ran.findings == [("event_service.py", "SES101", 2)]
    assert [error["path"] for error in ran.json["errors"]] == ["broken.py"]
    assert ran.status == 1


@pytest.mark.parametrize("content", ["", "\n", " \n\t\n", "\f", "#", "\ufeff"])
def test_nothing_in_it(project, check, content):
    project({"empty.py": content})
    ran = check("empty.py")
    assert (ran.status, ran.findings) == (0, [])


def link_nowhere(folder: Path) -> None:
    (folder / "linked.py").symlink_to(folder / "missing.py")


def link_itself(folder: Path) -> None:
    (folder / "linked.py").symlink_to(folder / "linked.py")


@pytest.mark.parametrize("asked", [".", "linked.py"])
@pytest.mark.parametrize("link", [link_nowhere, link_itself])
def test_link_that_leads_nowhere(project, check, link, asked):
    folder = project({"event_service.py": SERVICE})
    link(folder)
    ran = check(asked, "event_service.py")
    assert ran.findings == [("event_service.py", "SES101", 2), ("linked.py", "SES902", 1)]
    assert ran.status == 3


def test_loop_of_two_links(project, check):
    folder = project({"event_service.py": SERVICE})
    (folder / "one.py").symlink_to(folder / "two.py")
    (folder / "two.py").symlink_to(folder / "one.py")
    assert [code for _, code, _ in check(".").findings] == ["SES101", "SES902", "SES902"]


def test_loop_of_folders(project, check):
    folder = project({"a/event_service.py": SERVICE, "b/order_service.py": SERVICE})
    (folder / "a" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "a" / "other").symlink_to(folder / "b", target_is_directory=True)
    (folder / "b" / "other").symlink_to(folder / "a", target_is_directory=True)
    (folder / "b" / "itself.py").symlink_to(folder / "b", target_is_directory=True)
    ran = check(".")
    assert [path for path, _, _ in ran.findings] == ["a/event_service.py", "b/order_service.py"]
    assert ran.status == 1


@pytest.mark.parametrize("asked", [".", "folder.py"])
def test_folder_that_is_called_like_a_file(project, check, asked):
    project({"folder.py/event_service.py": SERVICE})
    ran = check(asked)
    assert [Path(path).name for path, _, _ in ran.findings] == ["event_service.py"]
    assert ran.status == 1


def test_file_without_permission(project, check):
    folder = project({"secret_service.py": SERVICE, "event_service.py": SERVICE})
    (folder / "secret_service.py").chmod(0)
    allowed = os.access(folder / "secret_service.py", os.R_OK)  # root may read it all the same
    ran = check(".")
    expected = ("secret_service.py", "SES101", 2) if allowed else ("secret_service.py", "SES902", 1)
    assert ran.findings == [("event_service.py", "SES101", 2), expected]
    assert ran.status == (1 if allowed else 3)


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_files_that_vanish_meanwhile(project, output_format):
    folder = project({f"m{number}_service.py": f"# {number}\n{SERVICE}" for number in range(1500)})
    doomed = sorted(folder.glob("*.py"))
    process = subprocess.Popen(
        [sys.executable, "-m", "session_lint", "check", ".", "--output-format", output_format],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and len(doomed) > 700:
        doomed.pop().unlink()
        time.sleep(0.001)
    stdout, stderr = process.communicate()
    assert "Traceback" not in stderr
    assert process.returncode in (1, 3)
    assert "m0_service.py" in stdout


def test_full_output_of_hostile_lines(project, run):
    project({"event_service.py": IMPORT + 'def f(x="\u2028\x0c\t😀[bold]", session: Session | None = None): x\n'})
    ran = run("event_service.py")
    assert ran.stdout.startswith("event_service.py:2:")
    assert "[bold]" in ran.stdout


def test_a_pipe_is_not_waited_for(project, check):
    folder = project({"event_service.py": SERVICE})
    os.mkfifo(folder / "pipe.py")
    assert check(".").findings == [("event_service.py", "SES101", 2)]
    assert check("pipe.py").status == 3


def test_an_output_encoding_that_lacks_characters(project, run):
    project({"event_service.py": SERVICE.replace("session.query(1)", "session.query('→')") + "\n# →\n"})
    ran = run(".", "--output-format", "full", PYTHONIOENCODING="ascii")
    assert ran.status == 1
