"""What a method is called on, as far as names tell: sessions, their queries, and containers are nobody's services."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import (
    Attribute,
    Call,
    Comprehension,
    Display,
    Expression,
    Literal,
    Mapping,
    Name,
    Subscript,
)
from session_lint.project.modules import Module, definitions

_CONTAINERS = frozenset({
    "list", "set", "dict", "tuple", "frozenset", "str", "bytes", "defaultdict", "Counter", "deque", "sorted", "List",
    "OrderedDict", "Set", "Dict", "Sequence", "Mapping", "MutableMapping", "Iterable", "Collection",
})  # fmt: skip


def of_session(receiver: Expression, names: Collection[str]) -> bool:
    """Tell whether something is a session by its name, or what calls on one give: ``session.query(Event)``.

    Args:
        receiver: what a method is called on.
        names: what sessions are called.
    """
    while isinstance(receiver, Call) and isinstance(receiver.function, Attribute):
        receiver = receiver.function.value
    return walk.dotted(receiver).rpartition(".")[2] in names


def containers(module: Module) -> frozenset[str]:
    """Return the names that hold lists, sets, dicts or text wherever a module binds them.

    Args:
        module: the module.
    """
    held: set[str] = set()
    other: set[str] = set()
    for name, is_container in _bound(module):
        (held if is_container else other).add(name)
    return frozenset(held - other)


def _bound(module: Module) -> Iterator[tuple[str, bool]]:
    bodies = [module.facts.body]
    for function, _ in definitions(module.facts.body):
        bodies.append(function.body)
        for parameter in function.parameters:
            yield parameter.name, parameter.kind in ("*", "**") or _names_container(parameter.annotation)
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
