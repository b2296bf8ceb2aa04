"""The sessions that a function makes and that nobody closes."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.values import Call
from session_lint.project.flow import Opening
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions
from session_lint.project.lifetimes import Handing
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.usage import taken_by


def unclosed_sessions(function: ProjectFunction) -> list[Opening]:
    """Return the sessions that a function makes outside a scope, keeps to itself and never closes."""
    if not function.own_sessions:
        return []
    lifetimes = function.flow.lifetimes
    gone = lifetimes.released | lifetimes.closed
    gone |= {handing.site for handing in lifetimes.handings if _closes(handing, function.functions)}
    return [made for made in function.own_sessions if made.span not in gone]


def _closes(handing: Handing, functions: Functions) -> bool:
    # Also further down, and in a function that is handed it in turn.
    waiting = [(handing.callee, handing.parameter)]
    seen: set[tuple[object, str]] = set()
    while waiting:
        callee, parameter = waiting.pop()
        if (callee.key, parameter) in seen:
            continue
        seen.add((callee.key, parameter))
        lifetimes = functions.flow(callee).lifetimes
        for ending in lifetimes.endings:
            if ending.closes and any(held.parameter == parameter for held in ending.sessions):
                return True
        for use in lifetimes.uses:
            if use.callee is not None and any(held.parameter == parameter for held in use.sessions):
                waiting += _taken(use.callee, callee, use.words, functions)
    return False


def _taken(
    call: Call, caller: FunctionSymbol, words: str, functions: Functions
) -> Iterator[tuple[FunctionSymbol, str]]:
    callee = functions.called(call, caller)
    if callee is not None:
        for argument in call.arguments:
            taken = taken_by(callee, call, argument)
            if taken is not None and walk.dotted(argument.value) == words:
                yield callee, taken.name
