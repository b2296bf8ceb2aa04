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
