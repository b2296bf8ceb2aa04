"""Generators that are handed a session: they work with it only when somebody iterates over them."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.values import Call, Expression
from session_lint.project.names import Names
from session_lint.project.summaries import Summaries
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.usage import reads, taken_by, yields


class Generators:
    """Recognises calls that make one.

    Args:
        names: the project's names.
        summaries: which functions are generators.
    """

    def __init__(self, names: Names, summaries: Summaries) -> None:
        self._names = names
        self._summaries = summaries

    def works_with(self, call: Call, scope: Scope) -> Iterator[Expression]:
        """Yield the arguments that the generator which a call makes reads later; none for any other call."""
        meant = self._names.resolve(call.function, scope)
        if not isinstance(meant, FunctionSymbol) or not self._summaries.generates(meant):
            return
        if not all(self._leaves_it_one(decorator, meant.scope) for decorator in meant.function.decorators):
            return
        for argument in call.arguments:
            taken = taken_by(meant, call, argument)
            if taken is not None and reads(meant.function.body, taken.name):
                yield argument.value

    def _leaves_it_one(self, decorator: Expression, scope: Scope) -> bool:
        # A decorator may well iterate over it and hand out a list.
        if walk.dotted(decorator) in ("staticmethod", "classmethod"):
            return True
        meant = self._names.resolve(decorator, scope)
        return isinstance(meant, FunctionSymbol) and any(map(yields, walk.functions(meant.function.body)))
