"""``session-lint check --fix``: what is fixed, what is not, and what is said about it."""

from __future__ import annotations

import pytest

from session_lint.codemods.fixes import FIXES
from session_lint.codemods.registry import CODEMODS
from session_lint.rules.registry import RULES

HEAD = "from sqlalchemy.orm import Session\n\n\n"
SERVICE = "services/event_service.py"
COMMIT = HEAD + "def add(name: str, *, session: Session) -> None:\n    session.add(name)\n    session.commit()\n"


@pytest.fixture
def fixed(project, run):
    """Fix one service, and return its text and the run."""

    def fix(text, *arguments, path=SERVICE):
        folder = project({path: text})
        ran = run("--no-cache", "--output-format", "concise", *(arguments or ["--fix"]), ".")
        return (folder / path).read_bytes().decode(), ran

    return fix


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # noqa: SES204\n", "x = 1\n"),
        ("x = 1  # noqa: E501, SES204\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa: SES204,E501,SES101\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # type: ignore  # noqa: SES204\n", "x = 1  # type: ignore\n"),
        ("x = 1  # noqa: SES204  # pragma: no cover\n", "x = 1  # pragma: no cover\n"),
        ("x = 1  # session-lint: ignore[service-commit] the log is large\n", "x = 1  # the log is large\n"),
        ("x = 1  # session-lint: ignore[service-commit, SES101]\n", "x = 1\n"),
        ("y = 2\n# session-lint: ignore[service-commit]\nx = 1\n", "y = 2\nx = 1\n"),
        ("x = '''\n# noqa: SES204\n'''  # noqa: SES204\r\ny = 2\n", "x = '''\n# noqa: SES204\n'''\r\ny = 2\n"),
    ],
)
def test_unused_suppressions(fixed, before, after):
    text, ran = fixed(before)
    assert text == after
    assert ran.status == 1
    assert "Fixed" in ran.stderr


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # noqa\n",
        "x = 1  # session-lint: ignore[servce-commit]\n",
        COMMIT.replace("commit()", "commit()  # noqa: SES204"),
    ],
)
def test_suppressions_that_stay(fixed, text):
    assert fixed(text)[0] == text


ASYNC = "from sqlalchemy.ext.asyncio import AsyncEngine\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from sqlalchemy import select\n\n\n"
            "def add(name, *, session):\n    session.add(name)\n    session.flush()\n",
            "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\n\n\n"
            "def add(name, *, session: Session):\n    session.add(name)\n    session.flush()\n",
        ),
        (
            HEAD + "def add(name, session):\n    session.add(name)\n    session.flush()\n",
            HEAD + "def add(name, session: Session):\n    session.add(name)\n    session.flush()\n",
        ),
        (
            ASYNC + "async def add(session, name):\n    session.add(name)\n    await session.flush()\n",
            ASYNC.replace("AsyncEngine", "AsyncEngine, AsyncSession")
            + "async def add(session: AsyncSession, name):\n    session.add(name)\n    await session.flush()\n",
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from sqlalchemy.orm import Session\n\n\n"
            "def add(name, *, session):\n    session.add(name)\n    session.flush()\n",
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from sqlalchemy.orm import Session\n\n\n"
            'def add(name, *, session: "Session"):\n    session.add(name)\n    session.flush()\n',
        ),
    ],
)
def test_missing_types(fixed, before, after):
    text, ran = fixed(before)
    assert text == after
    assert ran.status == 1


BODY = "def add(name, *, session):\n    session.add(name)\n    session.flush()\n"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "from sqlalchemy import select\nfrom models import Session\n\n\n" + BODY,
        "from sqlalchemy import select\nfrom web import route\n\n\n@route\n" + BODY,
        ASYNC + BODY,
        "from sqlalchemy import select\n\n\nasync " + BODY,
        "from sqlalchemy import select\nfrom typing import Any\n\n\n" + BODY.replace("session)", "session: Any)"),
    ],
    ids=["no SQLAlchemy", "another Session", "decorator", "maybe asynchronous", "never awaited", "has a type"],
)
def test_types_that_are_not_certain(fixed, text):
    found, ran = fixed(text)
    assert found == text
    assert "SES105" in ran.stdout


def test_unsafe_fixes_are_asked_for(fixed):
    assert fixed(COMMIT)[0] == COMMIT
    text, ran = fixed(COMMIT, "--unsafe-fixes")
    assert text == COMMIT.replace("    session.commit()\n", "")
    assert (ran.status, ran.stdout) == (1, "")
    assert fixed(text, "--unsafe-fixes")[1].status == 0


def test_only_what_is_reported_is_fixed(fixed):
    two = COMMIT + COMMIT.removeprefix(HEAD).replace("add", "put").replace("commit()", "commit()  # noqa: SES204")
    assert fixed(two, "--unsafe-fixes")[0] == two.replace("    session.commit()\n", "", 1)
    assert fixed(COMMIT, "--unsafe-fixes", "--ignore", "SES204")[0] == COMMIT


def test_several_fixes_in_one_file(fixed):
    before = """\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add(name, *, session):  # noqa: SES205
    try:
        session.add(name)
        session.flush()
    except IntegrityError:
        session.rollback()
        raise


def save(*, session: Session) -> int:
    session.execute(1)
    session.commit()
    return 1
"""
    text, ran = fixed(before, "--unsafe-fixes")
    assert (
        text
        == """\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add(name, *, session: Session):
    with session.begin_nested():
        session.add(name)
        session.flush()


def save(*, session: Session) -> int:
    session.execute(1)
    return 1
"""
    )
    assert "Fixed 4 findings in 1 file" in ran.stderr


def test_diff_writes_nothing(fixed):
    text, ran = fixed(COMMIT, "--unsafe-fixes", "--diff")
    assert text == COMMIT
    assert ran.status == 1
    assert "-    session.commit()" in ran.stdout
    assert "Would fix 1 finding in 1 file." in ran.stderr


def test_nothing_to_fix(fixed):
    assert fixed("x = 1\n")[1].status == 0


def test_what_is_left_is_reported(fixed):
    text, ran = fixed(COMMIT.replace("commit()\n", "commit()\n    x = 1  # noqa: SES101\n"))
    assert "noqa" not in text
    assert "SES204" in ran.stdout


def test_unreadable_files_outrank(fixed, project):
    project({"services/broken.py": "def (\n"})
    assert fixed("x = 1  # noqa: SES204\n")[1].status == 3


def test_standard_input_is_not_fixed(run):
    assert run("--fix", "-", stdin="x = 1\n").status == 2


def test_the_output_says_how_many(project, run):
    project(
        {
            SERVICE: COMMIT + "    x = 1  # noqa: SES101\n",
            "services/b.py": HEAD + "def f(s: Session = None):\n    s.add(1)\n",
        }
    )
    ran = run("--no-cache")
    assert "1 can be fixed with --fix." in ran.stderr
    assert "Up to 1 more can be fixed with --unsafe-fixes" in ran.stderr
    assert "Up to 1 can be repaired with 'session-lint codemod add-required-session'." in ran.stderr


def test_findings_carry_their_repair(project, check):
    project({SERVICE: COMMIT})
    (finding,) = check("--no-cache").json["findings"]
    assert finding["fix"]["name"] == "commit-to-flush"
    assert finding["fix"]["safe"] is False
    assert finding["fix"]["why"]
    assert finding["fix"]["whole_project"] is False


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.repair is not None], ids=lambda rule: rule.slug)
def test_repairs_are_what_they_say(rule):
    names = {codemod.name: codemod for codemod in CODEMODS}
    assert rule.repair.name in (names if rule.repair.whole_project else FIXES)
    assert rule.repair.safe is not bool(rule.repair.why)
    if rule.repair.name in names:
        assert rule.code in names[rule.repair.name].repairs


@pytest.mark.parametrize("codemod", CODEMODS, ids=lambda codemod: codemod.name)
def test_codemods_are_named_by_their_rules(codemod):
    naming = {rule.code for rule in RULES if rule.repair is not None and rule.repair.name == codemod.name}
    assert naming == set(codemod.repairs)
