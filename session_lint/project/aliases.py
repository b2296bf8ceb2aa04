"""Types as they would be written without the names that a project gives to them."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Operation, Subscript
from session_lint.project.names import Names
from session_lint.project.symbols import Scope, ValueSymbol
from session_lint.project.types import parsed

_DEEPEST = 8


def spelled_out(annotation: Expression, scope: Scope, names: Names, depth: int = 0) -> Expression:
    """Return a type with what its aliases stand for: ``Decimal | None`` for ``MaybeMoney``.

    Args:
        annotation: the type; what stands in it as a string is taken out of it.
        scope: where it is written.
        names: the project's names.
        depth: how many parts and aliases were followed to get here.
    """
    if depth > _DEEPEST:
        return annotation
    match annotation:
        case Literal(kind="str", text=text):
            inner = parsed(text)
            return annotation if inner is None else spelled_out(inner, scope, names, depth + 1)
        case Operation(operator="|", operands=operands):
            return Operation("|", tuple(spelled_out(one, scope, names, depth + 1) for one in operands))
        case Subscript(value=value, items=items) if walk.dotted(value).rpartition(".")[2] != "Literal":
            return Subscript(value, tuple(spelled_out(one, scope, names, depth + 1) for one in items))
        case Name() | Attribute():
            match names.resolve(annotation, scope):
                case ValueSymbol(binding=Bind(value=meant), scope=there) if meant is not None and _is_type(meant):
                    return spelled_out(meant, there, names, depth + 1)
                case _:
                    return annotation
        case _:
            return annotation


def _is_type(value: Expression) -> bool:
    match value:
        case Name() | Attribute() | Subscript() | Operation(operator="|") | Literal(kind="str"):
            return True
        case Call(function=function):  # a NewType has a name of its own
            return walk.dotted(function).rpartition(".")[2] not in ("NewType", "TypeVar")
        case _:
            return False
