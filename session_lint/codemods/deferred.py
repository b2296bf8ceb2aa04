"""Calls that run after their function has ended: in a generator expression that it returns."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Return
from session_lint.facts.values import Call, Comprehension, Display, Expression, Span
from session_lint.project.function import ProjectFunction

DEFERRED = "it runs when what is returned is iterated over, after the session may have ended: return a list"


def runs_later(function: ProjectFunction, span: Span) -> bool:
    """Tell whether a call runs when somebody iterates over what its function returned.

    Args:
        function: the function.
        span: the call.
    """
    return any(
        isinstance(part, Comprehension) and part.kind == "generator" and _is_element(part, span)
        for statement in walk.statements(function.symbol.function.body)
        if isinstance(statement, Return) and statement.value is not None
        for part in (statement.value, *_items(statement.value))
    )


def _items(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Display) else ()


def _is_element(generator: Comprehension, span: Span) -> bool:
    return any(isinstance(one, Call) and one.span == span for one in walk.expressions(generator.element))
