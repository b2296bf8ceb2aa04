"""Methods of managers that end the session which they were handed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.managers import Family
from session_lint.codemods.uses import walk
from session_lint.project.function import ProjectFunction

_ENDS = {"commit": "commits", "rollback": "rolls back"}


def endings(family: Family, trees: Mapping[ProjectFunction, cst.FunctionDef]) -> Iterator[tuple[ProjectFunction, str]]:
    """Yield the methods that commit or roll back the session that they were handed, with what is to be said.

    Args:
        family: the managers.
        trees: their methods, as they are or as they become.
    """
    named = {
        method.symbol.function.name
        for method, tree in trees.items()
        if any(isinstance(part, cst.Return) and _first(part.value) == _carrier(family, method) for part in walk(tree))
    }
    for method, tree in trees.items():
        carrier = _carrier(family, method)
        me = carrier.partition(".")[0]
        held = {carrier, *(f"{me}.{name}" for name in named)}
        held |= {name for part in walk(tree.body) for name in _names(part, held)}
        ways = {
            how
            for part in walk(tree.body)
            if isinstance(part, cst.Call) and isinstance(part.func, cst.Attribute) and _held(part.func.value) in held
            if (how := _ENDS.get(part.func.attr.value))
        }
        if ways:
            how = " and ".join(sorted(ways))
            yield method, f"{method.qualname!r} {how} the session that it is handed: leave its end to whoever made it"


def _carrier(family: Family, method: ProjectFunction) -> str:
    return family.carrier(method) or "-"


def _names(part: cst.CSTNode, held: set[str]) -> Iterator[str]:
    match part:
        case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value) if _held(value) in held:
            yield _first(target)
        case cst.AnnAssign(target=cst.Name(value=name), value=cst.BaseExpression() as value) if _held(value) in held:
            yield name
        case _:
            pass


def _held(value: cst.BaseExpression) -> str:
    """Return what hands a session out: an attribute, or a method that is asked for it."""
    return dotted(value.func) if isinstance(value, cst.Call) and not value.args else dotted(value)


def _first(value: cst.BaseExpression | None) -> str:
    """Return an expression in words, or the first of a tuple: the session of ``session, should_close``."""
    match value:
        case None:
            return ""
        case cst.Tuple(elements=[first, *_]):
            return dotted(first.value)
        case _:
            return dotted(value)
