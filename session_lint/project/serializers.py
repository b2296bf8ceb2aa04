"""Pydantic's serializers: where a model makes something else of a field on its way out."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Class, Define, DefineClass
from session_lint.facts.values import Call, Expression, Literal, Mapping, Name, Subscript

_SERIALIZERS = frozenset({"field_serializer", "model_serializer", "PlainSerializer", "WrapSerializer", "json_encoders"})


def in_annotation(annotation: Subscript) -> bool:
    """Tell whether ``Annotated`` carries a serializer."""
    parts = (part for item in annotation.items for part in walk.expressions(item))
    return any(
        isinstance(part, Call) and walk.dotted(part.function).rpartition(".")[2] in _SERIALIZERS for part in parts
    )


def in_class(definition: Class) -> Iterator[tuple[set[str], Expression | None]]:
    """Yield a class's own serializers: their fields (``*`` for all), and what they are declared to return."""
    for statement in definition.body:
        match statement:
            case Define(function=function):
                for decorator in function.decorators:
                    callee = decorator.function if isinstance(decorator, Call) else decorator
                    last = walk.dotted(callee).rpartition(".")[2]
                    if last == "model_serializer":
                        yield {"*"}, function.returns
                    elif last == "field_serializer" and isinstance(decorator, Call):
                        fields = {a.value.text for a in decorator.arguments if isinstance(a.value, Literal)}
                        yield fields, function.returns
            case Bind(value=Call(arguments=arguments)):
                if any(
                    argument.keyword == "json_encoders" and _mentions_decimal(argument.value) for argument in arguments
                ):
                    yield {"*"}, None
            case DefineClass(definition=Class(name="Config", body=inner)):
                for setting in inner:
                    if isinstance(setting, Bind) and setting.targets[0] == Name("json_encoders"):
                        yield {"*"}, None
            case _:
                pass


def _mentions_decimal(value: Expression) -> bool:
    return isinstance(value, Mapping) and any(
        entry.key is not None and walk.dotted(entry.key).rpartition(".")[2] == "Decimal" for entry in value.entries
    )
