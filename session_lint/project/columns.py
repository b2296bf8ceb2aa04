"""What an ORM column holds: a Decimal, a float, or something else, by its SQL type first, then by its annotation."""

from __future__ import annotations

import typing

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Subscript
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, ValueSymbol
from session_lint.project.types import parsed

Holds = typing.Literal["Decimal", "float", "other", ""]

_COLUMNS = frozenset({"Column", "mapped_column", "MappedColumn", "deferred", "column_property"})
_EXACT = frozenset({"Numeric", "NUMERIC", "DECIMAL"})
_FLOATING = frozenset({"Float", "FLOAT", "Double", "DOUBLE", "DOUBLE_PRECISION", "REAL", "BINARY_FLOAT"})
_DEEPEST = 6


class Column(Struct, frozen=True):
    """A column of an ORM class: ``name`` is ``Order.total``, ``scope`` that of the class's body."""

    name: str
    annotation: Expression | None
    value: Expression | None
    scope: Scope


def column_of(owner: ClassSymbol, found: ValueSymbol) -> Column | None:
    """Return the column that a class's attribute is, None when it is none."""
    binding = found.binding
    if not isinstance(binding, Bind):
        return None
    mapped = mapped_in(binding.annotation) is not None
    made = isinstance(binding.value, Call) and _last(binding.value.function) in _COLUMNS
    if not mapped and not made and not _is_table(owner):
        return None
    return Column(f"{owner.definition.name}.{found.name}", binding.annotation, binding.value, found.scope)


def mapped_in(annotation: Expression | None) -> Expression | None:
    """Return what stands in ``Mapped[…]``, None for any other annotation."""
    if isinstance(annotation, Literal) and annotation.kind == "str":
        annotation = parsed(annotation.text)
    if isinstance(annotation, Subscript) and _last(annotation.value) in ("Mapped", "WriteOnlyMapped", "DynamicMapped"):
        return annotation.items[0] if annotation.items else None
    return None


def related(value: Expression | None) -> Expression | None:
    """Return the class that ``relationship(…)`` names, None for anything else."""
    if isinstance(value, Call) and _last(value.function) == "relationship":
        return value.argument("argument", 0)
    return None


def held_by(column: Column, names: Names) -> Holds:
    """Return what a column's SQL type makes of its values; an empty string when only the annotation can say it."""
    for candidate in (column.value, *_in_annotated(mapped_in(column.annotation), column.scope, names)):
        if isinstance(candidate, Call) and (holds := _by_arguments(candidate, column.scope, names)):
            return holds
    return ""


def sql_type(expression: Expression | None, scope: Scope, names: Names, depth: int = 0) -> Holds:
    """Return what an SQL type makes of a column's values: ``Numeric(10, 2)``, ``MONEY = Numeric``, a decorator."""
    if expression is None or depth > _DEEPEST:
        return ""
    call = expression if isinstance(expression, Call) else None
    function = expression if call is None else call.function
    if isinstance(function, Attribute) and function.name == "with_variant":
        return sql_type(function.value, scope, names, depth + 1)
    meant = names.resolve(function, scope)
    match meant:
        case ClassSymbol():
            return _of_class(meant, call, names, depth)
        case ValueSymbol(binding=Bind(value=value)):
            return sql_type(value, meant.scope, names, depth + 1)
        case External():
            last = meant.name.rpartition(".")[2]
        case _:
            last = _last(function)  # db.Numeric, of an extension's object
    return _by_name(last, call)


def _by_name(last: str, call: Call | None) -> Holds:
    asked = call.argument("asdecimal") if call is not None else None
    if last in _EXACT:
        return "float" if asked == Literal("False") else "Decimal"
    if last in _FLOATING:
        return "Decimal" if asked == Literal("True") else "float"
    return "other" if last in _OTHERS else ""


_OTHERS = frozenset(
    {
        "String", "Text", "Unicode", "UnicodeText", "VARCHAR", "Integer", "BigInteger", "SmallInteger", "Boolean",
        "Date", "DateTime", "Time", "Interval", "Enum", "JSON", "JSONB", "LargeBinary", "Uuid", "UUID", "PickleType",
    }
)  # fmt: skip


def _of_class(symbol: ClassSymbol, call: Call | None, names: Names, depth: int) -> Holds:
    # A type of the project's own. What a decorator's process_result_value() returns decides; the caller asks for that.
    for ancestor in names.lineage(symbol):
        if isinstance(ancestor, External) and (holds := _by_name(ancestor.name.rpartition(".")[2], call)):
            return holds
    impl = names.class_member(symbol, "impl")
    converts = names.class_member(symbol, "process_result_value")
    if isinstance(converts, FunctionSymbol):
        returned = converts.function.returns
        words = {name.id for name in walk.expressions(returned) if isinstance(name, Name)} if returned else set[str]()
        return "Decimal" if "Decimal" in words else "float" if "float" in words else "other" if words else ""
    if isinstance(impl, ValueSymbol) and isinstance(impl.binding, Bind):
        return sql_type(impl.binding.value, impl.scope, names, depth + 1)
    return ""


def _by_arguments(call: Call, scope: Scope, names: Names) -> Holds:
    for argument in call.arguments:
        if argument.star or argument.keyword not in (None, "type_"):
            continue
        inner = argument.value
        if isinstance(inner, Call) and _last(inner.function) in _COLUMNS:
            return _by_arguments(inner, scope, names)
        if not isinstance(inner, Literal) and (holds := sql_type(inner, scope, names)):
            return holds
    return ""


def _in_annotated(inner: Expression | None, scope: Scope, names: Names) -> tuple[Expression, ...]:
    # Mapped[Annotated[Decimal, mapped_column(Numeric(10, 2))]], also by an alias.
    for _ in range(_DEEPEST):
        if isinstance(inner, Subscript) and _last(inner.value) == "Annotated":
            items = inner.items
            return tuple(part for item in items for part in walk.children(item)) if len(items) == 1 else items[1:]
        if not isinstance(inner, Name):
            return ()
        meant = names.resolve(inner, scope)
        if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Bind):
            return ()
        inner, scope = meant.binding.value, meant.scope
    return ()


def _is_table(owner: ClassSymbol) -> bool:
    return any(base.keyword == "table" for base in owner.definition.bases)  # SQLModel


def _last(expression: Expression) -> str:
    return walk.dotted(expression).rpartition(".")[2]
