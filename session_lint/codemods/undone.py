"""Calls whose work is undone with the caller's: in a handler that raises, where a session of its own kept it."""

from __future__ import annotations

from session_lint.codemods.handlers import always_raises
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import standing
from session_lint.facts import walk
from session_lint.facts.program import Try
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction

UNDONE = (
    "the exception that is raised there rolls the caller's session back, and with it what this call writes: a note of "
    "a failure needs a session of its own"
)


def is_undone(sources: Sources, function: ProjectFunction, span: Span) -> bool:
    """Tell whether an exception certainly follows a call, since it stands in a handler that raises.

    Args:
        sources: the files.
        function: the function.
        span: the call.
    """
    definition = function.symbol.function
    if not function.qualname or not any(isinstance(one, Try) for one in walk.statements(definition.body)):
        return False
    found = standing(sources.function(function.path, definition.span), sources.of(function.path), span)
    return found is not None and any(
        one.part == "handler" and one.handler is not None and always_raises(one.handler.body) for one in found.around
    )
