"""What a condition comes to once the session is known to be there."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct, field

CONTEXTS = frozenset({"nullcontext", "contextlib.nullcontext"})
"""What makes a context manager that hands out its argument."""


class Known(Struct):
    """What is known of names: ``sessions`` hold the caller's session, ``flags`` are always true or always false.

    A name may be an attribute's, with dots.

    ``contexts`` hold a context manager that hands out the session and does nothing else.
    """

    sessions: set[str]
    flags: dict[str, bool] = field(default_factory=dict[str, bool])
    contexts: set[str] = field(default_factory=set[str])


def truth(test: cst.BaseExpression, known: Known) -> bool | None:
    """Return what a condition comes to, None when that depends on something else."""
    match test:
        case cst.Name(value="True"):
            return True
        case cst.Name(value="False" | "None"):
            return False
        case cst.Name() | cst.Attribute():
            return True if is_session(test, known) else known.flags.get(dotted(test))
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            inside = truth(inner, known)
            return None if inside is None else not inside
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=operator, comparator=right)]):
            return _compared(left, operator, right, known)
        case cst.BooleanOperation(left=left, operator=operator, right=right):
            sides = truth(left, known), truth(right, known)
            decisive = isinstance(operator, cst.Or)
            if decisive in sides:
                return decisive
            return None if None in sides else not decisive
        case _:
            return None


def _compared(
    left: cst.BaseExpression, operator: cst.BaseCompOp, right: cst.BaseExpression, known: Known
) -> bool | None:
    if isinstance(left, cst.Name) and left.value == "None":
        left, right = right, left
    if not (isinstance(right, cst.Name) and right.value == "None"):
        return None
    if not is_session(left, known):
        return None
    if isinstance(operator, (cst.Is, cst.Equal)):
        return False
    return True if isinstance(operator, (cst.IsNot, cst.NotEqual)) else None


def simplified(test: cst.BaseExpression, known: Known) -> cst.BaseExpression:
    """Return a condition without the parts of an ``and`` or ``or`` that are decided."""
    if isinstance(test, cst.BooleanOperation):
        neutral = isinstance(test.operator, cst.And)
        if truth(test.left, known) is neutral:
            return simplified(test.right, known)
        if truth(test.right, known) is neutral:
            return simplified(test.left, known)
    return test


def folded(value: cst.BaseExpression, known: Known) -> cst.BaseExpression:
    """Return the part of an expression that gives its value: of ``session or X()``, of ``X() if … else session``."""
    match value:
        case cst.BooleanOperation(left=left, operator=operator, right=right):
            first = truth(left, known)
            if first is not None:
                return folded(left if first is isinstance(operator, cst.Or) else right, known)
            return value
        case cst.IfExp(test=test, body=body, orelse=orelse):
            decided = truth(test, known)
            return value if decided is None else folded(body if decided else orelse, known)
        case _:
            return value


def is_session(value: cst.BaseExpression, known: Known) -> bool:
    """Tell whether an expression is the session itself."""
    return dotted(value) in known.sessions


def hands_out(value: cst.BaseExpression, known: Known) -> bool:
    """Tell whether a context manager only hands out the session: ``nullcontext(session)``."""
    match value:
        case cst.Name(value=name):
            return name in known.contexts
        case cst.Call(func=function, args=[cst.Arg(value=given)]):
            return dotted(function) in CONTEXTS and is_session(given, known)
        case _:
            return False


def dotted(expression: cst.BaseExpression) -> str:
    """Return ``a.b.c`` for names and attributes, and an empty string for anything else."""
    match expression:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=value, attr=attribute):
            before = dotted(value)
            return f"{before}.{attribute.value}" if before else ""
        case _:
            return ""


def begins(value: cst.BaseExpression, known: Known) -> bool:
    """Tell whether an expression begins the session's transaction: ``session.begin()``."""
    match value:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="begin"))):
            return is_session(receiver, known)
        case _:
            return False
