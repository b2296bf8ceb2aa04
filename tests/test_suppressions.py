"""``# noqa`` silences what flake8 would silence, and our own comment what it names."""

from __future__ import annotations

import pytest

IMPORT = "from sqlalchemy.orm import Session\n"
NAME = "event_service.py"


def line(comment):
    return f"def f(session: Session | None = None) -> None:{comment}\n    session.flush()\n"


NOQA = {
    "no comment": (line(""), [2]),
    "noqa": (line("  # noqa"), []),
    "in capitals": (line("  # NOQA"), []),
    "with its code": (line("  # noqa: SES101"), []),
    "with its code, no blank": (line("  # noqa:SES101"), []),
    "with a prefix": (line("  # noqa:SES1"), []),
    "with the whole prefix": (line("  # noqa: SES"), None),
    "with its code in lower case": (line("  # noqa: ses101"), None),
    "with two blanks": (line("  # noqa:  SES102"), None),
    "with a blank before the colon": (line("  # noqa : SES102"), None),
    "with a foreign code": (line("  # noqa: E501"), [2]),
    "with another code of ours": (line("  # noqa: SES102"), [2]),
    "with a foreign code and ours": (line("  # noqa: E501, SES101"), []),
    "with a foreign code and ours, no comma": (line("  # noqa: E501 SES101"), []),
    "with a foreign code and ours, no blank": (line("  # noqa: E501,SES101"), []),
    "with its code and a reason": (line("  # noqa: SES101 a plugin calls it"), []),
    "with its code and a reason after a dash": (line("  # noqa: SES101 - a plugin calls it"), []),
    "with a longer code": (line("  # noqa: SES1011"), [2]),
    "with words only": (line("  # noqa: because"), None),
    "after another comment": (line("  # type: ignore  # noqa: SES101"), []),
    "without a blank after the sign": (line("  #noqa: SES101"), None),
    "inside a word": (line("  # nonoqa"), [2]),
    "on the line above": ("# noqa: SES101\n" + line(""), [3]),
    "on the line below": (line("").rstrip("\n") + "  # noqa: SES101\n", [2]),
    "in a string on the line": ('def f(session: Session | None = None, a="# noqa"): session.flush()\n', None),
    "at the end of a multi-line string": (
        'def f(session: Session | None = None, a="""one\ntwo"""): session.flush()  # noqa: SES101\n',
        [],
    ),
    "inside a multi-line string": (
        'def f(session: Session | None = None, a="""one\n# noqa: SES101\n"""): session.flush()\n',
        None,
    ),
    "after a backslash": ("def f(\\\n    session: Session | None = None): session.flush()  # noqa: SES101\n", []),
    "after several backslashes": (
        "def f(session: Session | None = None,\\\n    a=1,\\\n    b=2): session.flush()  # noqa: SES101\n",
        [],
    ),
    "at the closing bracket": ("def f(\n    session: Session | None = None,\n):  # noqa\n    session.flush()\n", [3]),
    "in the line inside brackets": (
        "def f(\n    session: Session | None = None,  # noqa: SES101\n):\n    session.flush()\n",
        [],
    ),
    "at a decorator": ("@a  # noqa\n" + line(""), [3]),
    "for the file": ("# flake8: noqa\n" + line(""), []),
    "for the file, at its end": (line("") + "# flake8: noqa\n", []),
    "for the file, in capitals": ("# FLAKE8: NOQA\n" + line(""), None),
    "for the file, with an equals sign": ("# flake8=noqa\n" + line(""), None),
    "for the file, indented": (line("") + "    # flake8: noqa\n", None),
    "for the file, with a code": ("# flake8: noqa: SES101\n" + line(""), None),
    "for the file, with a foreign code": ("# flake8: noqa: E501\n" + line(""), None),
    "for the file, with words behind": ("# flake8: noqa because\n" + line(""), None),
    "for the file, after code": ("x = 1  # flake8: noqa\n" + line(""), [3]),
    "CRLF": (line("  # noqa: SES101").replace("\n", "\r\n") + line("").replace("\n", "\r\n"), [4]),
    "after a form feed": ("\f\n" + line("  # noqa: SES101") + line(""), [5]),
    "behind a separator that only str.splitlines knows": (line("  # \u2028 # noqa: SES101"), None),
}
"""Source, and the lines that are reported; None where only flake8 is asked."""


def reported(ran):
    return [int(found.split(":")[1]) for found in ran.lines if " SES901 " not in found]


@pytest.mark.parametrize(("content", "expected"), NOQA.values(), ids=NOQA.keys())
def test_noqa_is_what_flake8_makes_of_it(project, run, flake8, content, expected):
    project({NAME: IMPORT + content})
    said = run(NAME, "--output-format", "concise")
    assert reported(said) == reported(flake8(NAME))
    if expected is not None:
        assert reported(said) == expected
    assert said.status == bool(reported(said))


def test_noqa_of_an_unreadable_file(project, check):
    project({"broken.py": "def (  # noqa\n"})
    assert check("broken.py").findings == [("broken.py", "SES902", 1)]


IGNORE = {
    "slug": (line("  # session-lint: ignore[optional-session]"), []),
    "code": (line("  # session-lint: ignore[SES101]"), []),
    "reason": (line("  # session-lint: ignore[optional-session] a plugin calls it"), []),
    "several": (line("  # session-lint: ignore[internal-scope, optional-session] legacy"), []),
    "several, slug and code": (line("  # session-lint: ignore[SES201,optional-session]"), []),
    "two comments": (line("  # session-lint: ignore[SES201] a  # session-lint: ignore[SES101] b"), []),
    "after another comment": (line("  # type: ignore  # session-lint: ignore[SES101] b"), []),
    "with noqa of a foreign code": (line("  # noqa: E501  # session-lint: ignore[SES101] b"), []),
    "above": ("# session-lint: ignore[optional-session] a plugin calls it\n" + line(""), []),
    "above, indented": (
        "class A:\n    # session-lint: ignore[optional-session] why\n"
        "    def f(self, session: Session | None = None): session.flush()\n",
        [],
    ),
    "above, in brackets": (
        "def f(\n    # session-lint: ignore[optional-session] why\n    session: Session | None = None,\n):\n"
        "    session.flush()\n",
        [],
    ),
    "above, behind code": ("x = 1  # session-lint: ignore[optional-session]\n" + line(""), [3]),
    "two lines above": ("# session-lint: ignore[optional-session]\n\n" + line(""), [4]),
    "below": (line("") + "# session-lint: ignore[optional-session]\n", [2]),
    "another slug": (line("  # session-lint: ignore[internal-scope]"), [2]),
    "another code": (line("  # session-lint: ignore[SES201]"), [2]),
    "wrong name": (line("  # session-lint: ignore[optional-sesion]"), [2]),
    "nothing named": (line("  # session-lint: ignore[]"), [2]),
    "no brackets": (line("  # session-lint: ignore"), [2]),
    "misspelled tool": (line("  # session_lint: ignore[optional-session]"), [2]),
    "in a string": (
        'def f(session: Session | None = None, a="# session-lint: ignore[SES101]"): session.flush()\n',
        None,
    ),
    "first line only": (line("  # session-lint: ignore[SES101]") + line(""), [4]),
    "CRLF": (line("  # session-lint: ignore[SES101]").replace("\n", "\r\n") + line(""), [4]),
}


@pytest.mark.parametrize(("content", "expected"), IGNORE.values(), ids=IGNORE.keys())
def test_own_comment_holds_in_both_doors(project, run, flake8, content, expected):
    project({NAME: IMPORT + content})
    said = run(NAME, "--output-format", "concise")
    assert reported(said) == reported(flake8(NAME))
    if expected is not None:
        assert reported(said) == expected


def test_suppressed_findings_are_counted(project, check, run):
    project({NAME: IMPORT + line("  # noqa") + line("  # session-lint: ignore[SES101]") + line("")})
    assert check(NAME).json["summary"]["suppressed"] == 2
    assert "2 suppressed" in run(NAME).stderr


COMMIT = "def f(*, session: Session) -> None:\n    session.commit(){}\n"
FLUSH = "def f(*, session: Session) -> None:\n    session.flush(){}\n"
UNUSED = {
    "noqa that is used": (COMMIT.format("  # noqa: SES204"), []),
    "prefix that is used": (COMMIT.format("  # noqa: SES2"), []),
    "bare noqa": (FLUSH.format("  # noqa"), []),
    "foreign codes": (FLUSH.format("  # noqa: E501, ABC123, SIM102"), []),
    "noqa of a rule that says nothing": (FLUSH.format("  # noqa: SES204"), ["'SES204' silences nothing"]),
    "prefix that says nothing": (FLUSH.format("  # noqa: SES2"), ["'SES2' silences nothing"]),
    "beside a foreign code": (FLUSH.format("  # noqa: E501,SES204"), ["'SES204' silences nothing"]),
    "one of two": (COMMIT.format("  # noqa: SES204, SES101"), ["'SES101' silences nothing"]),
    "code that is none": (COMMIT.format("  # noqa: SES204, SES999"), ["'SES999' names no rule"]),
    "code that is too long": (COMMIT.format("  # noqa: SES204, SES2044"), ["Did you mean 'SES204'?"]),
    "rule that is off": (FLUSH.format("  # noqa: SES106"), []),
    "itself": (FLUSH.format("  # noqa: SES901"), []),
    "silenced itself": (FLUSH.format("  # noqa: SES204, SES901"), []),
    "slug that is used": (COMMIT.format("  # session-lint: ignore[service-commit] a batch"), []),
    "slug that says nothing": (FLUSH.format("  # session-lint: ignore[service-commit]"), ["'service-commit' silences"]),
    "slug with a slip": (FLUSH.format("  # session-lint: ignore[service-comit]"), ["Did you mean 'service-commit'?"]),
    "slug with underscores": (FLUSH.format("  # session-lint: ignore[service_commit]"), ["mean 'service-commit'?"]),
    "code in lower case": (FLUSH.format("  # session-lint: ignore[ses204]"), ["Did you mean 'SES204'?"]),
    "unlike anything": (FLUSH.format("  # session-lint: ignore[xyz]"), ["session-lint rule --all"]),
    "empty": (FLUSH.format("  # session-lint: ignore[]"), ["names no rule and silences nothing"]),
    "above, used": (COMMIT.format("").replace("\n    s", "\n    # session-lint: ignore[SES204]\n    s"), []),
    "above, unused": (
        FLUSH.format("").replace("\n    s", "\n    # session-lint: ignore[SES204]\n    s"),
        ["'SES204' sil"],
    ),
    "in a string": ('TEXT = "# noqa: SES204"\n"""\n# session-lint: ignore[nothing]\n"""\n', []),
    "behind a multi-line string": (
        'def f(*, session: Session) -> None:\n    session.commit(), """\n"""  # noqa: SES204\n',
        [],
    ),
    "in a file without findings": ("x = 1  # session-lint: ignore[decimal-field]\n", ["'decimal-field' silences"]),
    "two on a line": (COMMIT.format("  # noqa: SES204  # session-lint: ignore[SES101]"), ["'SES101' silences nothing"]),
}


@pytest.mark.parametrize(("content", "expected"), UNUSED.values(), ids=UNUSED.keys())
def test_a_suppression_that_silences_nothing_is_reported_in_both_doors(project, run, flake8, content, expected):
    project({NAME: IMPORT + content})
    found = run(NAME, "--output-format", "concise").lines
    assert found == flake8(NAME).lines
    assert len(found) == len(expected), found
    for line, words in zip(found, expected, strict=True):
        assert "SES901" in line
        assert words in line


def test_a_suppression_of_a_rule_that_did_not_run_is_left_alone(project, run):
    project({NAME: IMPORT + FLUSH.format("  # noqa: SES204")})
    assert run(NAME, "--select", "SES1,SES9", "--output-format", "concise").lines == []
    assert len(run(NAME, "--select", "SES2,SES9", "--output-format", "concise").lines) == 1
