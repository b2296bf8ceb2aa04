"""Calls whose work is undone with the caller's, by an exception that follows, where a session of its own kept it."""

from __future__ import annotations

from session_lint.codemods.handlers import always_raises, raises
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Around, standing
from session_lint.codemods.statements import statements
from session_lint.facts import walk
from session_lint.facts.program import Raise, Try
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction

UNDONE = (
    "the exception that is raised there rolls the caller's session back, and with it what this call writes: a note of "
    "a failure needs a session of its own"
)


def is_undone(sources: Sources, function: ProjectFunction, span: Span) -> bool:
    """Tell whether an exception follows a call: in a handler or a block that raises, or in a ``finally``.

    Args:
        sources: the files.
        function: the function.
        span: the call.
    """
    definition = function.symbol.function
    if not function.qualname or not any(isinstance(one, (Raise, Try)) for one in walk.statements(definition.body)):
        return False
    tree = sources.function(function.path, definition.span)
    found = standing(tree, sources.of(function.path), span)
    if found is None:
        return False
    block = found.around[-1].block if found.around else statements(tree.body)
    if raises(block[len(found.before) + 1 :]) and not found.tries:
        return True
    return any(_is_followed(one) for one in found.around)


def _is_followed(one: Around) -> bool:
    return one.part == "finally" or (one.handler is not None and always_raises(one.handler.body))
