"""``add-required-session``: each form of a fallback, each kind of caller."""

from __future__ import annotations

import pytest

from session_lint.codemods.codemod import Codemod
from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.registry import CODEMODS, find
from session_lint.codemods.running import run
from session_lint.codemods.sources import Sources
from session_lint.testing import DATABASE, ROOT, project_of, rewrites

HEAD = "from sqlalchemy.orm import Session\n\nfrom database import session_scope\n\n\n"
ALONE = "from sqlalchemy.orm import Session\n\n\n"
PLAIN = """\
def rename(event_id: int, name: str, *, session: Session) -> None:
    session.get_one(Event, event_id).name = name
"""


def becomes(before: str, after: str, *by_hand: str) -> None:
    rewrites("add-required-session", HEAD + before, ALONE + after, by_hand)


@pytest.mark.parametrize("codemod", CODEMODS, ids=lambda codemod: codemod.name)
def test_the_examples_of_the_docs(codemod: Codemod) -> None:
    rewrites(codemod.name, codemod.before, codemod.after)


@pytest.mark.parametrize(
    "body",
    [
        "    with session_scope() as session:\n        session.get_one(Event, event_id).name = name\n",
        "    with session_scope() as own:\n        own.get_one(Event, event_id).name = name\n",
        "    scope = session_scope()\n    with scope as own:\n        own.get_one(Event, event_id).name = name\n",
    ],
    ids=["whole body", "alias", "context first"],
)
def test_a_scope_of_its_own(body: str) -> None:
    becomes(f"def rename(event_id: int, name: str) -> None:\n{body}", PLAIN)


@pytest.mark.parametrize(
    "body",
    [
        """\
    if session is None:
        with session_scope() as session:
            return rename(event_id, name, session=session)
    session.get_one(Event, event_id).name = name
""",
        """\
    if session is not None:
        session.get_one(Event, event_id).name = name
    else:
        with session_scope() as session:
            session.get_one(Event, event_id).name = name
""",
        """\
    if not session:
        with session_scope() as session:
            session.get_one(Event, event_id).name = name
    else:
        session.get_one(Event, event_id).name = name
""",
        """\
    with nullcontext(session) if session else session_scope() as active:
        active.get_one(Event, event_id).name = name
""",
        """\
    own = session is None
    if own:
        session = SessionLocal()
    try:
        session.get_one(Event, event_id).name = name
        if own:
            session.commit()
    except Exception:
        if own:
            session.rollback()
        raise
    finally:
        if own:
            session.close()
""",
        """\
    should_close = False
    if session is None:
        session = SessionLocal()
        should_close = True
    try:
        session.get_one(Event, event_id).name = name
    finally:
        if should_close:
            session.close()
""",
    ],
    ids=["self call", "guard", "else", "nullcontext", "flag", "should_close"],
)
def test_a_fallback(body: str) -> None:
    before = f"def rename(event_id: int, name: str, session: Session | None = None) -> None:\n{body}"
    files = {"services/event_service.py": _imports(before) + before}
    rewrites("add-required-session", files, {"services/event_service.py": ALONE + PLAIN})


def _imports(code: str) -> str:
    first = "from contextlib import nullcontext\n\n" if "nullcontext" in code else ""
    names = [name for name in ("SessionLocal", "session_scope") if f"{name}(" in code]
    return f"{first}from sqlalchemy.orm import Session\n\nfrom database import {', '.join(names)}\n\n\n"


def test_overrides_change_with_what_they_override() -> None:
    before = """\
class Report(ABC):
    @abstractmethod
    def rows(self) -> list[str]: ...


class Events(Report):
    def rows(self) -> list[str]:
        with session_scope() as session:
            return [event.name for event in session.scalars(select(Event))]


class Nothing(Report):
    def rows(self) -> list[str]:
        return []


def print_report(report: Report) -> list[str]:
    return report.rows()
"""
    after = """\
class Report(ABC):
    @abstractmethod
    def rows(self, *, session: Session) -> list[str]: ...


class Events(Report):
    def rows(self, *, session: Session) -> list[str]:
        return [event.name for event in session.scalars(select(Event))]


class Nothing(Report):
    def rows(self, *, session: Session) -> list[str]:
        return []


def print_report(report: Report, *, session: Session) -> list[str]:
    return report.rows(session=session)
"""
    imports = "from abc import ABC, abstractmethod\n\nfrom sqlalchemy import select\n"
    rewrites(
        "add-required-session",
        f"{imports}\nfrom database import session_scope\n\n\n{before}",
        f"{imports}from sqlalchemy.orm import Session\n\n\n{after}",
    )


def test_overloads_change_with_their_function() -> None:
    before = """\
@overload
def find(key: int) -> Event: ...
@overload
def find(key: str) -> Event: ...
def find(key: int | str) -> Event:
    with session_scope() as session:
        return session.get_one(Event, key)
"""
    after = """\
@overload
def find(key: int, *, session: Session) -> Event: ...
@overload
def find(key: str, *, session: Session) -> Event: ...
def find(key: int | str, *, session: Session) -> Event:
    return session.get_one(Event, key)
"""
    imports = "from typing import overload\n\nfrom sqlalchemy.orm import Session\n"
    rewrites(
        "add-required-session",
        f"{imports}\nfrom database import session_scope\n\n\n{before}",
        f"{imports}\n\n{after}",
    )


def test_callers_everywhere() -> None:
    before = {
        "services/event_service.py": HEAD
        + "def rename(event_id: int, name: str) -> None:\n"
        + "    with session_scope() as session:\n        session.get_one(Event, event_id).name = name\n",
        "services/other_service.py": """\
import services.event_service as e


def rename_all(ids: list[int]) -> None:
    for event_id in ids:
        e.rename(event_id, "x")


def rename_sorted(ids: list[int]) -> list[None]:
    return [e.rename(i, "x") for i in sorted(ids, key=lambda i: e.rename(i, "y"))]
""",
        "cli.py": """\
from database import session_scope
from services.event_service import rename as call_it
from services.other_service import rename_all


def main() -> None:
    print("begin")
    # the first
    call_it(1, "a")
    call_it(2, "b")
    print("between")
    if rename_all([1]):
        print("all")
    with session_scope() as session:
        call_it(3, "c")
""",
    }
    after = {
        "services/event_service.py": ALONE + PLAIN,
        "services/other_service.py": """\
from sqlalchemy.orm import Session

import services.event_service as e


def rename_all(ids: list[int], *, session: Session) -> None:
    for event_id in ids:
        e.rename(event_id, "x", session=session)


def rename_sorted(ids: list[int], *, session: Session) -> list[None]:
    return [e.rename(i, "x", session=session) for i in sorted(ids, key=lambda i: e.rename(i, "y", session=session))]
""",
        "cli.py": """\
from database import session_scope
from services.event_service import rename as call_it
from services.other_service import rename_all


def main() -> None:
    print("begin")
    # the first
    with session_scope() as session:
        call_it(1, "a", session=session)
        call_it(2, "b", session=session)
    print("between")
    with session_scope() as session:
        condition = rename_all([1], session=session)
    if condition:
        print("all")
    with session_scope() as session:
        call_it(3, "c", session=session)
""",
    }
    rewrites("add-required-session", before, after)


@pytest.mark.parametrize("silenced", ["  # noqa: SES201", "  # session-lint: ignore[internal-scope] a health check"])
def test_what_a_comment_silences_is_left_alone(silenced: str) -> None:
    head = "from database import session_scope\n\n\n"
    body = f"    with session_scope() as session:{silenced}\n        session.execute(text('SELECT 1'))\n"
    code = head + "def ping() -> None:\n" + body
    rewrites("add-required-session", code, code)


def test_a_silenced_function_changes_where_something_else_is_to_be_repaired() -> None:
    before = """\
from database import session_scope
from sqlalchemy.orm import Session


def ping(session: Session | None = None) -> None:
    if session is None:
        with session_scope() as session:  # noqa: SES201
            return ping(session=session)
    session.execute("SELECT 1")
"""
    after = """\
from sqlalchemy.orm import Session


def ping(*, session: Session) -> None:
    session.execute("SELECT 1")
"""
    rewrites("add-required-session", before, after)


def test_neighbouring_calls_are_counted_as_one_scope() -> None:
    service = (
        "from database import session_scope\n\n\ndef add(name):\n    with session_scope() as s:\n        s.add(name)\n"
    )
    main = "from services.a_service import add\n\n\ndef main():\n    add(1)\n    add(2)\n    print(3)\n    add(4)\n"
    texts = {"database.py": DATABASE, "services/a_service.py": service, "main.py": main}
    files = {name: text.encode() for name, text in texts.items()}
    project = project_of(files)
    options = Options(openers_of(project))
    outcome = run(find("add-required-session"), project, Sources(ROOT, files), frozenset(files), options)
    assert outcome.counts["scopes come"] == 2
