"""Whether code looks at what a session wrote, so that it must be flushed before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.statements import Statement

_FLUSHES = frozenset({"commit", "flush"})
_LITERALS = (cst.BaseNumber, cst.SimpleString, cst.Ellipsis)


def looks(after: Sequence[Statement], session: str, own: Iterable[str]) -> bool:
    """Tell whether statements may look at objects or rows: attributes, results, calls that are given something.

    Whether the caller of the function does counts too: what it returns or yields is looked at. Calls on modules with
    nothing but constants, such as a log message, and commits and flushes of the session itself look at nothing.

    Args:
        after: the statements that may run.
        session: what the session is called.
        own: the names that the function binds.
    """
    names = frozenset(own)
    waiting: list[cst.CSTNode] = [*after]
    while waiting:
        node = waiting.pop()
        match node:
            case cst.Expr(value=cst.Await(expression=value) | value) if _is_flush(value, session):
                if node.value is value or isinstance(node.value, cst.Await):
                    continue
            case cst.Call() if _says_only(node, names):
                continue
            case cst.Call() | cst.Attribute() | cst.Yield() | cst.Subscript():
                return True
            case cst.Return(value=value) if value is not None and not is_constant(value):
                return True
            case cst.Raise():
                continue  # the work is undone
            case cst.Annotation() | cst.FunctionDef() | cst.ClassDef():
                continue
            case _:
                pass
        waiting += node.children
    return False


def is_constant(value: cst.BaseExpression) -> bool:
    """Tell whether an expression is a constant: nothing that a flush could change."""
    if isinstance(value, cst.Name):
        return value.value in ("None", "True", "False")
    if isinstance(value, cst.Tuple):
        return all(is_constant(element.value) for element in value.elements)
    return isinstance(value, _LITERALS)


def _is_flush(value: cst.CSTNode, session: str) -> bool:
    match value:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value=method)), args=[]):
            return method in _FLUSHES and dotted(receiver) == session
        case _:
            return False


def _says_only(call: cst.Call, own: frozenset[str]) -> bool:
    name = dotted(call.func).partition(".")[0]
    return "." in dotted(call.func) and name not in own and all(is_constant(one.value) for one in call.args)
