"""How the receiver of a call is written, and what a call ends or begins."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Name


def ended_by(expression: Expression) -> str:
    """Return the name of what a call ends; empty for anything else."""
    match expression:
        case Call(function=Attribute(value=value, name="commit" | "rollback" | "close" | "remove")):
            return written(value)
        case _:
            return ""


def written(receiver: Expression) -> str:
    """Return a receiver as it is written: a dotted name, or the call of a method that hands out what it carries."""
    if isinstance(receiver, Call) and not receiver.arguments and (method := walk.dotted(receiver.function)):
        return f"{method}()"
    return walk.dotted(receiver)


def began(value: Expression) -> str:
    """Return the name of the session in ``session.begin()``; empty for anything else."""
    match value:
        case Call(function=Attribute(value=session, name="begin")):
            return walk.dotted(session)
        case _:
            return ""


def root(function: Expression) -> str:
    """Return the name that a dotted name begins with."""
    while isinstance(function, Attribute):
        function = function.value
    return function.id if isinstance(function, Name) else ""
