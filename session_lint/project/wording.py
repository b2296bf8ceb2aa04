"""How messages call an expression."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Subscript


def source_of(value: Expression | None) -> str:
    """Return the name that a value comes from, an empty string for one without."""
    match value:
        case Call():
            return source_of(value.function)
        case Subscript(items=(Literal(kind="str", text=text),)):
            return text
        case Subscript():
            return source_of(value.value)
        case Attribute():
            return value.name
        case Name():
            return value.id
        case _:
            return ""


def words_of(value: Expression | None) -> str:
    """Return how messages call a value."""
    match value:
        case Call():
            return f"{walk.dotted(value.function) or '…'}()"
        case Subscript():
            return f"{words_of(value.value)}[…]"
        case None:
            return ""
        case _:
            return walk.dotted(value) or "the value"
