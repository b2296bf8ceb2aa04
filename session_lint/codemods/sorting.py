"""What is sorted by a field of a DTO: text has another order than amounts, "10" is less than "9"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from session_lint.codemods.text_fields import TextField
from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import (
    Argument,
    Attribute,
    Call,
    Expression,
    Lambda,
    Literal,
    Name,
    Parameter,
    Span,
    Subscript,
)

Field = tuple[tuple[str, str, int], str]
"""The key of a DTO, and a field's name."""


def sorted_by_name(function: Function, fields: Mapping[Field, TextField]) -> Iterator[tuple[int, Field]]:
    """Yield the lines on which a function sorts by something of a field's name, and that field.

    What a lambda is given has no type, so that the name has to do.
    """
    line = function.span.line
    for statement in walk.statements(function.body):
        span: object = getattr(statement, "span", None)
        line = span.line if isinstance(span, Span) else line
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                key = expression.argument("key") if isinstance(expression, Call) else None
                for inner in walk.expressions(key) if key is not None else ():
                    if (found := _named(inner, fields)) is not None:
                        yield line, found


def _named(expression: Expression, fields: Mapping[Field, TextField]) -> Field | None:
    match expression:
        case Attribute(name=name):
            is_entry = False
        case Call(function=function, arguments=(Argument(value=Literal(kind="str", text=name)),)):
            getter = walk.dotted(function).rpartition(".")[2]
            if getter not in ("attrgetter", "itemgetter"):
                return None
            is_entry = getter == "itemgetter"
        case Subscript(items=(Literal(kind="str", text=name),)):
            is_entry = True
        case _:
            return None
    fitting = [key for key in fields if key[1] == name]
    return next((key for key in fitting if (fields[key].dto.kind == "TypedDict") is is_entry), None)


def sorted_by_index(call: Call) -> Expression | None:
    """Return what a call sorts by a place in its elements: ``lines`` of ``lines.sort(key=lambda line: line[1])``."""
    match call.argument("key"):
        case Lambda(parameters=(Parameter(name=given),), body=body):
            if not any(_is_at_index(part, Name(given)) for part in walk.expressions(body)):
                return None
        case Call(function=function, arguments=(Argument(value=Literal(kind="int")), *_)):
            if walk.dotted(function).rpartition(".")[2] != "itemgetter":
                return None
        case _:
            return None
    match call:
        case Call(function=Attribute(value=elements, name="sort")):
            return elements
        case Call(function=Name(), arguments=(Argument(value=elements), *_)):
            return elements
        case _:
            return None


def _is_at_index(part: Expression, item: Name) -> bool:
    match part:
        case Subscript(value=owner, items=(Literal(kind="int"),)):
            return owner == item
        case _:
            return False
