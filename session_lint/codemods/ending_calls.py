"""Statements that do nothing but end a transaction or a session."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import Known, is_session
from session_lint.codemods.statements import Statement


def is_ending(small: cst.BaseSmallStatement, known: Known, *methods: str) -> bool:
    """Tell whether a statement only calls one of some methods of the session."""
    value = small.value if isinstance(small, cst.Expr) else None
    match value.expression if isinstance(value, cst.Await) else value:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method))):
            return method in methods and is_session(receiver, known)
        case _:
            return False


def only_commits(body: Sequence[Statement], known: Known) -> bool:
    """Tell whether a block does nothing but commit the session, and close it perhaps."""
    lines = [one for one in body if isinstance(one, cst.SimpleStatementLine)]
    smalls = [small for line in lines for small in line.body]
    ends = len(lines) == len(body) and all(is_ending(small, known, "commit", "close") for small in smalls)
    return ends and any(is_ending(small, known, "commit") for small in smalls)
