"""The ``if`` that a commit stands in or behind, and the parameter that it asks for."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from session_lint.codemods.looking import is_constant
from session_lint.codemods.standing import Standing
from session_lint.codemods.statements import statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import parameters, walk


class Branch(Struct, frozen=True):
    """What a commit's own ``if`` decides.

    ``alone`` tells that it decides nothing but the commit; ``flag`` names the parameter that is true where it commits,
    and ``asked`` the one that it asks for, be it by ``not``; empty when there is none.
    """

    alone: bool = False
    flag: str = ""
    asked: str = ""


def branch_of(found: Standing, tree: cst.FunctionDef) -> Branch:
    """Return what the ``if`` decides that a commit stands in.

    Args:
        found: where the commit stands.
        tree: its function.

    Raises:
        Uncertain: when the condition does something itself.
    """
    inner = found.around[-1] if found.around else None
    if inner is None or not isinstance(inner.statement, cst.If):
        return Branch()
    test = inner.statement.test
    names = {one.name.value for one in parameters(tree)}
    flag = test.value if isinstance(test, cst.Name) and test.value in names and inner.part == "body" else ""
    if len(inner.block) > 1 or inner.part != "body" or inner.statement.orelse is not None:
        return Branch(flag=flag)
    if any(isinstance(part, (cst.Call, cst.Await, cst.NamedExpr, cst.Yield)) for part in walk(test)):
        raise Uncertain("the condition of the commit does something itself, and would be left with nothing to decide")
    outer = found.around[-2] if len(found.around) > 1 else None
    if outer is not None and outer.part == "else" and isinstance(outer.statement, cst.If):
        return Branch(flag=flag)  # an elif
    match test:
        case cst.UnaryOperation(operator=cst.Not(), expression=cst.Name(value=name)) if name in names:
            return Branch(True, flag, name)
        case _:
            return Branch(True, flag, flag)


def must_stay(found: Standing) -> bool:
    """Tell whether a commit's block would be left with nothing to do although others decide if it is reached."""
    inner = found.around[-1] if found.around else None
    if inner is None or not isinstance(inner.statement, cst.If) or len(inner.block) > 1:
        return False
    return inner.statement.orelse is not None or inner.part != "body"


def left_before(found: Standing, tree: cst.FunctionDef) -> str:
    """Return the parameter without which a function returns right before its last statement, the commit."""
    if found.around or found.after or not found.before:
        return ""
    match found.before[-1]:
        case cst.If(
            test=cst.UnaryOperation(operator=cst.Not(), expression=cst.Name(value=name)), body=body, orelse=None
        ):
            match statements(body):
                case [cst.SimpleStatementLine(body=[cst.Return(value=value)])] if value is None or is_constant(value):
                    return name if name in {one.name.value for one in parameters(tree)} else ""
                case _:
                    return ""
        case _:
            return ""


def reads(tree: cst.FunctionDef, name: str) -> int:
    """Return how often a function mentions a name."""
    attributes = {id(part.attr) for part in walk(tree.body) if isinstance(part, cst.Attribute)}
    return sum(
        isinstance(part, cst.Name) and part.value == name and id(part) not in attributes for part in walk(tree.body)
    )
