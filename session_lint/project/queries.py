"""What loads from a session: queries and results, which load when they are iterated over, and what they gave."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Call, Expression
from session_lint.project.held import Kind

BUFFERED = frozenset({"execute", "scalars"})
"""What an asynchronous session reads whole before it hands it out."""

_LOADS = frozenset({"query", "execute", "scalars", "stream", "stream_scalars"})
_FETCHES = frozenset({"get", "get_one", "merge"})
_ROWS = frozenset({"all", "first", "one", "one_or_none", "get", "scalar_one", "scalar_one_or_none", "fetchall"})
_VALUES = frozenset({
    "count", "delete", "update", "exists", "scalar", "subquery", "cte", "as_scalar", "scalar_subquery", "label",
    "statement", "fetchone", "fetchmany", "keys", "close", "is_single_entity", "lastrowid", "rowcount",
})  # fmt: skip
_CHOOSES = frozenset({"select", "from_statement"})
_BUILT_BY = frozenset({"with_entities", "add_columns", "add_column", "values", "mappings"})


def loads(kind: Kind, call: Call, name: str) -> Kind | None:
    """Return what calling a method of a session, a query or a result gives; None for nothing of interest.

    Args:
        kind: what the method is called on.
        call: the call.
        name: the method.
    """
    match kind:
        case "session" | "registry":
            if name in _FETCHES:
                return "rows"
            if name in _LOADS:
                return "query" if _asks_for_objects(call, name) else "result"
            return None
        case "query" | "result":
            if name in _BUILT_BY:
                return "result"
            if name in _ROWS:
                return "rows" if kind == "query" else None
            return None if name in _VALUES else kind
        case _:
            return None


def _asks_for_objects(call: Call, name: str) -> bool:
    # query(Event) and scalars(select(Event).where(…)) load objects; columns, counts and rows of several are values.
    if name in ("execute", "stream"):
        return False  # rows, until scalars() is asked for; those are seldom kept
    if len(call.arguments) != 1:
        return False
    asked = call.arguments[0].value
    return _is_class(asked) if name == "query" else _selects_objects(asked)


def _selects_objects(statement: Expression) -> bool:
    while isinstance(statement, Call):
        if walk.dotted(statement.function).rpartition(".")[2] in _CHOOSES:
            return len(statement.arguments) == 1 and _is_class(statement.arguments[0].value)
        inner = list(walk.children(statement.function))
        if not inner:
            return False
        statement = inner[0]
    return False


def _is_class(expression: Expression) -> bool:
    return walk.dotted(expression).rpartition(".")[2][:1].isupper()
