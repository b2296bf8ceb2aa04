"""Whether code reads again what a commit would have expired: more of rows than the keys that a flush gives them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.looking import is_constant
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import bound_names, walk

_NOT_READING = frozenset({
    "flush", "commit", "begin_nested", "no_autoflush", "expire_all", "expire", "expunge", "add", "add_all", "delete",
})  # fmt: skip
_PLAIN_TYPES = frozenset({
    "str", "int", "float", "bool", "bytes", "None", "Decimal", "date", "datetime", "time", "timedelta", "UUID", "uuid",
    "decimal", "Optional", "list", "tuple", "set", "frozenset", "dict", "Sequence", "Iterable", "Mapping",
})  # fmt: skip
_PLAIN_CALLS = frozenset({"str", "int", "float", "bool", "len", "round", "Decimal", "isinstance", "hasattr"})


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
        parameters = (*function.params.posonly_params, *function.params.params, *function.params.kwonly_params)
        self._session = session
        self._keys = keys
        self._plain = {one.name.value for one in parameters if _is_plain_type(one.annotation)}
        self._own = bound_names(function.body) | {one.name.value for one in parameters}
        self._fresh: set[str] = set()
        self._learn(function)

    def of(self, after: Sequence[Statement]) -> bool:
        for statement in after:
            if name := self._refreshed(statement):
                self._fresh.add(name)
            elif self._reads(statement):
                return True
        return False

    def _learn(self, function: cst.FunctionDef) -> None:
        # Names that are bound to plain values wherever they are bound.
        given: dict[str, list[cst.BaseExpression]] = {}
        plain = 0
        for part in walk(function.body, into_functions=False):
            match part:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                    given.setdefault(name, []).append(value)
                case (
                    cst.AnnAssign(target=cst.Name(value=name), value=value)
                    | cst.AugAssign(target=cst.Name(value=name), value=value)
                ) if value is not None:
                    given.setdefault(name, []).append(value)
                case _:
                    pass
        bound = [name for part in walk(function.body, into_functions=False) for name in _otherwise(part)]
        while plain != len(self._plain):
            plain = len(self._plain)
            for name, values in given.items():
                if name not in bound and all(self._is_plain(value) for value in values):
                    self._plain.add(name)

    def _is_plain(self, value: cst.BaseExpression) -> bool:
        match value:
            case cst.Name(value=name):
                return name in self._plain or is_constant(value)
            case cst.Comparison() | cst.FormattedString():
                return True
            case cst.BinaryOperation(left=left, right=right) | cst.BooleanOperation(left=left, right=right):
                return self._is_plain(left) and self._is_plain(right)
            case cst.UnaryOperation(expression=inner):
                return self._is_plain(inner)
            case cst.Call(func=cst.Name(value=name)):
                return name in _PLAIN_CALLS
            case cst.Attribute(value=cst.Name(), attr=cst.Name(value=name)):
                return name in self._keys
            case _:
                return is_constant(value)

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
                case cst.AsName():
                    continue
                case _:
                    waiting += node.children
        return False


def _is_plain_type(annotation: cst.Annotation | None) -> bool:
    if annotation is None:
        return False
    names = {part.value for part in walk(annotation.annotation) if isinstance(part, (cst.Name, cst.SimpleString))}
    return bool(names) and names <= _PLAIN_TYPES


def _is_written(target: cst.BaseAssignTargetExpression) -> bool:
    return isinstance(target, cst.Name) or (isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name))


def _otherwise(part: cst.CSTNode) -> list[str]:
    # What is bound by loops, contexts, imports and the like.
    match part:
        case cst.For(target=target) | cst.NamedExpr(target=target) | cst.AsName(name=target):
            return [one.value for one in walk(target) if isinstance(one, cst.Name)]
        case cst.AssignTarget(target=cst.Tuple() | cst.List() as target):
            return [one.value for one in walk(target) if isinstance(one, cst.Name)]
        case _:
            return []
