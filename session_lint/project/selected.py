"""What a query gives: the entities and columns of ``select(…)`` and ``.query(…)``, through ``.all()`` and its kin."""

from __future__ import annotations

import typing
from collections.abc import Callable

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Argument, Attribute, Call, Display, Expression, Literal, Name
from session_lint.project.columns import Column, column_of
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, Scope, ValueSymbol

Shape = typing.Literal["", "select", "query", "rows", "row", "scalars", "sql"]
"""What stands for what was selected: a statement, a legacy query, rows, one row, first columns, or one SQL value.

Empty for an ordinary type.
"""


class Typed(Struct, frozen=True):
    """A type as it is written, and where its names are looked up.

    With a ``shape`` the annotation is what was selected: a tuple of entities and columns, or one SQL expression.
    ``column`` is the ORM column that the value comes from as it is.
    """

    annotation: Expression
    scope: Scope
    column: Column | None = None
    shape: Shape = ""


TypeOf = Callable[[Expression], Typed | None]

_EXECUTES: dict[str, Shape] = {"execute": "rows", "stream": "rows", "scalars": "scalars", "stream_scalars": "scalars"}
_ALL = frozenset({"all", "fetchall", "fetchmany", "unique", "tuples", "mappings", "yield_per", "freeze", "partitions"})
_ONE = frozenset({"one", "first", "one_or_none", "fetchone", "one_or_404", "first_or_404"})
_SCALAR = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})
_LOOK_UPS = frozenset({"get", "get_or_404"})
_OTHER = frozenset(
    {"count", "exists", "delete", "update", "subquery", "cte", "alias", "as_scalar", "scalar_subquery", "label"}
)  # what a query makes that holds no rows
_ROW_VIEWS = frozenset({"_mapping", "_asdict", "_tuple", "t", "_t"})


class Selected:
    """Follows queries.

    Args:
        names: the project's names.
        scope: where the expressions stand.
    """

    def __init__(self, names: Names, scope: Scope) -> None:
        self._names = names
        self._scope = scope

    def by_call(self, call: Call, receiver: Typed | None, type_of: TypeOf) -> Typed | None:
        """Return what a call of a query's, a session's or a result's method gives, None when it is no such call.

        Args:
            call: the call.
            receiver: what the object is whose method is called.
            type_of: tells what an argument is.
        """
        function = call.function
        last = walk.dotted(function).rpartition(".")[2] if not isinstance(function, Attribute) else function.name
        if last == "select":
            return self._statement(call.arguments, "select")
        if not isinstance(function, Attribute):
            return None
        if last == "query":
            return self._statement(call.arguments, "query")
        if receiver is not None and receiver.shape:
            return self._method(receiver, function.name, call)
        if call.arguments and (last in _EXECUTES or last == "scalar"):
            statement = type_of(call.arguments[0].value)
            if statement is not None and statement.shape in ("select", "query"):
                if last == "scalar":
                    return self._first_column(statement)
                return Typed(statement.annotation, statement.scope, shape=_EXECUTES[last])
        return None

    def element(self, typed: Typed) -> Typed | None:
        """Return what iterating over rows, a result or a legacy query yields."""
        match typed.shape:
            case "rows":
                return Typed(typed.annotation, typed.scope, shape="row")
            case "query":
                return self._row_of_query(typed)
            case "scalars":
                return self._first_column(typed)
            case _:
                return None

    def parts(self, row: Typed, count: int) -> list[Typed | None]:
        """Return what unpacking a row into ``count`` names gives each."""
        entities = _entities(row)
        if row.shape != "row" or len(entities) != count:
            return [None] * count
        return [self.of_sql(entity, row.scope) for entity in entities]

    def member(self, row: Typed, name: str) -> Typed | None:
        """Return what ``row.name`` or ``row["name"]`` is: by label, by column, by class."""
        if name in _ROW_VIEWS:
            return row
        for entity in _entities(row):
            if self._called(entity, row.scope) == name:
                return self.of_sql(entity, row.scope)
        return None

    def only(self, row: Typed) -> Typed | None:
        """Return the one thing that a row of one column holds."""
        entities = _entities(row)
        return self.of_sql(entities[0], row.scope) if len(entities) == 1 else None

    def of_sql(self, expression: Expression, scope: Scope) -> Typed | None:
        """Return what an entity or an SQL expression gives: an object, a column's value, or what SQL computes."""
        inner = _unlabelled(expression)
        entity = self.entity(inner, scope)
        if entity is not None:
            return Typed(inner, scope) if isinstance(inner, (Name, Attribute)) else None
        column = self.column(inner, scope)
        if column is not None:
            return Typed(column.annotation or Literal("None"), column.scope, column)
        return Typed(inner, scope, shape="sql")

    def entity(self, expression: Expression, scope: Scope) -> ClassSymbol | None:
        """Return the project's class that an expression names, None for anything else."""
        meant = self._names.resolve(expression, scope)
        return meant if isinstance(meant, ClassSymbol) else None

    def column(self, expression: Expression, scope: Scope) -> Column | None:
        """Return the column that ``Order.total`` names, also of an alias of the class."""
        if not isinstance(expression, Attribute):
            return None
        owner = self._names.resolve(expression.value, scope)
        if isinstance(owner, ValueSymbol) and isinstance(owner.binding, Bind):
            made = owner.binding.value  # LineAlias = aliased(Line)
            if isinstance(made, Call) and made.arguments and walk.dotted(made.function).endswith("aliased"):
                owner = self._names.resolve(made.arguments[0].value, owner.scope)
        if not isinstance(owner, ClassSymbol):
            return None
        found = self._names.class_member(owner, expression.name)
        return column_of(owner, found) if isinstance(found, ValueSymbol) else None

    def _statement(self, arguments: tuple[Argument, ...], shape: Shape) -> Typed | None:
        entities = tuple(argument.value for argument in arguments if argument.keyword is None)
        if len(entities) == 1 and isinstance(entities[0], Display):
            entities = entities[0].items  # select([A.x, A.y])
        if not entities or any(argument.star for argument in arguments):
            return None
        return Typed(Display("tuple", entities), self._scope, shape=shape)

    def _method(self, receiver: Typed, name: str, call: Call) -> Typed | None:
        if name in _OTHER:
            return None
        if receiver.shape in ("select", "query"):
            if name in ("with_entities", "with_only_columns"):
                return self._statement(call.arguments, receiver.shape)
            if name in ("add_columns", "add_column"):
                added = self._statement(call.arguments, receiver.shape)
                entities = (*_entities(receiver), *(_entities(added) if added is not None else ()))
                return Typed(Display("tuple", entities), receiver.scope, shape=receiver.shape)
        match receiver.shape:
            case "query":
                if name in _SCALAR:
                    return self._first_column(receiver)
                return self._row_of_query(receiver) if name in _ONE or name in _LOOK_UPS else receiver
            case "select":
                return receiver
            case "rows":
                if name == "scalars":
                    return Typed(receiver.annotation, receiver.scope, shape="scalars")
                if name in _SCALAR:
                    return self._first_column(receiver)
                if name in _ONE:
                    return Typed(receiver.annotation, receiver.scope, shape="row")
                return receiver if name in _ALL else None
            case "scalars":
                if name in _ONE:
                    return self._first_column(receiver)
                return receiver if name in _ALL else None
            case "row":
                return receiver if name in _ROW_VIEWS else None
            case _:
                return None

    def _row_of_query(self, query: Typed) -> Typed | None:
        entities = _entities(query)
        if len(entities) == 1 and self.entity(entities[0], query.scope) is not None:
            return self.of_sql(entities[0], query.scope)
        return Typed(query.annotation, query.scope, shape="row")

    def _first_column(self, typed: Typed) -> Typed | None:
        entities = _entities(typed)
        return self.of_sql(entities[0], typed.scope) if entities else None

    def _called(self, entity: Expression, scope: Scope) -> str:
        match entity:
            case Call(function=Attribute(name="label"), arguments=(Argument(value=Literal(kind="str", text=text)), *_)):
                return text
            case Attribute():
                return entity.name
            case Name():
                meant = self._names.resolve(entity, scope)
                if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind) and meant.binding.value:
                    return self._called(meant.binding.value, meant.scope)
                return entity.id
            case _:
                return ""


def _entities(typed: Typed) -> tuple[Expression, ...]:
    return typed.annotation.items if isinstance(typed.annotation, Display) else ()


def _unlabelled(expression: Expression) -> Expression:
    while isinstance(expression, Call) and isinstance(expression.function, Attribute):
        if expression.function.name != "label":
            break
        expression = expression.function.value
    return expression
