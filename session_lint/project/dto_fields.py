"""The fields of a DTO: of a class, and of ``TypedDict("Name", {…})`` and its kin as the classes that they make."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts.program import Bind, Class
from session_lint.facts.values import Argument, Call, Display, Expression, Literal, Mapping, Name, Span
from session_lint.project.modules import Module
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, Scope


class Field(Struct, frozen=True):
    """One field of a DTO."""

    name: str
    annotation: Expression
    span: Span
    value: Expression | None = None


def functional(module: Module, names: Names) -> Iterator[ClassSymbol]:
    """Yield the classes that calls make: ``PriceDTO = TypedDict("PriceDTO", {"price": Decimal})``."""
    scope = Scope(module)
    for statement in module.facts.body:
        match statement:
            case Bind(targets=(Name(id=name),), value=Call(arguments=(_, Argument(value=fields), *_)) as call):
                meant = names.resolve(call.function, scope)
                if isinstance(meant, External) and meant.name.rpartition(".")[2] in ("TypedDict", "NamedTuple"):
                    body = tuple(_functional_fields(fields, statement.value_span))
                    base = Argument(call.function, None, "", statement.span)
                    yield ClassSymbol(Class(name, name, (base,), (), body, statement.span), scope)
            case _:
                pass


def fields_of(definition: Class) -> tuple[Field, ...]:
    """Return a class's own fields."""
    return tuple(
        Field(statement.targets[0].id, statement.annotation, statement.span, statement.value)
        for statement in definition.body
        if isinstance(statement, Bind) and statement.annotation is not None and isinstance(statement.targets[0], Name)
    )


def _functional_fields(fields: Expression, span: Span) -> Iterator[Bind]:
    match fields:
        case Mapping():
            for entry in fields.entries:
                if isinstance(entry.key, Literal):
                    yield Bind((Name(entry.key.text),), None, entry.value, "", entry.span, entry.span)
        case Display():
            for item in fields.items:
                if isinstance(item, Display) and len(item.items) == 2 and isinstance(item.items[0], Literal):
                    yield Bind((Name(item.items[0].text),), None, item.items[1], "", span, span)
        case _:
            pass
