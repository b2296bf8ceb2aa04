"""The project's DTOs: values that a service hands across its boundary."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from session_lint.config import Config, path_patterns
from session_lint.facts import walk
from session_lint.facts.program import Bind, Class, Define
from session_lint.facts.values import (
    Call,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Subscript,
)
from session_lint.project import serializers
from session_lint.project.dto_fields import Field, fields_of, functional
from session_lint.project.modules import Module
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, ValueSymbol, classes_of
from session_lint.project.types import parsed

Kind = typing.Literal["TypedDict", "NamedTuple", "dataclass", "attrs", "msgspec", "pydantic"]

_BASES: dict[str, Kind] = {
    "TypedDict": "TypedDict", "NamedTuple": "NamedTuple", "namedtuple": "NamedTuple", "Struct": "msgspec",
    "BaseModel": "pydantic", "RootModel": "pydantic", "GenericModel": "pydantic", "SQLModel": "pydantic",
}  # fmt: skip
_DECORATORS: dict[str, Kind] = {
    "dataclass": "dataclass", "define": "attrs", "frozen": "attrs", "mutable": "attrs", "attrs": "attrs", "s": "attrs",
}  # fmt: skip
_ARITHMETIC = frozenset({"__add__", "__radd__", "__sub__", "__mul__", "__neg__", "__lt__"})
_INPUTS = ("*Create", "*Update", "*Request", "*Input", "*In", "*Form", "*Filter", "*Params", "*Query", "New*")
_NOT_CONTAINERS = frozenset({"Callable", "Literal", "ClassVar", "type", "Type", "InitVar"})
_DEEPEST = 16


class Dto(Struct, frozen=True):
    """A DTO: ``why`` says what makes it one, in words that follow ``a DTO: …``."""

    kind: Kind
    why: str
    symbol: ClassSymbol
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The class's qualified name inside its module."""
        return self.symbol.definition.qualname


class Dtos:
    """Finds the DTOs.

    Args:
        names: the project's names.
        config: how DTOs are called and where they stand.
        modules: where to look for classes.
        services: the functions of the services: what the public ones return is a DTO.
    """

    def __init__(
        self, names: Names, config: Config, modules: Iterable[Module], services: Iterable[FunctionSymbol]
    ) -> None:
        self._names = names
        self._config = config
        self._places = path_patterns(config.dto_paths)
        self._found: dict[tuple[str, str, int], Dto] = {}
        for module in modules:
            for symbol in (*classes_of(module), *functional(module, names)):
                if why := self._by_name(symbol):
                    self._add(symbol, why)
        for service in services:
            if is_public(service) and service.function.returns is not None:
                for symbol in self._classes_in(service.function.returns, service.scope):
                    self._add(symbol, f"{service.function.qualname}() returns it")

    def of_module(self, module: Module) -> list[Dto]:
        """Return the DTOs that a module defines, in their order."""
        found = [dto for (path, _, _), dto in self._found.items() if path == module.path]
        return sorted(found, key=lambda dto: dto.symbol.definition.span)

    def get(self, symbol: ClassSymbol) -> Dto | None:
        """Return the DTO that a class is, None if it is none."""
        return self._found.get(symbol.key)

    def __iter__(self) -> Iterator[Dto]:
        return iter(self._found.values())

    def fields(self, symbol: ClassSymbol) -> tuple[Field, ...]:
        """Return a DTO's fields, those of its bases first."""
        found: dict[str, Field] = {}
        for ancestor in reversed(self._names.lineage(symbol)):
            if isinstance(ancestor, ClassSymbol):
                found.update({field.name: field for field in fields_of(ancestor.definition)})
        return tuple(found.values())

    def decimal_in(
        self, annotation: Expression | None, scope: Scope, depth: int = 0, even_serialized: bool = False
    ) -> bool:
        """Tell whether an annotation holds ``Decimal``, at whatever depth and through aliases.

        ``Annotated`` with a pydantic serializer holds none, unless ``even_serialized``: what leaves is text.
        """
        if annotation is None or depth > _DEEPEST:
            return False
        match annotation:
            case Literal(kind="str"):
                return self.decimal_in(parsed(annotation.text), scope, depth + 1, even_serialized)
            case Operation(operator="|"):
                return any(
                    self.decimal_in(operand, scope, depth + 1, even_serialized) for operand in annotation.operands
                )
            case Display():
                return any(self.decimal_in(item, scope, depth + 1, even_serialized) for item in annotation.items)
            case Subscript():
                last = walk.dotted(annotation.value).rpartition(".")[2]
                if last in _NOT_CONTAINERS or (
                    last == "Annotated" and serializers.is_serialized(annotation) and not even_serialized
                ):
                    return False
                items = annotation.items[:1] if last == "Annotated" else annotation.items
                if last == "Annotated" and isinstance(items[0], Display):
                    items = items[0].items[:1]
                return any(self.decimal_in(item, scope, depth + 1, even_serialized) for item in items)
            case Call():
                meant = self._names.resolve(annotation.function, scope)
                last = meant.name.rpartition(".")[2] if isinstance(meant, External) else ""
                if last == "NewType":
                    return self.decimal_in(annotation.argument("tp", 1), scope, depth + 1, even_serialized)
                return last == "condecimal"
            case _:
                meant = self._names.resolve(annotation, scope)
                if isinstance(meant, External):
                    return meant.name in ("decimal.Decimal", "_decimal.Decimal")
                if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind):
                    return self.decimal_in(meant.binding.value, meant.scope, depth + 1, even_serialized)
                return False

    def decimal_fields_in(self, annotation: Expression | None, scope: Scope) -> frozenset[str]:
        """Return the names of the Decimal fields of all DTOs that an annotation mentions."""
        if annotation is None:
            return frozenset()
        return frozenset(
            field.name
            for symbol in self._classes_in(annotation, scope)
            for field in self.fields(symbol)
            if self.decimal_in(field.annotation, symbol.scope.inside(symbol.definition))
        )

    def serializer(self, dto: Dto, field: Field) -> serializers.Serializer | None:
        """Return what a pydantic model makes something else of a Decimal field with, None when it stays one."""
        if dto.kind != "pydantic":
            return None
        for ancestor in self._names.lineage(dto.symbol):
            if isinstance(ancestor, ClassSymbol):
                inner = ancestor.scope.inside(ancestor.definition)
                for found in serializers.in_class(ancestor.definition):
                    if found.fields & {field.name, serializers.ALL} and not self.decimal_in(found.returns, inner):
                        return found
        inner = dto.symbol.scope.inside(dto.symbol.definition)
        if self.decimal_in(field.annotation, inner, even_serialized=True):
            return serializers.in_annotation(field.annotation, inner, self._names)
        return None

    def is_money(self, name: str) -> bool:
        """Tell whether the configuration counts a field or key of this name as money."""
        return any(fnmatchcase(name, pattern) for pattern in self._config.money_names)

    def _by_name(self, symbol: ClassSymbol) -> str:
        name = symbol.definition.name
        for pattern in self._config.dto_names:
            if fnmatchcase(name, pattern):
                return f"its name matches {pattern}"
        path = symbol.scope.module.path
        if self._places.match_file(path) and not any(fnmatchcase(name, pattern) for pattern in _INPUTS):
            return f"it stands in {path}"
        return ""

    def _add(self, symbol: ClassSymbol, why: str) -> None:
        kind = self._kind(symbol)
        if symbol.key in self._found or kind is None or self._is_something_else(symbol):
            return
        definition = symbol.definition
        fields = fields_of(definition)
        if kind == "pydantic":  # whose private attributes are no fields
            fields = tuple(field for field in fields if not field.name.startswith("_"))
        self._found[symbol.key] = Dto(kind, why, symbol, fields)
        for field in fields:
            inner = symbol.scope.inside(definition)
            for part in self._classes_in(field.annotation, inner):
                self._add(part, f"{definition.name}.{field.name} holds it")
        for base in self._names.bases(symbol):
            if isinstance(base, ClassSymbol):
                self._add(base, f"{definition.name} inherits from it")

    def _kind(self, symbol: ClassSymbol) -> Kind | None:
        for ancestor in self._names.lineage(symbol):
            if isinstance(ancestor, External):
                if kind := _BASES.get(ancestor.name.rpartition(".")[2]):
                    return kind
            else:
                for decorator in ancestor.definition.decorators:
                    callee = decorator.function if isinstance(decorator, Call) else decorator
                    meant = self._names.resolve(callee, ancestor.scope)
                    name = meant.name if isinstance(meant, External) else walk.dotted(callee)
                    if kind := _DECORATORS.get(name.rpartition(".")[2]):
                        return kind
        return None

    def is_row(self, symbol: ClassSymbol) -> bool:
        """Tell whether a class is an ORM row: it has a table's name, or mapped columns."""
        for statement in symbol.definition.body:
            match statement:
                case Bind(targets=(Name(id="__tablename__" | "__table__"), *_)):
                    return True
                case Bind(annotation=Subscript() as annotation) if walk.dotted(annotation.value).endswith("Mapped"):
                    return True
                case _:
                    pass
        return any(base.keyword == "table" for base in symbol.definition.bases)

    def _is_something_else(self, symbol: ClassSymbol) -> bool:
        # ORM rows, and value objects: arithmetic of their own.
        return self.is_row(symbol) or any(
            isinstance(statement, Define) and statement.function.name in _ARITHMETIC
            for statement in symbol.definition.body
        )

    def _classes_in(self, annotation: Expression, scope: Scope) -> Iterator[ClassSymbol]:
        waiting: list[tuple[Expression | None, Scope]] = [(annotation, scope)]
        for _ in range(200):
            if not waiting:
                return
            current, where = waiting.pop()
            match current:
                case Literal(kind="str"):
                    waiting.append((parsed(current.text), where))
                case Operation():
                    waiting += [(operand, where) for operand in current.operands]
                case Display():
                    waiting += [(item, where) for item in current.items]
                case Subscript():
                    waiting += [(current.value, where), *((item, where) for item in current.items)]
                case None:
                    pass
                case _:
                    meant = self._names.resolve(current, where)
                    if isinstance(meant, ClassSymbol):
                        yield meant
                    elif isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind):
                        waiting.append((meant.binding.value, meant.scope))


def is_public(symbol: FunctionSymbol) -> bool:
    """Tell whether a function is offered to others: no leading underscore on it or around it, and not nested."""
    if symbol.function.name.startswith("_"):
        return False
    return all(isinstance(around, Class) and not around.name.startswith("_") for around in symbol.scope.around)
