"""Facts as code again, for messages."""

from __future__ import annotations

from session_lint.facts.values import Attribute, Display, Expression, Literal, Name, Operation, Subscript


def written(annotation: Expression | None) -> str:
    """Return a type as it would be written; an empty string for one that is more than names and parameters."""
    match annotation:
        case Name():
            return annotation.id
        case Attribute():
            value = written(annotation.value)
            return f"{value}.{annotation.name}" if value else ""
        case Subscript():
            items = annotation.items
            if len(items) == 1 and isinstance(items[0], Display):
                items = items[0].items
            parts = [written(annotation.value), *(written(item) for item in items)]
            return f"{parts[0]}[{', '.join(parts[1:])}]" if all(parts) else ""
        case Display(kind="tuple"):
            parts = [written(item) for item in annotation.items]
            return f"({', '.join(parts)})" if all(parts) else ""
        case Operation(operator="|"):
            parts = [written(operand) for operand in annotation.operands]
            return " | ".join(parts) if all(parts) else ""
        case Literal(kind="str"):
            return annotation.text
        case Literal(kind="None" | "..."):
            return annotation.kind
        case _:
            return ""
