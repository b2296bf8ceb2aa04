"""What is left to do about managers that require their session already."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.census import Caller
from session_lint.codemods.changes import ByHand
from session_lint.codemods.manager_endings import endings
from session_lint.codemods.managers import Family
from session_lint.codemods.own_class import OwnClass
from session_lint.codemods.survey import Survey
from session_lint.facts.values import Literal
from session_lint.project.function import ProjectFunction

_SESSIONLESS = "it makes a manager without a session: hand it one"


class SettledManagers:
    """Answers for a whole project.

    Args:
        survey: what is known of it.
    """

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._own_class = OwnClass(survey.project)

    def left(self, family: Family) -> Iterator[ByHand]:
        """Yield the calls that lack a session for certain, and the methods that end the one that they were handed."""
        for init in family.inits:
            for caller in self._survey.census.of(init.symbol):
                if self._lacks(caller, init):
                    yield ByHand.at(caller.path, caller.site.span, _SESSIONLESS)
        yield from self.copies(family)
        sources = self._survey.sources
        trees = {
            method: sources.function(method.path, method.symbol.function.span)
            for method in family.methods
            if not method.is_stub
        }
        for method, reason in endings(family, trees):
            yield ByHand.at(method.path, method.symbol.function.span, reason)

    def copies(self, family: Family) -> Iterator[ByHand]:
        """Yield the calls of a method's own class that pass no session."""
        for method, span in self._own_class.sessionless(family):
            yield ByHand.at(method.path, span, _SESSIONLESS)

    def _lacks(self, caller: Caller, init: ProjectFunction) -> bool:
        for one in init.session_parameters:
            if one.optional or one.injected or one.parameter.default is not None:
                continue
            index = caller.argument(one.parameter.name)
            if caller.gives(index).value == Literal("None") if index is not None else not caller.site.stars:
                return True
        return False
