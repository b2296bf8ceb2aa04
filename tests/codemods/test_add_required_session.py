"""``add-required-session``: each form of a fallback, each kind of caller."""

from __future__ import annotations

import pytest

from session_lint.codemods.codemod import Codemod
from session_lint.codemods.registry import CODEMODS
from session_lint.testing import rewrites

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
