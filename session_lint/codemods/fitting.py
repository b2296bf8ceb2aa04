"""What fits: whether a call can be one of a method, by its arguments, and whether a session is surely there."""

from __future__ import annotations

from session_lint.codemods.census import Caller
from session_lint.facts.program import Function
from session_lint.facts.values import Call
from session_lint.project.sites import Live
from session_lint.project.usage import is_static


def fits(method: Function, call: Call, free: str) -> bool:
    """Tell whether a call on an instance gives what a method takes: what it cannot take is a call of something else.

    Args:
        method: the method.
        call: the call.
        free: a parameter that need not be given.
    """
    if any(argument.star for argument in call.arguments):
        return True
    taken = method.parameters if is_static(method) else method.parameters[1:]
    positional = [one.name for one in taken if one.kind in ("positional", "any")]
    given = sum(argument.keyword is None for argument in call.arguments)
    named = {argument.keyword for argument in call.arguments if argument.keyword is not None}
    kinds = {one.kind for one in taken}
    if given > len(positional) and "*" not in kinds:
        return False
    if "**" not in kinds and not named <= {one.name for one in taken if one.kind in ("any", "keyword")}:
        return False
    filled = {*positional[:given], *named, free}
    return all(one.default is not None or one.kind in ("*", "**") or one.name in filled for one in taken)


def may_be_none(live: Live, caller: Caller) -> bool:
    """Tell whether a session at hand is an optional parameter that nobody has shown to be there.

    Args:
        live: the session.
        caller: the call that is to be handed it.
    """
    held = live.held
    if held.origin != "parameter" or held.parameter in caller.site.present:
        return False
    found = next((one for one in caller.function.session_parameters if one.parameter.name == held.parameter), None)
    return found is not None and bool(found.optional) and not found.injected
