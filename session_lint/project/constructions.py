"""Money that gets into a DTO's fields: by its constructor, ``replace``, ``model_validate``, or an assignment."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Argument, Attribute, Call, Expression, Literal, Mapping, Name, Span
from session_lint.project import serializers
from session_lint.project.amounts import Amount, Env, Leak
from session_lint.project.decimals import Decimals
from session_lint.project.dtos import Field
from session_lint.project.known import Known
from session_lint.project.single import single
from session_lint.project.symbols import ClassSymbol, Scope

_FROM_ATTRIBUTES = frozenset({"model_validate", "from_orm", "parse_obj"})
_REPLACES = frozenset(
    {
        "replace",
        "evolve",
        "dataclasses.replace",
        "copy.replace",
        "attrs.evolve",
        "attr.evolve",
        "msgspec.structs.replace",
    }
)


class Constructions:
    """Recognises what builds or changes a DTO.

    Args:
        known: what is known of the program.
        scope: the scope of the function's body.
        decimals: what is known inside the function.
    """

    def __init__(self, known: Known, scope: Scope, decimals: Decimals) -> None:
        self._known = known
        self._scope = scope
        self._decimals = decimals
        self._builders = known.builders(scope.module)

    def in_call(self, call: Call, env: Env) -> Iterator[Leak]:
        """Yield the amounts that a call brings into a DTO."""
        function = call.function
        if not may_build(function, self._builders):
            return
        symbol = self._class_called(function, env)
        if symbol is not None and self._known.dtos.get(symbol) is not None:
            yield from self._arguments(symbol, call.arguments, env)
        elif isinstance(function, Attribute) and function.name in _FROM_ATTRIBUTES and call.arguments:
            yield from self._attributes(self._class_called(function.value, env), call, env)
        elif isinstance(function, Attribute) and function.name == "_replace":
            yield from self._changes(function.value, call.arguments, env)
        elif isinstance(function, Attribute) and function.name == "model_copy":
            update = call.argument("update")
            if isinstance(update, Mapping):
                changes = (
                    Argument(e.value, e.key.text, "", e.span) for e in update.entries if isinstance(e.key, Literal)
                )
                yield from self._changes(function.value, tuple(changes), env)
        elif walk.dotted(function) in _REPLACES and len(call.arguments) > 1:
            yield from self._changes(call.arguments[0].value, call.arguments[1:], env)

    def in_assignment(self, target: Attribute, statement: Bind, env: Env) -> Iterator[Leak]:
        """Yield the amount that an assignment to a DTO's field brings into it."""
        symbol = self._decimals.declared.class_of(target.value, env.typed)
        if symbol is not None and not self._is_its_own(symbol) and statement.value is not None:
            yield from self._into(symbol, target.name, statement.value, statement.value_span, env)

    def _is_its_own(self, symbol: ClassSymbol) -> bool:
        return symbol.definition in self._scope.around  # its own methods know what they do

    def _class_called(self, function: Expression, env: Env) -> ClassSymbol | None:
        meant = self._known.names.resolve(function, self._scope)
        if isinstance(meant, ClassSymbol):
            return meant
        # cls(…) in a class method
        return self._decimals.declared.class_of(function, env.typed) if function == Name("cls") else None

    def _changes(self, changed: Expression, arguments: tuple[Argument, ...], env: Env) -> Iterator[Leak]:
        symbol = self._decimals.declared.class_of(changed, env.typed)
        if symbol is not None and self._known.dtos.get(symbol) is not None:
            keywords = tuple(argument for argument in arguments if argument.keyword is not None)
            yield from self._arguments(symbol, keywords, env)

    def _arguments(self, symbol: ClassSymbol, arguments: tuple[Argument, ...], env: Env) -> Iterator[Leak]:
        fields = self._known.dtos.fields(symbol)
        for index, argument in enumerate(arguments):
            if argument.star == "*":
                return
            if argument.star:
                continue
            name = argument.keyword or (fields[index].name if index < len(fields) else "")
            yield from self._into(symbol, name, argument.value, argument.span, env)

    def _into(self, symbol: ClassSymbol, name: str, value: Expression, span: Span, env: Env) -> Iterator[Leak]:
        dto = self._known.dtos.get(symbol)
        field = next((field for field in self._known.dtos.fields(symbol) if field.name == name), None)
        if dto is None or field is None:
            return
        amount = self._decimals.carried(value, env)
        if amount is None:
            return
        inner = symbol.scope.inside(symbol.definition)
        converter = serializers.converter(symbol, field.name, field.annotation, self._known.names)
        if converter is not None:
            if converter == Name("float"):
                yield Leak(span, name, _floated(amount, f"the converter of {symbol.definition.name}.{name}"))
            return
        if amount.form in ("decimal", "column"):
            # A field that is declared Decimal is a finding of its own, once.
            if self._known.dtos.decimal_in(field.annotation, inner, even_serialized=True):
                return
            if dto.kind == "pydantic" and _is_float(field):
                yield Leak(span, name, _floated(amount, f"pydantic, since {symbol.definition.name}.{name} is a float"))
                return
        yield Leak(span, name, amount, single=single(value, env, self._decimals), into=symbol.key)

    def _attributes(self, symbol: ClassSymbol | None, call: Call, env: Env) -> Iterator[Leak]:
        # OrderResponse.model_validate(order) reads order.total for a field total: float.
        dto = self._known.dtos.get(symbol) if symbol is not None else None
        if symbol is None or dto is None or dto.kind != "pydantic":
            return
        for field in self._known.dtos.fields(symbol):
            if (
                not _is_float(field)
                or serializers.converter(symbol, field.name, field.annotation, self._known.names) is not None
            ):
                continue
            amount = self._decimals.amount(Attribute(call.arguments[0].value, field.name), env)
            if amount is not None and amount.form in ("decimal", "column"):
                by = f"pydantic, since {symbol.definition.name}.{field.name} is a float"
                yield Leak(call.span, field.name, _floated(amount, by))


def may_build(function: Expression, builders: frozenset[str]) -> bool:
    """Tell whether a call can build or change a DTO, by its name; ``text.replace(…)`` cannot."""
    match function:
        case Name(id=name):
            return name in builders
        case Attribute(name="replace" | "evolve"):
            return walk.dotted(function) in _REPLACES and bool(builders)
        case Attribute(name=name):
            return name in builders
        case _:
            return False


def _floated(amount: Amount, by: str) -> Amount:
    why = amount.why if amount.form == "float" else f"made by {by}: {amount.why}"
    return structs.replace(amount, form="float", why=why)


def _is_float(field: Field) -> bool:
    words = {part.id for part in walk.expressions(field.annotation) if isinstance(part, Name)}
    return "float" in words and not words & {"str", "Decimal", "int"}
