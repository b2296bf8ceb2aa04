"""Functions that are given to a function, and kept: stored, or handed on to somebody who may call them elsewhere."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Define, Function, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Call,
    Conditional,
    Expression,
    Formatted,
    Lambda,
    Name,
    Operation,
)

_READING = frozenset({
    "wraps", "update_wrapper", "signature", "getfullargspec", "getdoc", "getmodule", "getsource", "unwrap", "callable",
    "iscoroutinefunction", "isgeneratorfunction", "isasyncgenfunction", "isfunction", "ismethod", "get_type_hints",
    "cast", "getattr", "hasattr", "setattr", "isinstance", "issubclass", "type", "id", "repr", "str", "debug", "info",
    "warning", "error", "exception", "critical", "log", "print",
})  # fmt: skip
"""Functions that look at a function or say something of it, and neither keep nor call it."""


def aliases(function: Function, name: str) -> frozenset[str]:
    """Return the names that a function has for something that it is given."""
    names = {name}
    for statement in walk.statements(function.body):
        if isinstance(statement, Bind) and statement.value is not None and walk.dotted(statement.value) in names:
            names |= {target.id for target in statement.targets if isinstance(target, Name)}
    return frozenset(names)


def is_kept(function: Function, name: str) -> bool:
    """Tell whether a function keeps another one that it is given, or what it makes to stand in its place.

    Args:
        function: the function.
        name: the parameter that takes the other one.
    """
    return _keeps(function, aliases(function, name))


def _keeps(function: Function, names: frozenset[str]) -> bool:
    inner = {one.name: one for one in walk.functions(function.body)}
    kept = names | inner.keys()
    if any(_stores(statement, kept) for statement in walk.statements(function.body)):
        return True
    for one in inner.values():
        shadowed = {parameter.name for parameter in one.parameters}
        given = {one.parameters[0].name} if one.parameters and shadowed & names else set[str]()
        if _keeps(one, (names - shadowed) | given):
            return True
    return False


def _stores(statement: Statement, names: frozenset[str]) -> bool:
    match statement:
        case Define(function=function):
            return any(_escapes(one, names) for one in function.decorators)
        case Return(value=value):
            return value is not None and _escapes(value, names, returned=True)
        case Branch(test=test):
            return _escapes(test, names, returned=True)
        case Bind(targets=targets, value=value):
            if any(_escapes(target, names) for target in targets if not isinstance(target, Name)):
                return True
            if isinstance(value, Name) and value.id in names:
                return any(not _is_own(target, names) for target in targets)
            return value is not None and _escapes(value, names)
        case _:
            return any(_escapes(part, names) for part in walk.parts(statement))


def _is_own(target: Expression, names: frozenset[str]) -> bool:
    # Another name for it, or an attribute of the wrapper: it lives no longer than that.
    return isinstance(target, Name) or (
        isinstance(target, Attribute) and walk.dotted(target.value).partition(".")[0] in names
    )


def _escapes(value: Expression, names: frozenset[str], *, returned: bool = False) -> bool:
    match value:
        case Name(id=name):
            return name in names and not returned
        case Attribute(value=Name()):
            return False
        case Call(function=function, arguments=arguments):
            looks = _only_looks(function, names)
            return _escapes(function, names, returned=True) or any(
                _escapes(one.value, names, returned=looks) for one in arguments
            )
        case Conditional() | Operation() | Formatted():
            operators = not isinstance(value, Operation) or value.operator in ("or", "and")
            passes = returned or isinstance(value, Formatted) or not operators
            return any(_escapes(one, names, returned=passes) for one in walk.children(value))
        case Lambda(body=body):
            return _escapes(body, names, returned=True)
        case _:
            return any(_escapes(one, names) for one in walk.children(value))


def _only_looks(function: Expression, names: frozenset[str]) -> bool:
    if isinstance(function, Call):  # wraps(function)(wrapper)
        return walk.dotted(function.function).rpartition(".")[2] == "wraps"
    return walk.dotted(function).rpartition(".")[2] in _READING or walk.dotted(function) in names
