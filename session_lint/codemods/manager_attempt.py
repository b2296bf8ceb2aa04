"""One attempt at the plan of ``require-manager-session``: the managers' methods, and every caller of what changes."""

from __future__ import annotations

from session_lint.codemods.attempt import Attempt
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.manager_calls import ManagerCalls
from session_lint.codemods.manager_notes import ManagerNotes, commits
from session_lint.codemods.manager_repairs import MethodRepairs
from session_lint.codemods.manager_sessions import ManagerSessions
from session_lint.codemods.manager_threads import handed_on
from session_lint.codemods.manager_values import ManagerValues
from session_lint.codemods.managers import Family, Managers
from session_lint.codemods.owners import Owners
from session_lint.codemods.plan import Plan
from session_lint.codemods.selection import Selection
from session_lint.codemods.settled_managers import SettledManagers
from session_lint.codemods.survey import Survey
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.undone import UNDONE
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import SessionParameter


class ManagerSelection(Selection):
    """The functions that are to require a session, the managers' ``__init__`` among them."""

    def is_keyword_only(self, chosen: Chosen) -> bool:
        """Tell whether a function's session is to stand behind ``*``.

        One that was there stays where it stood, unless what stands before it can be left out.
        """
        if chosen.existing is None:
            return super().is_keyword_only(chosen)
        before = chosen.function.symbol.function.parameters
        earlier = before[: [one.name for one in before].index(chosen.parameter)]
        return chosen.existing.parameter.kind == "keyword" or any(one.default is not None for one in earlier)


class ManagerAttempt(Attempt):
    """Makes one plan over a whole project.

    Args:
        survey: what is known of the project.
        managers: its managers.
    """

    def __init__(self, survey: Survey, managers: Managers) -> None:
        plan = Plan()
        selection = ManagerSelection(survey, plan)
        sessions = ManagerSessions(survey, plan, selection, managers)
        super().__init__(survey, plan, selection, ManagerCalls(survey, plan, selection, sessions, managers))
        project = survey.project
        self._managers = managers
        self._owners = Owners(project)
        self._notes = ManagerNotes(survey, managers)
        self._settled = SettledManagers(survey)
        self._values = ManagerValues(project, managers, survey.census)
        self._methods = MethodRepairs(project, survey.sources, managers, survey.census, survey.options)

    def _start(self, wanted: frozenset[str]) -> None:
        for family in self._managers.families:
            path = family.base.scope.module.path
            optional = self._optional(family)
            if path not in wanted or not optional:
                continue
            try:
                chosen = [self._required(init, found) for init, found in optional]
                self._refuse_lost(family)
                if reason := handed_on(family):
                    raise Uncertain(reason)
                if place := self._values.called(family):
                    raise Uncertain(f"{place} calls a class that is used as a value: hand it a session there first")
                repaired = self._methods.of(family, {one.function.symbol.key for one in chosen})
            except Uncertain as refusal:
                self._plan.leave(path, family.base.definition.span, str(refusal))
                continue
            self._plan.by_hand += self._settled.copies(family)
            for method, span in self._notes.undone(family):
                self._plan.leave(method.path, span, UNDONE)
            for used in self._values.of(family):
                reason = f"{used.name} is used as a value: whoever calls it has to pass a session now"
                self._plan.leave(used.path, used.span, reason)
            for one in chosen:
                self._selection.add(one)
            for method, change in repaired:
                self._plan.file(method.path).managers[method.symbol.function.span] = change
        self._plan.by_hand += self._methods.by_hand
        for family in self._managers.settled:
            if family.base.scope.module.path in wanted:
                self._plan.by_hand += self._settled.left(family)

    def _optional(self, family: Family) -> list[tuple[ProjectFunction, SessionParameter]]:
        return [
            (init, one)
            for init in family.inits
            for one in init.session_parameters
            if one.optional and not one.injected
            if not self._survey.silenced.by_comment(init.path, one.parameter.span.line, "SES101")
        ]

    def _required(self, init: ProjectFunction, found: SessionParameter) -> Chosen:
        self._survey.options.refuse_left_alone(init.path, init.qualname)
        if len(init.session_parameters) > 1:
            raise Uncertain(f"{init.qualname!r} takes several sessions")
        return Chosen(init, found.parameter.name, found, True, frozenset())

    def _refuse_lost(self, family: Family) -> None:
        # Whoever hands a session in and does not commit relies on the manager's commits.
        if not any(part.flow.commits or commits(part.symbol) for part in family.methods):
            return
        for init in family.inits:
            for caller in self._survey.census.of(init.symbol):
                if self._managers.of(caller.function.symbol) is not family:
                    name = init.session_parameters[0].parameter.name if init.session_parameters else family.parameter
                    if reason := self._owners.lost_by(caller, name):
                        raise Uncertain(f"without the managers' commits work would be lost: {reason}")
