"""What becomes of the calls that make managers."""

from __future__ import annotations

from session_lint.codemods.call_repairs import CallRepairs
from session_lint.codemods.census import Caller
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.manager_sessions import ManagerSessions
from session_lint.codemods.managers import Managers
from session_lint.codemods.plan import Plan
from session_lint.codemods.selection import Selection
from session_lint.codemods.survey import Survey
from session_lint.facts.values import Argument, Name
from session_lint.project.function import ProjectFunction


class ManagerCalls(CallRepairs):
    """Repairs calls.

    Args:
        survey: what is known of the project.
        plan: what is to be done.
        selection: the functions that are to change.
        sessions: finds a session for each call.
        managers: the project's managers.
    """

    def __init__(
        self, survey: Survey, plan: Plan, selection: Selection, sessions: ManagerSessions, managers: Managers
    ) -> None:
        super().__init__(survey, plan, selection, sessions)
        self._managers = managers

    def repair(self, caller: Caller, chosen: Chosen) -> None:
        """Let a call pass a session; who hands on one that it need not have itself is to require it.

        Args:
            caller: the call.
            chosen: what it calls.
        """
        index = caller.argument(chosen.known_as) if chosen.existing is not None else None
        if index is not None and (handed := self._optional_of(caller, caller.gives(index))) is not None:
            self._selection.choose(handed)
        super().repair(caller, chosen)

    def _not_served(self, caller: Caller, chosen: Chosen, reason: str) -> None:
        if self._managers.of(chosen.function.symbol) is None:
            super()._not_served(caller, chosen, reason)
        else:
            # A family is too much to stay as it is because of one of its callers.
            self._plan.leave(caller.path, caller.site.span, f"{chosen.words} is called: {reason}")

    def _optional_of(self, caller: Caller, given: Argument) -> ProjectFunction | None:
        """Return the function around a call that hands on a session which it need not have itself."""
        function = self._survey.outermost(caller.function)
        if function.symbol.key in self._selection.chosen or not isinstance(given.value, Name):
            return None
        optional = [one for one in function.session_parameters if one.optional and not one.injected]
        return function if any(one.parameter.name == given.value.id for one in optional) else None
