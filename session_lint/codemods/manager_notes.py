"""Notes of failures: what managers commit in a handler that raises, and what would be undone with the failed work."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.managers import Family, Managers
from session_lint.codemods.survey import Survey
from session_lint.codemods.undone import is_undone
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.symbols import FunctionSymbol


class ManagerNotes:
    """Answers for a whole project.

    Args:
        survey: what is known of it.
        managers: its managers.
    """

    def __init__(self, survey: Survey, managers: Managers) -> None:
        self._survey = survey
        self._managers = managers

    def undone(self, family: Family) -> Iterator[tuple[ProjectFunction, Span]]:
        """Yield the calls in a family's methods whose work was kept although an exception certainly follows.

        Args:
            family: the managers.
        """
        for method in family.methods:
            for caller in self._survey.census.inside(method.symbol):
                span = caller.site.span
                if self._keeps(caller.site.callee, set()) and is_undone(self._survey.sources, method, span):
                    yield method, span

    def _keeps(self, symbol: FunctionSymbol, seen: set[object]) -> bool:
        """Tell whether a manager's method, or one that it calls, writes and commits."""
        if symbol.key in seen or self._managers.of(symbol) is None:
            return False
        seen.add(symbol.key)
        if commits(symbol):
            return self._survey.swallowing.may_write(symbol)
        return any(self._keeps(caller.site.callee, seen) for caller in self._survey.census.inside(symbol))


def commits(symbol: FunctionSymbol) -> bool:
    """Tell whether a function commits something, or begins what is committed at its end."""
    return any(
        isinstance(part, Call) and isinstance(part.function, Attribute) and part.function.name in ("commit", "begin")
        for part in walk.own_expressions(symbol.function.body)
    )
