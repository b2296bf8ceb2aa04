"""Engines that a function makes for itself: what it opens on them is its own affair, and joins no transaction."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Function
from session_lint.facts.values import Attribute, Call, Name, Span
from session_lint.project.names import Names
from session_lint.project.symbols import External, Scope

_MAKES = frozenset({"create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config"})


def is_given_own_engine(function: Function, call: Span, scope: Scope, names: Names) -> bool:
    """Tell whether a call is handed an engine that its function made, or what it made of one.

    An engine is what SQLAlchemy makes one of, or a call's result that the function disposes of.

    Args:
        function: the function.
        call: where the call stands in it.
        scope: the scope of the function's body.
        names: resolves what makes engines.
    """
    disposed = {
        expression.function.value.id
        for expression in walk.own_expressions(function.body)
        if isinstance(expression, Call)
        and isinstance(expression.function, Attribute)
        and expression.function.name == "dispose"
        and isinstance(expression.function.value, Name)
    }
    own: set[str] = set()
    for statement in walk.statements(function.body):
        if not isinstance(statement, Bind) or not isinstance(statement.value, Call):
            continue
        for target in statement.targets:
            if isinstance(target, Name) and (
                target.id in disposed or _makes(statement.value, scope, names) or _takes(statement.value, own)
            ):
                own.add(target.id)
    return bool(own) and any(
        isinstance(expression, Call) and expression.span == call and _takes(expression, own)
        for expression in walk.own_expressions(function.body)
    )


def _makes(call: Call, scope: Scope, names: Names) -> bool:
    meant = names.resolve(call.function, scope)
    return (
        isinstance(meant, External)
        and meant.name.partition(".")[0] in ("sqlalchemy", "sqlmodel")
        and (meant.name.rpartition(".")[2] in _MAKES)
    )


def _takes(call: Call, own: set[str]) -> bool:
    return any(isinstance(argument.value, Name) and argument.value.id in own for argument in call.arguments)
