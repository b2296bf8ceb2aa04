"""Signatures that get a session: laid out as they were, every comment with its own parameter."""

from __future__ import annotations

import pytest

from session_lint.testing import rewrites

HEAD = "from sqlalchemy.orm import Session\n\nfrom database import session_scope\n\n\n"
ALONE = "from sqlalchemy.orm import Session\n\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "*, session: Session"),
        ("a, b=1", "a, b=1, *, session: Session"),
        ("a, *, b", "a, *, b, session: Session"),
        ("a, /", "a, /, *, session: Session"),
        ("a, **b", "a, *, session: Session, **b"),
        ("\n        a,\n        b=1\n", "\n        a,\n        b=1,\n        *,\n        session: Session\n"),
        ("\n    a,\n    b=1,\n", "\n    a,\n    b=1,\n    *,\n    session: Session,\n"),
        ("\n    a\n", "\n    a,\n    *,\n    session: Session\n"),
        ("\n    a,\n", "\n    a,\n    *,\n    session: Session,\n"),
        ("\n    a, b\n", "\n    a, b, *, session: Session\n"),
        ("\n    a, *b\n", "\n    a, *b, session: Session\n"),
        ("a,\n      b", "a,\n      b,\n      *,\n      session: Session"),
        ("a,\n        b\n", "a,\n        b,\n        *,\n        session: Session\n"),
        ("\n    a,\n    *,\n    b=1\n", "\n    a,\n    *,\n    b=1,\n    session: Session\n"),
        ("\n    a,\n    **b,\n", "\n    a,\n    *,\n    session: Session,\n    **b,\n"),
        ("\n    a,  # 1\n    b,  # 2\n", "\n    a,  # 1\n    b,  # 2\n    *,\n    session: Session,\n"),
        ("\n    a,  # 1\n    b  # 2\n", "\n    a,  # 1\n    b,  # 2\n    *,\n    session: Session\n"),
        ("a  # 1\n", "a,  # 1\n    *, session: Session\n"),
        ("\n    a,\n    # 1\n    **b\n", "\n    a,\n    *,\n    session: Session,\n    # 1\n    **b\n"),
    ],
)
def test_a_session_that_comes(before: str, after: str) -> None:
    scope = ":\n    with session_scope() as session:\n        session.add(1)\n"
    body = ":\n    session.add(1)\n"
    rewrites("add-required-session", f"{HEAD}def add({before}){scope}", f"{ALONE}def add({after}){body}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("session: Session = None, a=1", "a=1, *, session: Session"),
        ("a, session: Session = None", "a, *, session: Session"),
        ("a, *, session: Session = None, b=1", "a, *, session: Session, b=1"),
        ("\n        a,\n        session: Session = None\n", "\n        a,\n        *,\n        session: Session\n"),
        ("\n    a,\n    session: Session = None,\n", "\n    a,\n    *,\n    session: Session,\n"),
        ("\n    session: Session = None,\n    a=1\n", "\n    a=1,\n    *,\n    session: Session\n"),
        ("\n    a,\n    session: Session = None  # 1\n", "\n    a,\n    *,\n    session: Session  # 1\n"),
        ("\n    session: Session = None,\n    # 1\n    a=1\n", "\n    # 1\n    a=1,\n    *,\n    session: Session\n"),
        (
            "\n    a,  # 1\n    # 2\n    session: Session = None\n",
            "\n    a,  # 1\n    *,\n    # 2\n    session: Session\n",
        ),
    ],
)
def test_a_session_that_moves(before: str, after: str) -> None:
    scope = ":\n    session = session or SessionLocal()\n    session.add(1)\n"
    body = ":\n    session.add(1)\n"
    head = HEAD.replace("session_scope", "SessionLocal")
    rewrites("add-required-session", f"{head}def add({before}){scope}", f"{ALONE}def add({after}){body}")


@pytest.mark.parametrize(
    ("before", "after", "call", "called"),
    [
        ("a", "a, session: Session", "add(1)", "add(1, session=session)"),
        ("a, b=1", "a, session: Session, b=1", "add(1, b=2)", "add(1, b=2, session=session)"),
        ("a, b=1", "a, b=1, *, session: Session", "add(1, 2)", "add(1, 2, session=session)"),
        ("a, b=1", "a, b=1, *, session: Session", "add(*x)", "add(*x, session=session)"),
        ("a, *b", "a, *b, session: Session", "add(1, 2)", "add(1, 2, session=session)"),
        ("a, /, b=1", "a, /, session: Session, b=1", "add(1)", "add(1, session=session)"),
        ("a, b=1, /", "a, b=1, /, *, session: Session", "add(1)", "add(1, session=session)"),
        ("", "*, session: Session", "add()", "add(session=session)"),
        ("b=1", "b=1, *, session: Session", "add()", "add(session=session)"),
        ("a, session=None, b=1", "a, session: Session, b=1", "add(1, None, 2)", "add(1, session, 2)"),
        ("b=1, session=None", "b=1, *, session: Session", "add(1, None)", "add(1, session=session)"),
        ("session=None, b=1", "b=1, *, session: Session", "add(None, 1)", "add(1, session=session)"),
        ("a, b=1, session=None", "a, b=1, *, session: Session", "add(1, 2, None)", "add(1, 2, session=session)"),
        ("a, b=1, session=None", "a, session: Session, b=1", "add(1)", "add(1, session=session)"),
    ],
)
def test_a_session_by_position(before: str, after: str, call: str, called: str) -> None:
    opened = "SessionLocal" if "session" in before else "session_scope"
    head, imports = HEAD.replace("session_scope", opened), "from add_service import add\n"
    own = "    session = session or SessionLocal()\n    session.add(1)\n"
    scope = own if "session" in before else "    with session_scope() as session:\n        session.add(1)\n"
    rewrites(
        "add-required-session",
        {
            "add_service.py": f"{head}def add({before}):\n{scope}",
            "screen.py": f"{imports}\n\ndef on_add(x):\n    {call}\n",
        },
        {
            "add_service.py": f"{ALONE}def add({after}):\n    session.add(1)\n",
            "screen.py": f"{imports}from database import session_scope\n\n\ndef on_add(x):\n"
            f"    with session_scope() as session:\n        {called}\n",
        },
        keyword_only=False,
    )


@pytest.mark.parametrize(("call", "called"), [("add(1, None)", "add(1, session)"), ("add(1)", "")])
def test_a_wrapper_of_values_hands_a_session_on_by_position(call: str, called: str) -> None:
    twice = "def twice(made):\n    def wrapper(*args):\n        return made(*args)\n\n    return wrapper\n\n\n@twice\n"
    head, screen = HEAD.replace("session_scope", "SessionLocal"), "from add_service import add\n"
    code = f"{head}{twice}def add(a, session=None):\n    session = session or SessionLocal()\n    session.add(1)\n"
    before = {"add_service.py": code, "screen.py": f"{screen}\n\ndef on_add(x):\n    {call}\n"}
    after = {
        "add_service.py": f"{ALONE}{twice}def add(a, session: Session):\n    session.add(1)\n",
        "screen.py": f"{screen}from database import session_scope\n\n\ndef on_add(x):\n"
        f"    with session_scope() as session:\n        {called}\n",
    }
    left = [] if called else ["the decorator @twice of 'add' does not hand on 'session' by keyword"]
    rewrites("add-required-session", before, after if called else {}, left, keyword_only=False)


def test_a_method_gets_its_session_behind_what_is_required() -> None:
    def methods(head: str, first: str, second: str, opened: str) -> str:
        body = f"{opened}    session.add(1)\n"
        return f"{head}class Adds:\n    def one(self{first}):\n{body}\n    def two(self, a{second}):\n{body}"

    scope = "        with session_scope() as session:\n        "
    rewrites(
        "add-required-session",
        methods(HEAD, ", b=1", ", b=1", scope) + "\n\ndef add(adds):\n    Adds.two(Adds(), 1)\n",
        methods(ALONE, ", b=1, *, session: Session", ", session: Session, b=1", "    ")
        + "\n\ndef add(adds, session: Session):\n    Adds.two(Adds(), 1, session=session)\n",
        keyword_only=False,
    )


def test_a_session_that_may_not_be_named_stays() -> None:
    code = f"{HEAD}def add(session: Session | None = None, /):\n    session = session or session_scope()\n"
    rewrites("add-required-session", code, code, ["'session' of 'add' stands before a '/'"])
