"""Type parameters: ``def f[S: Session](session: S)`` takes what ``S`` is bound to."""

from __future__ import annotations

from msgspec import structs

from session_lint.facts.values import Expression, Name, Operation, Parameter, Subscript


def bounded(parameter: Parameter, bounds: dict[str, Expression]) -> Parameter:
    """Return a parameter with its type parameters replaced by what they are bound to."""
    if not bounds or parameter.annotation is None:
        return parameter
    return structs.replace(parameter, annotation=_substituted(parameter.annotation, bounds))


def _substituted(annotation: Expression, bounds: dict[str, Expression]) -> Expression:
    match annotation:
        case Name():
            return bounds.get(annotation.id, annotation)
        case Subscript():
            items = tuple(_substituted(item, bounds) for item in annotation.items)
            return Subscript(annotation.value, items)
        case Operation():
            operands = tuple(_substituted(operand, bounds) for operand in annotation.operands)
            return Operation(annotation.operator, operands)
        case _:
            return annotation
