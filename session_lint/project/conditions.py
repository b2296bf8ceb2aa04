"""Under which conditions an effect reaches whoever calls: what a caller's arguments make of a callee's conditions.

A condition speaks of one parameter: what was given for it is not a certain constant, or the session in it had ended. A
caller that gives that very constant, or leaves out a parameter whose default it is, cuts the chain; one that hands on a
parameter of its own passes the condition on. Everything else leaves it open, and then the effect may happen.
"""

from __future__ import annotations

from session_lint.facts.values import Expression, Literal, Name, Operation
from session_lint.project.held import NOTHING, Unlike
from session_lint.project.sites import Conditions, Site

_MADE_BY_NOT = {"True": ("False", "None"), "False": ("True",), "None": ()}
"""What ``not`` makes each constant of."""


def conditions_at(site: Site, conditions: Conditions) -> Conditions | None:
    """Return what a callee's conditions are for the caller of a call; None when the call contradicts one."""
    unlike = site.conditions.unlike
    for parameter, constant in conditions.unlike:
        here = _unlike(site, parameter, constant)
        if here is None:
            return None
        unlike |= here
    ended = site.conditions.ended
    for parameter in conditions.ended:
        ended |= {held.parameter for held in site.handed.get(parameter, NOTHING) if held.origin == "parameter"}
    return Conditions(unlike, ended)


def ended_at(site: Site, conditions: Conditions) -> bool:
    """Tell whether a session that a call hands over has ended when the callee comes to a place.

    The unit of work that the call belongs to is over there, and what follows is another on purpose.
    """
    return any(held.kind == "session" for name in conditions.ended for held in site.handed.get(name, NOTHING))


def _unlike(site: Site, parameter: str, constant: str) -> frozenset[Unlike] | None:
    argument = site.arguments.get(parameter)
    if argument is None and not site.stars:
        parameters = site.callee.function.parameters
        argument = next((found.default for found in parameters if found.name == parameter), None)
        if not isinstance(argument, Literal):
            return frozenset()
    return _means(argument, constant, site.given)


def _means(argument: Expression | None, constant: str, given: frozenset[str]) -> frozenset[Unlike] | None:
    match argument:
        case Literal(kind=kind) if kind == constant:
            return None
        case Name() if argument.id in given:
            return frozenset({(argument.id, constant)})
        case Operation(operator="not", operands=(inner,)):
            found: frozenset[Unlike] = frozenset()
            for made in _MADE_BY_NOT[constant]:
                here = _means(inner, made, given)
                if here is None:
                    return None
                found |= here
            return found
        case _:
            return frozenset()
