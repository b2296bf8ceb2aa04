"""Objects that outlive the session that they came from: read before a commit could expire them, they stay readable.

The scope of a boundary commits, and its commit expires what it loaded: from then on it has to last as long as they do.
"""

from __future__ import annotations

from session_lint.codemods.answered_objects import AnsweredObjects
from session_lint.codemods.census import Census
from session_lint.codemods.committing import Committing
from session_lint.codemods.own_sessions import opened
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_KEEPING = frozenset({"refresh", "expunge", "expunge_all"})


class Surviving:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
    """

    def __init__(self, project: Project, census: Census) -> None:
        self._project = project
        self._census = census
        self._answered = AnsweredObjects(project)
        self._committing = Committing(project)
        self._known: dict[tuple[str, str, int], bool] = {}

    def come_of(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function gives objects that are of use after its own session, as far as the code shows.

        Args:
            symbol: the function.
        """
        return self._gives_objects(symbol) and self._leaves_them(symbol)

    def _gives_objects(self, symbol: FunctionSymbol) -> bool:
        returned = self._project.functions.returned(symbol)
        if any(
            held.kind == "rows" or (held.of is not None and self._project.dtos.is_row(held.of)) for held in returned
        ):
            return True
        return self._answered.returned(symbol) or self._answered.annotated(symbol.function.returns, symbol.scope)

    def _leaves_them(self, symbol: FunctionSymbol) -> bool:
        if symbol.key not in self._known:
            self._known[symbol.key] = False  # who calls himself is asked already
            function = self._project.function_of(symbol)
            called = (caller.site.callee for caller in self._census.inside(symbol))
            self._known[symbol.key] = function is not None and (
                self._leaves_its_own(function) or any(self._leaves_them(callee) for callee in called)
            )
        return self._known[symbol.key]

    def _leaves_its_own(self, function: ProjectFunction) -> bool:
        own = opened(function)
        if not own:
            return False
        body = function.symbol.function.body
        asked = {
            call.function.name
            for call in walk.own_expressions(body)
            if isinstance(call, Call) and isinstance(call.function, Attribute)
        }
        if asked & _KEEPING:
            return True
        commits = "commit" in asked or any(
            not one.is_made and self._committing.scope(one.call, function.symbol) is not False for one in own
        )
        return not commits
