"""How far up the savepoint of a ``try`` has to reach: what is added above it is flushed in it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.savepoints import Savepoint
from session_lint.codemods.statements import Statement, statements, terminates
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk

_ADDS = frozenset({"add", "add_all", "merge", "delete"})
_FLUSHES = frozenset({"flush", "commit", "execute", "scalar", "scalars", "query", "begin_nested"})


def savepoint_of(tree: cst.FunctionDef, statement: cst.Try, session: str, *, is_async: bool) -> Savepoint:
    """Return the savepoint that a ``try`` gets.

    Args:
        tree: the function that it stands in.
        statement: the ``try``.
        session: what the session is called.
        is_async: whether it is to be entered with ``async with``.

    Raises:
        Uncertain: when something that it has to undo was added too far above.
    """
    body = statements(statement.body)
    if len(body) == 1 and isinstance(body[0], cst.With) and _is_nested(body[0], session):
        return Savepoint(session, is_there=True)
    before = _before(tree, statement)
    moved = 0
    for one in reversed(before):
        if not _adds(one, session):
            break
        moved += 1
    if _pending(before[: len(before) - moved], session):
        raise Uncertain("what is added above the try would be flushed outside of the savepoint: move it into the try")
    if moved == 0 and all(_only_flushes(one, session) for one in body):
        raise Uncertain("what is flushed in the try was added somewhere else: move it into the try")
    return Savepoint(session, moved, is_async)


def _is_nested(statement: cst.With, session: str) -> bool:
    return any(
        isinstance(item.item, cst.Call) and dotted(item.item.func) == f"{session}.begin_nested"
        for item in statement.items
    )


def _before(tree: cst.FunctionDef, statement: cst.Try) -> Sequence[Statement]:
    # What stands above a statement: in its own block, and before that in the blocks around it.
    waiting: list[tuple[cst.BaseSuite, list[Statement]]] = [(tree.body, [])]
    while waiting:
        suite, above = waiting.pop()
        found = list(above)
        for one in statements(suite):
            if one is statement:
                return found
            for node in one.children:
                waiting += [(inner, found[:]) for inner in _suites(node)]
            found.append(one)
    return []


def _suites(node: cst.CSTNode) -> list[cst.BaseSuite]:
    if isinstance(node, cst.BaseSuite):
        return [node]
    if isinstance(node, (cst.Else, cst.Finally, cst.ExceptHandler, cst.MatchCase, cst.If)):
        return [inner for child in node.children for inner in _suites(child)]
    return []


def _adds(statement: Statement, session: str) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=cst.Attribute(value=receiver, attr=method)))]):
            return dotted(receiver) == session and method.value in _ADDS
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=owner))])]):
            return isinstance(owner, cst.Name) and owner.value not in ("self", "cls")
        case _:
            return False


def _pending(before: Sequence[Statement], session: str) -> bool:
    waits = False
    for statement in before:
        if terminates(statement):
            continue
        for part in walk(statement):
            if (
                isinstance(part, cst.Call)
                and isinstance(part.func, cst.Attribute)
                and dotted(part.func.value) == session
            ):
                waits = (waits or part.func.attr.value in _ADDS) and part.func.attr.value not in _FLUSHES
    return waits


def _only_flushes(statement: Statement, session: str) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=value)]):
            call = value.expression if isinstance(value, cst.Await) else value
            return isinstance(call, cst.Call) and dotted(call.func) in (f"{session}.flush", f"{session}.commit")
        case _:
            return False
