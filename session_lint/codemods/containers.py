"""Names that hold lists, sets, dicts or text: what they are asked, or given, has nothing to do with a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Function, Statement
from session_lint.facts.values import Call, Comprehension, Display, Expression, Literal, Mapping, Name, Subscript
from session_lint.project.modules import Module, definitions

_CONTAINERS = frozenset({
    "list", "set", "dict", "tuple", "frozenset", "str", "bytes", "defaultdict", "Counter", "deque", "sorted", "List",
    "OrderedDict", "Set", "Dict", "Sequence", "Mapping", "MutableMapping", "Iterable", "Collection",
})  # fmt: skip


def of_module(module: Module) -> frozenset[str]:
    """Return the names that hold containers wherever a module binds them.

    Args:
        module: the module.
    """
    functions = [function for function, _ in definitions(module.facts.body)]
    taken = [one for function in functions for one in _taken(function)]
    return _held([*taken, *_bound([module.facts.body, *(function.body for function in functions)])])


def of_function(function: Function) -> frozenset[str]:
    """Return the names that hold containers wherever a function binds them.

    Args:
        function: the function; those inside of it are not asked.
    """
    return _held([*_taken(function), *_bound([function.body])])


def _held(found: Iterable[tuple[str, bool]]) -> frozenset[str]:
    held: set[str] = set()
    other: set[str] = set()
    for name, is_container in found:
        (held if is_container else other).add(name)
    return frozenset(held - other)


def _taken(function: Function) -> Iterator[tuple[str, bool]]:
    for parameter in function.parameters:
        yield parameter.name, parameter.kind in ("*", "**") or _names_container(parameter.annotation)


def _bound(bodies: Iterable[tuple[Statement, ...]]) -> Iterator[tuple[str, bool]]:
    for body in bodies:
        for statement in walk.statements(body):
            if isinstance(statement, Bind) and statement.operator == "":
                is_container = _names_container(statement.annotation) or _makes_container(statement.value)
                for target in statement.targets:
                    for part in walk.expressions(target):
                        if isinstance(part, Name):
                            yield part.id, is_container and part is target


def _names_container(annotation: Expression | None) -> bool:
    if isinstance(annotation, Subscript):
        annotation = annotation.value
    return annotation is not None and walk.dotted(annotation).rpartition(".")[2] in _CONTAINERS


def _makes_container(value: Expression | None) -> bool:
    match value:
        case Display() | Mapping() | Comprehension():
            return True
        case Literal(kind=kind):
            return kind not in ("None", "...")
        case Call(function=function):
            return walk.dotted(function).rpartition(".")[2] in _CONTAINERS
        case _:
            return False
