"""Money that SQL computes: ``func.sum(Order.total)``, ``Order.total * Line.count``, ``cast(Order.total, Float)``."""

from __future__ import annotations

from msgspec import structs

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Display, Expression, Name, Operation
from session_lint.project.amounts import Amount
from session_lint.project.columns import Column, held_by, mapped_in, sql_type
from session_lint.project.dtos import Dtos
from session_lint.project.names import Names
from session_lint.project.selected import Selected
from session_lint.project.symbols import Scope, ValueSymbol

_KEEP = frozenset(
    {
        "sum", "min", "max", "avg", "coalesce", "abs", "round", "nullif", "ifnull", "greatest", "least", "total",
        "case", "distinct", "cumulative_sum", "isnull", "nvl",
    }
)  # fmt: skip
_METHODS = frozenset({"label", "over", "filter", "within_group", "scalar_subquery", "as_scalar", "distinct"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%"})
_DEEPEST = 12


class SqlAmounts:
    """Recognises money in ORM columns and in SQL expressions.

    Args:
        names, dtos: the project's names, and what annotations hold Decimal.
        scope: where expressions stand that are not from elsewhere.
    """

    def __init__(self, names: Names, dtos: Dtos, scope: Scope) -> None:
        self._names = names
        self._dtos = dtos
        self._selected = Selected(names, scope)

    def of_column(self, column: Column) -> Amount | None:
        """Return what an ORM column holds as it is, None when that is no Decimal."""
        holds = held_by(column, self._names)
        name = column.name.rpartition(".")[2]
        if holds == "Decimal":
            return Amount("column", f"{column.name} is a Numeric column", name)
        annotation = mapped_in(column.annotation) or column.annotation
        if not holds and annotation is not None and self._dtos.decimal_in(annotation, column.scope):
            return Amount("column", f"{column.name} is a column of Decimals", name)
        return None

    def of_sql(self, expression: Expression, scope: Scope, depth: int = 0) -> Amount | None:
        """Return the money that an SQL expression computes."""
        if depth > _DEEPEST:
            return None
        if (column := self._selected.column(expression, scope)) is not None:
            return self.of_column(column)
        match expression:
            case Name():
                meant = self._names.resolve(expression, scope)
                if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind) and meant.binding.value:
                    return self.of_sql(meant.binding.value, meant.scope, depth + 1)
                return None
            case Operation() if expression.operator in _ARITHMETIC:
                return self._any(expression.operands, scope, depth)
            case Call():
                return self._of_call(expression, scope, depth)
            case _:
                return None

    def in_rows(self, annotation: Expression, scope: Scope) -> Amount | None:
        """Return the money in any column of what was selected."""
        return self._any(annotation.items, scope, _DEEPEST - 4) if isinstance(annotation, Display) else None

    def _of_call(self, call: Call, scope: Scope, depth: int) -> Amount | None:
        function = call.function
        last = function.name if isinstance(function, Attribute) else walk.dotted(function)
        if last in ("cast", "type_coerce") and len(call.arguments) > 1:
            return self._cast(call, scope, depth)
        if isinstance(function, Attribute) and last in _METHODS and not _is_func(function):
            return self.of_sql(function.value, scope, depth + 1)
        if last not in _KEEP:
            return None
        parts: list[Expression] = []
        for argument in call.arguments:
            # case((condition, value), …, else_=value): only the values count
            value = argument.value
            parts.append(value.items[-1] if isinstance(value, Display) and value.items else value)
        found = self._any(tuple(parts), scope, depth)
        if found is None:
            return None
        return structs.replace(found.computed(), why=f"{walk.dotted(function) or last}(…) of money: {found.why}")

    def _cast(self, call: Call, scope: Scope, depth: int) -> Amount | None:
        holds = sql_type(call.arguments[1].value, scope, self._names)
        found = self.of_sql(call.arguments[0].value, scope, depth + 1)
        if holds == "Decimal":
            return Amount("decimal", f"{walk.dotted(call.function)}(…, Numeric)", found.source if found else "")
        if holds == "float" and found is not None:
            return structs.replace(found, form="float", why=f"cast to Float in SQL of money: {found.why}")
        return None

    def _any(self, parts: tuple[Expression, ...], scope: Scope, depth: int) -> Amount | None:
        found = [amount for part in parts if (amount := self.of_sql(part, scope, depth + 1)) is not None]
        return found[0].computed() if len(parts) > 1 and found else found[0] if found else None


def _is_func(function: Attribute) -> bool:
    return walk.dotted(function.value).rpartition(".")[2] == "func"
