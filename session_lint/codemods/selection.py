"""The functions that are to require a session, and those that cannot."""

from __future__ import annotations

from collections import deque

from session_lint.codemods.census import Key
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.plan import Plan
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.survey import Survey
from session_lint.codemods.uncertain import Uncertain
from session_lint.project.function import ProjectFunction


class Selection:
    """Grows while a plan is made: who calls a chosen function may have to be chosen too.

    Args:
        survey: what is known of the project.
        plan: what is to be done.
    """

    def __init__(self, survey: Survey, plan: Plan) -> None:
        self._survey = survey
        self._plan = plan
        self.chosen: dict[Key, Chosen] = {}
        """What is to be done in each function."""
        self.waiting: deque[Chosen] = deque()
        """Those whose callers are still to be repaired."""
        self._refused: dict[Key, str] = {}

    def add(self, chosen: Chosen) -> None:
        """Take a function in, and let its callers be repaired."""
        self.chosen[chosen.function.symbol.key] = chosen
        self.waiting.append(chosen)

    def choose(self, function: ProjectFunction) -> Chosen | None:
        """Return what is to be done in a function, with all that change with it; None when that is not certain."""
        key = function.symbol.key
        if key not in self.chosen and key not in self._refused:
            family = self._survey.families.of(function)
            try:
                for one in family:
                    self._survey.options.refuse_left_alone(one.path, one.qualname)
                together = self._survey.choosing.together(family)
                for chosen in together:
                    self._try(chosen)
            except Uncertain as refusal:
                self._refused |= {one.symbol.key: str(refusal) for one in family}
                self._plan.leave(function.path, function.symbol.function.span, str(refusal))
            else:
                for chosen in together:
                    self.add(chosen)
        return self.chosen.get(key)

    def refusal(self, function: ProjectFunction) -> str:
        """Return why a function was not chosen; empty when nobody asked for it, or it was."""
        return self._refused.get(function.symbol.key, "")

    def is_keyword_only(self, chosen: Chosen) -> bool:
        """Tell whether a function's session is to stand behind ``*``."""
        return self._survey.options.keyword_only or not self._survey.positions.are_free(chosen.function)

    def _try(self, chosen: Chosen) -> None:
        # What cannot be done is to be known before anybody relies on it.
        path, span = chosen.function.path, chosen.function.symbol.function.span
        sources = self._survey.sources
        if chosen.signature:
            by_keyword = chosen.existing is None or self.is_keyword_only(chosen)
            self._survey.decorated.refuse(chosen.function, chosen.known_as, by_keyword=by_keyword)
        may_write = self._survey.swallowing.may_write(chosen.function.symbol)
        specialiser = Specialiser(sources.of(path), chosen.known_as, chosen.scopes, may_write=may_write)
        tree = sources.function(path, span)
        changed = specialiser.body(tree)
        if chosen.scopes and changed is tree:
            raise Uncertain(
                f"how {chosen.function.qualname!r} opens its session is not understood: let it take one, and use that"
            )
