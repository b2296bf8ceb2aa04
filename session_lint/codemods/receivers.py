"""What a method is called on, as far as names tell: sessions and their queries are nobody's services."""

from __future__ import annotations

from collections.abc import Collection

from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression


def of_session(receiver: Expression, names: Collection[str]) -> bool:
    """Tell whether something is a session by its name, or what calls on one give: ``session.query(Event)``.

    Args:
        receiver: what a method is called on.
        names: what sessions are called.
    """
    while isinstance(receiver, Call) and isinstance(receiver.function, Attribute):
        receiver = receiver.function.value
    return walk.dotted(receiver).rpartition(".")[2] in names
