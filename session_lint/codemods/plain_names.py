"""Which names of a function hold plain values: numbers, texts and the like, that no session changes."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.looking import is_constant
from session_lint.codemods.uses import parameters, walk

_TYPES = frozenset({
    "str", "int", "float", "bool", "bytes", "Decimal", "date", "datetime", "time", "timedelta", "UUID",
})  # fmt: skip
_AROUND = frozenset({
    "None", "Optional", "list", "tuple", "set", "frozenset", "dict", "Sequence", "Iterable", "Mapping", "uuid",
    "decimal",
})  # fmt: skip
"""What may stand around one of them in an annotation."""
_FILLS = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})
_CALLS = frozenset({"str", "int", "float", "bool", "len", "round", "Decimal", "isinstance", "hasattr"})


def plain_names(function: cst.FunctionDef, keys: frozenset[str]) -> set[str]:
    """Return the parameters of plain types, and the names that are bound to plain values wherever they are bound.

    Args:
        function: the function.
        keys: what primary keys are called: attributes that are plain.
    """
    taken = parameters(function)
    found = _Plain({one.name.value for one in taken if _is_plain_type(one.annotation)}, keys)
    found.learn(function, {one.name.value for one in taken} - found.names)
    return found.names


class _Plain:
    def __init__(self, names: set[str], keys: frozenset[str]) -> None:
        self.names = names
        self._keys = keys

    def learn(self, function: cst.FunctionDef, others: set[str]) -> None:
        """Learn what the function binds itself; ``others`` are parameters that are not plain."""
        given: dict[str, list[cst.BaseExpression]] = {}
        plain = -1
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
        others = others | {name for part in walk(function.body) for name in _otherwise(part)}
        self.names -= given.keys() | others
        while plain != len(self.names):
            plain = len(self.names)
            for name, values in given.items():
                if name not in others and all(self._is_plain(value) for value in values):
                    self.names.add(name)

    def _is_plain(self, value: cst.BaseExpression) -> bool:
        match value:
            case cst.Name(value=name):
                return name in self.names or is_constant(value)
            case cst.Comparison() | cst.FormattedString():
                return True
            case cst.BinaryOperation(left=left, right=right) | cst.BooleanOperation(left=left, right=right):
                return self._is_plain(left) and self._is_plain(right)
            case cst.UnaryOperation(expression=inner):
                return self._is_plain(inner)
            case cst.Call(func=cst.Name(value=name)):
                return name in _CALLS
            case cst.Attribute(value=cst.Name(), attr=cst.Name(value=name)):
                return name in self._keys
            case cst.List(elements=elements) | cst.Tuple(elements=elements) | cst.Dict(elements=elements):
                return all(self._is_plain(one.value) for one in elements)
            case cst.ListComp(elt=element):
                return self._is_plain(element)
            case _:
                return is_constant(value)


def _is_plain_type(annotation: cst.Annotation | None) -> bool:
    if annotation is None:
        return False
    names = {part.value for part in walk(annotation.annotation) if isinstance(part, (cst.Name, cst.SimpleString))}
    return bool(names & _TYPES) and names <= _TYPES | _AROUND


def _otherwise(part: cst.CSTNode) -> list[str]:
    # What is bound by loops, contexts and the like; what is asked for a method may be given more.
    match part:
        case cst.For(target=target) | cst.NamedExpr(target=target) | cst.AsName(name=target):
            return [one.value for one in walk(target) if isinstance(one, cst.Name)]
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=method))):
            return [name] if method in _FILLS else []
        case cst.AssignTarget(target=cst.Subscript(value=cst.Name(value=name))):
            return [name]
        case cst.AssignTarget(target=cst.Tuple() | cst.List() as target):
            return [one.value for one in walk(target) if isinstance(one, cst.Name)]
        case _:
            return []
