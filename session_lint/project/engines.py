"""Engines that a function makes for itself: what it opens on them is its own affair, and joins no transaction."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Function
from session_lint.facts.values import Argument, Attribute, Call, Expression, Literal, Name, Span
from session_lint.project.names import Names
from session_lint.project.symbols import External, Scope

_MAKES = frozenset({"create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config"})


def is_given_own_engine(function: Function, call: Span, scope: Scope, names: Names) -> bool:
    """Tell whether a call is handed an engine that its function made, or that a parameter of it has.

    An engine is what SQLAlchemy makes one of, a call's result that the function disposes of, or the ``engine`` of an
    object that the function was handed. What is made of an engine counts as one.

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
    parameters = frozenset(parameter.name for parameter in function.parameters)
    own: set[str] = set()
    for statement in walk.statements(function.body):
        if not isinstance(statement, Bind):
            continue
        targets = [target.id for target in statement.targets if isinstance(target, Name)]
        if _of_parameter(statement.value, parameters):
            own.update(targets)
        elif isinstance(statement.value, Call):
            made = _makes(statement.value, scope, names) or _takes(statement.value, own)
            own.update(name for name in targets if made or name in disposed)
    return any(
        isinstance(expression, Call)
        and expression.span == call
        and (
            _takes(expression, own)
            or any(_of_parameter(argument.value, parameters) for argument in expression.arguments)
        )
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


def _of_parameter(value: Expression | None, parameters: frozenset[str]) -> bool:
    # As an attribute, or by getattr().
    match value:
        case Attribute(value=Name(id=name), name="engine"):
            return name in parameters
        case Call(function=Name(id="getattr"), arguments=(given, Argument(value=Literal(text="engine")), *_)):
            return isinstance(given.value, Name) and given.value.id in parameters
        case _:
            return False
