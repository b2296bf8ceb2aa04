"""The sessions that may have failed, and that a function uses on."""

from __future__ import annotations

from session_lint.project.failure_reader import ERRORS, WRITES
from session_lint.project.function import ProjectFunction
from session_lint.project.lifetimes import Lifetimes, Reuse, Use


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
