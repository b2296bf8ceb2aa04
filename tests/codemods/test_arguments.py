"""A call that passes a session: where the argument stands, and what stands between."""

from __future__ import annotations

import libcst as cst
import pytest

from session_lint.codemods.arguments import with_argument


def passed(call: str, keyword: str = "session", value: str | None = "s", index: int | None = None) -> str:
    parsed = cst.parse_expression(call)
    assert isinstance(parsed, cst.Call)
    return cst.Module([]).code_for_node(with_argument(parsed, keyword, value, index))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", "f(session=s)"),
        ("f(a)", "f(a, session=s)"),
        ("f(a,)", "f(a, session=s,)"),
        ("f(a, **b)", "f(a, session=s, **b)"),
        ("f(**b)", "f(session=s, **b)"),
        ("f(x for x in y)", "f((x for x in y), session=s)"),
        ("f(\n    a\n)", "f(\n    a,\n    session=s\n)"),
        ("f(\n    a,\n)", "f(\n    a,\n    session=s,\n)"),
        ("f(\n    a, b\n)", "f(\n    a, b, session=s\n)"),
        ("f(a,\n  b)", "f(a,\n  b,\n  session=s)"),
        ("f(\n    a,  # 1\n    b  # 2\n)", "f(\n    a,  # 1\n    b,  # 2\n    session=s\n)"),
        ("f(\n    a,\n    # 1\n    **b\n)", "f(\n    a,\n    session=s,\n    # 1\n    **b\n)"),
    ],
)
def test_an_argument_that_comes(before: str, after: str) -> None:
    assert passed(before) == after


def test_an_argument_that_is_replaced() -> None:
    assert passed("f(a, None, b)", "", index=1) == "f(a, s, b)"
    assert passed("f(a, None, b)", index=1) == "f(a, b, session=s)"
    assert passed("f(a, session=None, b=1)", index=1) == "f(a, session=s, b=1)"


def test_an_argument_that_is_named() -> None:
    assert passed("f(a, t, *b)", value=None, index=1) == "f(a, *b, session=t)"
    assert passed("f(t, **b)", value=None, index=0) == "f(session=t, **b)"
    assert passed("f(t := u, a)", value=None, index=0) == "f(a, session=(t := u))"
    assert passed("f((t := u), a)", value=None, index=0) == "f(a, session=(t := u))"
    assert passed("f(t for t in u)", value=None, index=0) == "f(session=(t for t in u))"
