"""Which names a module uses as values: registered, stored or passed on, not called."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.values import (
    Attribute,
    Bind,
    Call,
    Display,
    Expression,
    Mapping,
    Name,
    Return,
    Statement,
)
from session_lint.project.modules import Module, definitions


class Mentions(Struct, frozen=True):
    """Names that are used as values, and among them those that are given to ``event.listen``."""

    values: frozenset[str]
    listening: frozenset[str]


def mentions(module: Module) -> Mentions:
    """Return what a module mentions as a value; a method counts by its bare name."""
    values: set[str] = set()
    listening: set[str] = set()
    for expression in walk.everything(module.facts.body):
        match expression:
            case Call():
                given = [_last(argument.value) for argument in expression.arguments]
                values.update(given)
                if walk.dotted(expression.function).rpartition(".")[2] in ("listen", "add_listener"):
                    listening.update(given)
            case Display():
                values.update(_last(item) for item in expression.items)
            case Mapping():
                values.update(_last(entry.value) for entry in expression.entries)
            case _:
                pass
    values.update(_last(value) for value in _stored(module))
    return Mentions(frozenset(values - {""}), frozenset(listening - {""}))


def _stored(module: Module) -> list[Expression]:
    bodies: list[tuple[Statement, ...]] = [module.facts.body]
    bodies += [function.body for function, _ in definitions(module.facts.body)]
    return [
        statement.value
        for body in bodies
        for statement in walk.statements(body)
        if isinstance(statement, (Bind, Return)) and statement.value is not None
    ]


def _last(expression: Expression) -> str:
    match expression:
        case Name():
            return expression.id
        case Attribute():
            return expression.name
        case _:
            return ""
