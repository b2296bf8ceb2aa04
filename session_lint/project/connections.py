"""Sessions on a connection that a function was handed: they join the transaction that is open there."""

from __future__ import annotations

from session_lint.facts.values import Call, Expression, Literal, Name, Parameter
from session_lint.project.names import Names
from session_lint.project.symbols import External, Scope, ValueSymbol
from session_lint.project.types import parsed

_CONNECTIONS = frozenset({"Connection", "AsyncConnection"})


def joins_a_connection(call: Call, scope: Scope, names: Names) -> bool:
    """Tell whether a call is handed a parameter that is declared to be a connection: ``Session(bind=connection)``.

    A session on it commits nothing by itself, as listeners of mapper events want it; whoever owns the connection does.
    """
    return any(_is_given_connection(argument.value, scope, names) for argument in call.arguments)


def _is_given_connection(value: Expression, scope: Scope, names: Names) -> bool:
    if not isinstance(value, Name):
        return False
    meant = names.resolve(value, scope)
    if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Parameter):
        return False
    annotation = meant.binding.annotation
    if isinstance(annotation, Literal) and annotation.kind == "str":
        annotation = parsed(annotation.text)
    kind = names.resolve(annotation, meant.scope) if annotation is not None else None
    return (
        isinstance(kind, External)
        and kind.name.partition(".")[0] == "sqlalchemy"
        and kind.name.rpartition(".")[2] in _CONNECTIONS
    )
