"""What those may ask who are asked by the evaluation of an expression themselves."""

from __future__ import annotations

from typing import Protocol

from session_lint.facts.values import Expression
from session_lint.project.held import Holding, State
from session_lint.project.symbols import Scope


class Evaluates(Protocol):
    """What evaluates expressions: a part of one, an argument of a call, what is assigned to an attribute."""

    def of(self, expression: Expression | None, scope: Scope, state: State) -> Holding:
        """Return what an expression can hold."""
        ...

    def entered(self, holding: Holding) -> Holding:
        """Return what ``with`` hands out for what it is given."""
        ...
