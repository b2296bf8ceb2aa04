"""What models make of a field themselves: serializers on its way out, converters on its way in."""

from __future__ import annotations

import typing
from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Class, Define, DefineClass, Return
from session_lint.facts.values import (
    Argument,
    Attribute,
    Call,
    Display,
    Expression,
    Lambda,
    Literal,
    Mapping,
    Name,
    Subscript,
)
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, Scope, ValueSymbol

Makes = typing.Literal["float", "text", "declared"]

_IN_ANNOTATED = frozenset({"PlainSerializer", "WrapSerializer"})
_CONVERTERS = frozenset({"BeforeValidator", "WrapValidator", "PlainValidator"})
_VALIDATORS = frozenset({"field_validator", "validator", "model_validator", "root_validator"})
ALL = "*"


class Serializer(Struct, frozen=True):
    """A serializer: of which ``fields`` (``*`` for all), what it ``makes``, and what it is declared to return."""

    fields: frozenset[str]
    makes: Makes
    returns: Expression | None = None


def in_annotation(annotation: Expression, scope: Scope, names: Names, depth: int = 0) -> Serializer | None:
    """Return the serializer that ``Annotated`` carries, also by an alias, or None."""
    if depth > 8:
        return None
    for part in walk.expressions(annotation):
        match part:
            case Call() if _last(part.function) in _IN_ANNOTATED:
                returns = part.argument("return_type")
                function = part.argument("func", 0)
                makes = "float" if _makes_float(function) or (returns and _says_float(returns)) else "text"
                return Serializer(frozenset({ALL}), makes, returns)
            case Name():
                match names.resolve(part, scope):
                    case ValueSymbol(binding=Bind(value=value), scope=there) if value is not None:
                        found = in_annotation(value, there, names, depth + 1)
                    case _:
                        found = None
                if found is not None:
                    return found
            case _:
                pass
    return None


def is_serialized(annotation: Subscript) -> bool:
    """Tell whether ``Annotated`` carries a serializer itself."""
    parts = (part for item in annotation.items for part in walk.expressions(item))
    return any(isinstance(part, Call) and _last(part.function) in _IN_ANNOTATED for part in parts)


def in_class(definition: Class) -> Iterator[Serializer]:
    """Yield a pydantic class's own serializers."""
    for statement in definition.body:
        match statement:
            case Define(function=function):
                for decorator in function.decorators:
                    callee = decorator.function if isinstance(decorator, Call) else decorator
                    last = _last(callee)
                    makes: Makes = "declared"
                    returned = [s.value for s in walk.statements(function.body) if isinstance(s, Return)]
                    if (function.returns and _says_float(function.returns)) or any(map(_is_float_call, returned)):
                        makes = "float"
                    if last == "model_serializer":
                        yield Serializer(frozenset({ALL}), "declared", function.returns)
                    elif last in ("field_serializer", "serializer") and isinstance(decorator, Call):
                        fields = {a.value.text for a in decorator.arguments if isinstance(a.value, Literal)}
                        yield Serializer(frozenset(fields), makes, function.returns)
            case Bind(targets=(Name(id="model_config"), *_), value=Call(arguments=arguments)):
                yield from _encoders(next((a.value for a in arguments if a.keyword == "json_encoders"), None))
            case Bind(targets=(Name(id="model_config"), *_), value=Mapping(entries=entries)):
                keyed = (e.value for e in entries if isinstance(e.key, Literal) and e.key.text == "json_encoders")
                yield from _encoders(next(keyed, None))
            case DefineClass(definition=Class(name="Config", body=inner)):
                for setting in inner:
                    if isinstance(setting, Bind) and setting.targets[0] == Name("json_encoders"):
                        yield from _encoders(setting.value)
            case _:
                pass


def converter(symbol: ClassSymbol, name: str, annotation: Expression, names: Names) -> Expression | None:
    """Return what a class converts a field with when it is set: attrs' converter, a validator, ``__post_init__``."""
    for part in walk.expressions(annotation):
        if isinstance(part, Call) and _last(part.function) in _CONVERTERS:
            return part.argument("func", 0) or part
    for ancestor in names.lineage(symbol):
        if isinstance(ancestor, ClassSymbol):
            found = _converter_in(ancestor.definition, name)
            if found is not None:
                return found
    return None


def _converter_in(definition: Class, name: str) -> Expression | None:
    for statement in definition.body:
        match statement:
            case Bind(targets=(Name(id=bound),), value=Call() as made) if bound == name:
                if (given := made.argument("converter") or made.argument("convert")) is not None:
                    return given
            case Define(function=function) if function.name in ("__post_init__", "__attrs_post_init__", "__init__"):
                for inner in walk.statements(function.body):
                    if isinstance(inner, Bind) and Attribute(Name("self"), name) in inner.targets:
                        return inner.value
                    if _sets(inner, name):
                        return Name("object")
            case Define(function=function):
                for decorator in function.decorators:
                    if isinstance(decorator, Call) and _validates(decorator, name):
                        return Name(function.name)
            case _:
                pass
    return None


def _sets(statement: object, name: str) -> bool:
    # object.__setattr__(self, "total", …) of a frozen dataclass
    value = getattr(statement, "value", None)
    return (
        isinstance(value, Call)
        and walk.dotted(value.function) == "object.__setattr__"
        and any(isinstance(a.value, Literal) and a.value.text == name for a in value.arguments)
    )


def _validates(decorator: Call, name: str) -> bool:
    last = _last(decorator.function)
    before = Literal("str", "before")
    early = decorator.argument("mode") in (before, Literal("str", "wrap")) or decorator.argument("pre") == Literal(
        "True"
    )
    if last not in _VALIDATORS or not early:
        return False
    named = {a.value.text for a in decorator.arguments if a.keyword is None and isinstance(a.value, Literal)}
    return last in ("model_validator", "root_validator") or bool(named & {name, ALL})


def _encoders(encoders: Expression | None) -> Iterator[Serializer]:
    # What json_encoders says of Decimal.
    if not isinstance(encoders, Mapping):
        return
    for entry in encoders.entries:
        if entry.key is not None and _last(entry.key) == "Decimal":
            yield Serializer(frozenset({ALL}), "float" if _makes_float(entry.value) else "text")


def _makes_float(function: Expression | None) -> bool:
    return function == Name("float") or (isinstance(function, Lambda) and _is_float_call(function.body))


def _is_float_call(value: Expression | None) -> bool:
    match value:
        case Call(function=Name(id="float")):
            return True
        case Call(function=Name(id="round"), arguments=(Argument(value=inner), *_)):
            return _is_float_call(inner)
        case _:
            return False


def _says_float(annotation: Expression) -> bool:
    words = {part.id for part in walk.expressions(annotation) if isinstance(part, Name)}
    return "float" in words and not words & {"str", "Decimal"} and not isinstance(annotation, Display)


def _last(expression: Expression) -> str:
    return walk.dotted(expression).rpartition(".")[2]
