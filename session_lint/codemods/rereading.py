"""Whether code reads again what a commit would have expired: more of rows than the keys that a flush gives them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.plain_names import plain_names
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import own_names, walk

_NOT_READING = frozenset({
    "flush", "commit", "begin_nested", "no_autoflush", "expire_all", "expire", "expunge", "add", "add_all", "delete",
})  # fmt: skip


def rereads(function: cst.FunctionDef, after: Sequence[Statement], session: str, keys: frozenset[str]) -> bool:
    """Tell whether statements may read what was loaded before, other than keys and what they refresh themselves.

    An object that is returned or handed on counts, since others read it there.

    Args:
        function: the function that they stand in.
        after: the statements, in their order.
        session: what the session is called.
        keys: what primary keys are called.
    """
    return _Reader(function, session, keys).of(after)


class _Reader:
    def __init__(self, function: cst.FunctionDef, session: str, keys: frozenset[str]) -> None:
        self._session = session
        self._keys = keys
        self._plain = plain_names(function, keys)
        turns = [part.target for part in walk(function.body) if isinstance(part, cst.CompFor)]
        self._own = own_names(function)
        self._own |= {part.value for target in turns for part in walk(target) if isinstance(part, cst.Name)}
        self._fresh: set[str] = set()

    def of(self, after: Sequence[Statement]) -> bool:
        for statement in after:
            if name := self._refreshed(statement):
                self._fresh.add(name)
            elif self._reads(statement):
                return True
        return False

    def _refreshed(self, statement: Statement) -> str:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Await(expression=call) | call)]) if (
                isinstance(call, cst.Call) and dotted(call.func) == f"{self._session}.refresh"
            ):
                return dotted(call.args[0].value) if len(call.args) == 1 else ""
            case _:
                return ""

    def _reads(self, statement: cst.CSTNode) -> bool:
        waiting: list[cst.CSTNode] = [statement]
        while waiting:
            node = waiting.pop()
            match node:
                case cst.Raise() | cst.Import() | cst.ImportFrom() | cst.Annotation() | cst.FunctionDef():
                    continue  # after a raise the work is undone
                case cst.Yield():
                    return True
                case cst.Name(value=name):
                    if name in self._own and name not in self._plain | self._fresh:
                        return True
                case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=attribute)):
                    if name == self._session and attribute in _NOT_READING:
                        continue
                    if name in self._own and name not in self._fresh and attribute not in self._keys:
                        return True
                case cst.Attribute(value=owner):
                    if dotted(owner).partition(".")[0] in self._fresh:
                        return True
                    waiting.append(owner)
                case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=method), args=args) if (
                    name == self._session and method.value in _NOT_READING
                ):
                    waiting += [one.value for one in args if not isinstance(one.value, cst.Name)]
                case cst.Assign(targets=targets, value=value):
                    waiting += [value, *(one.target for one in targets if not _is_written(one.target))]
                case cst.Arg(value=value) | cst.Lambda(body=value):
                    waiting.append(value)
                case cst.AnnAssign(value=value):
                    waiting += [value] if value is not None else []
                case cst.For(iter=cst.Name()) | cst.CompFor(iter=cst.Name()):  # what is done with each is looked at
                    waiting += [one for one in node.children if one is not node.iter and one is not node.target]
                case cst.For(target=target) | cst.CompFor(target=target):
                    waiting += [one for one in node.children if one is not target]
                case cst.AsName():
                    continue
                case _:
                    waiting += node.children
        return False


def _is_written(target: cst.BaseAssignTargetExpression) -> bool:
    return isinstance(target, cst.Name) or (isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name))
