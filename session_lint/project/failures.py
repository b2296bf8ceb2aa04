"""The sessions that may have failed, and that a function uses on."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Statement, Try
from session_lint.facts.values import Call
from session_lint.project.failure_reader import ERRORS, WRITES
from session_lint.project.function import ProjectFunction
from session_lint.project.lifetimes import Ending, Lifetimes, Reuse, Use
from session_lint.project.symbols import ClassSymbol, External

_COMMITTING = frozenset({"commit", "add", "add_all", "merge"})
_SENDING = frozenset({"flush", "execute", "scalars", "query"})


def failed_reuses(function: ProjectFunction) -> list[Reuse]:
    """Return where a session that may have failed is used on.

    A broad handler around a call that takes the session counts where the callee sends statements with it.
    """
    return [
        reuse
        for reuse in function.flow.lifetimes.reuses
        if (reuse.failure.error in ERRORS or any(_sends(cause, function) for cause in reuse.failure.causes))
        and not _mends(reuse.use, function)
    ]


def undoes_own_commit(function: ProjectFunction, ending: Ending) -> bool:
    """Tell whether a rollback stands in the handler of the function's own commit: the commit is what is to be said.

    Nothing else is tried there that may fail and leave the caller's work to be rolled back.
    """
    commits = {commit.span for commit in function.foreign_commits}
    if not commits or not ending.handler:
        return False
    for statement in walk.statements(function.symbol.function.body):
        if isinstance(statement, Try):
            tried = [*_calls(statement.body)]
            handled = {call.span for handler in statement.handlers for call in _calls(handler.body)}
            if ending.span in handled and commits & {call.span for call in tried}:
                return all(_is_of_the_commit(call, function) for call in tried)
    return False


def _is_of_the_commit(call: Call, function: ProjectFunction) -> bool:
    # What a library does, and what makes an object, does not work in the caller's transaction.
    last = walk.dotted(call.function).rpartition(".")[2]
    if last in _COMMITTING:
        return True
    scope = function.symbol.scope.inside(function.symbol.function)
    meant = function.functions.names.resolve(call.function, scope)
    return isinstance(meant, (ClassSymbol, External)) and last not in _SENDING


def _calls(body: tuple[Statement, ...]) -> Iterator[Call]:
    for expression in walk.own_expressions(body):
        if isinstance(expression, Call):
            yield expression


def _mends(use: Use, function: ProjectFunction) -> bool:
    lifetimes = _of_callee(use, function)
    return lifetimes is not None and _ends_what_it_was_given(lifetimes)


def _sends(use: Use, function: ProjectFunction) -> bool:
    if use.callee is None:
        return use.method in WRITES
    lifetimes = _of_callee(use, function)
    if lifetimes is None or _ends_what_it_was_given(lifetimes):
        return False
    return any(
        inside.method in WRITES and inside.depth == 0 and any(held.origin == "parameter" for held in inside.sessions)
        for inside in lifetimes.uses
    )


def _ends_what_it_was_given(lifetimes: Lifetimes) -> bool:
    return any(held.origin == "parameter" for ending in lifetimes.endings for held in ending.sessions)


def _of_callee(use: Use, function: ProjectFunction) -> Lifetimes | None:
    callee = None if use.callee is None else function.functions.called(use.callee, function.symbol)
    return None if callee is None else function.functions.flow(callee).lifetimes
