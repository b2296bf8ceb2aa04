"""Which statements call a session, and for what."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import walk


def is_call_of(part: cst.CSTNode, session: str, methods: frozenset[str]) -> bool:
    """Tell whether something calls one of some methods of a session."""
    match part:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method))):
            return method in methods and dotted(receiver) == session
        case _:
            return False


def is_call(statement: Statement, session: str, method: str) -> bool:
    """Tell whether a line calls a method of a session, and does nothing with what that returns."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    for small in statement.body:
        value = small.value if isinstance(small, cst.Expr) else None
        call = value.expression if isinstance(value, cst.Await) else value
        if call is not None and is_call_of(call, session, frozenset({method})):
            return True
    return False


def rolls_back(handler: cst.CSTNode, session: str) -> bool:
    """Tell whether a handler rolls a session back."""
    return any(is_call_of(part, session, frozenset({"rollback"})) for part in walk(handler))
