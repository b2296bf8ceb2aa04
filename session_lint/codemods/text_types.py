"""Types of fields that become text, and the facts of a file in which they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal as OneOf

from msgspec import structs

from session_lint.facts import walk
from session_lint.facts.program import Bind, Class, DefineClass, FileFacts, Statement
from session_lint.facts.values import Attribute, Expression, Literal, Name, Operation, Span, Subscript
from session_lint.project.types import parsed

Text = OneOf["str", "str | None"]
"""What is written in the place of a Decimal, or of an alias of it."""

_AROUND = frozenset({"Optional", "Union", "Final", "Required", "NotRequired", "ReadOnly"})


def as_text(facts: FileFacts, fields: Mapping[Span, Text]) -> FileFacts:
    """Return the facts of a file in which some fields, by where they stand, are declared as text."""
    return structs.replace(facts, body=_block(facts.body, fields))


def _block(body: tuple[Statement, ...], fields: Mapping[Span, Text]) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for statement in body:
        match statement:
            case DefineClass(definition=Class(body=inner) as definition):
                changed = structs.replace(definition, body=_block(inner, fields))
                found.append(structs.replace(statement, definition=changed))
            case Bind(span=span, annotation=annotation) if span in fields and annotation is not None:
                optional = lets_none_in(annotation) or fields[span] != "str"
                text = Operation("|", (Name("str"), Literal("None"))) if optional else Name("str")
                found.append(structs.replace(statement, annotation=text))
            case _:
                found.append(statement)
    return tuple(found)


def leaves(annotation: Expression) -> list[Expression]:
    """Return what a type is made of; one that cannot be taken apart counts for several."""
    match annotation:
        case Literal(kind="str"):
            inner = parsed(annotation.text)
            return leaves(inner) if inner is not None else []
        case Operation(operator="|", operands=operands):
            return [leaf for operand in operands for leaf in leaves(operand)]
        case Subscript(value=value, items=items) if walk.dotted(value).rpartition(".")[2] in _AROUND:
            return [leaf for item in items for leaf in leaves(item)]
        case Name() | Attribute() | Literal(kind="None"):
            return [annotation]
        case _:
            return [annotation, annotation]


def lets_none_in(annotation: Expression) -> bool:
    """Tell whether a type, as it is written, lets None in."""
    inner = parsed(annotation.text) if isinstance(annotation, Literal) and annotation.kind == "str" else annotation
    return inner is not None and any(
        part == Literal("None") or (isinstance(part, Subscript) and walk.dotted(part.value).endswith("Optional"))
        for part in walk.expressions(inner)
    )
