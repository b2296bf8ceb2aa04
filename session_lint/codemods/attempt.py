"""One attempt at a plan: which functions change, and every caller with them; made anew until no call is left without.

A function that one of its calls cannot hand a session would raise there: it stays as it is, and with it what only
changed because of it.
"""

from __future__ import annotations

from collections.abc import Callable

from session_lint.codemods.call_repairs import CallRepairs
from session_lint.codemods.changes import ByHand, CallChange, SessionParameterChange
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.concerned import Concerned
from session_lint.codemods.plan import Plan
from session_lint.codemods.selection import Selection
from session_lint.codemods.survey import Survey


class Attempt:
    """Makes one plan over a whole project.

    Args:
        survey: what is known of the project.
        plan: what is to be done: still empty.
        selection: the functions that are to change: still none.
        calls: repairs their calls.
    """

    def __init__(self, survey: Survey, plan: Plan, selection: Selection, calls: CallRepairs) -> None:
        self._survey = survey
        self._plan = plan
        self._selection = selection
        self._calls = calls
        self._concerned = Concerned(
            survey.project, survey.census, survey.choosing, survey.silenced, self._selection.chosen
        )

    def plan(self, wanted: frozenset[str]) -> Plan:
        """Return the plan.

        Args:
            wanted: the files whose functions are to be changed; callers are repaired wherever they are.
        """
        self._start(wanted)
        waiting = self._selection.waiting
        while waiting:
            chosen = waiting.popleft()
            for caller in self._survey.census.of(chosen.function.symbol):
                self._calls.repair(caller, chosen)
            for callee in self._concerned.below(chosen.function, wanted):
                self._selection.choose(callee)
        for chosen in self._selection.chosen.values():
            self._change(chosen)
            self._thread(chosen)
        self._calls.refuse_nested()
        self._list_possible()
        return self._plan

    def list_left_alone(self) -> None:
        """List those, too, that stay as they are and nobody asks for any more: the reasons of others name them."""
        for path in sorted({path for path, _ in self._survey.options.left_alone}):
            for function in self._survey.project.functions_in(self._survey.project.modules[path]):
                reason = self._survey.options.left_alone.get((path, function.qualname))
                if reason and function.role == "service" and not self._selection.refusal(function):
                    self._plan.leave(path, function.symbol.function.span, reason)

    def _start(self, wanted: frozenset[str]) -> None:
        for function in self._concerned.functions(wanted):
            self._selection.choose(function)

    def _list_possible(self) -> None:
        """List the calls that may be calls of a changed method, on objects of which nothing is known."""
        for path, call, chosen in self._survey.possible.of(self._selection.chosen.values()):
            self._plan.leave(path, call.span, f"{chosen.words} may be what is called here")

    def _thread(self, chosen: Chosen) -> None:
        changes = self._plan.file(chosen.function.path)
        for caller in self._survey.census.inside(chosen.function.symbol):
            name = self._concerned.left_out(caller)
            if name and caller.site.span not in changes.calls:
                changes.calls[caller.site.span] = CallChange(caller.site.span, name, chosen.parameter)
                self._calls.undo_alone(caller, chosen.parameter)

    def _change(self, chosen: Chosen) -> None:
        function, types = chosen.function, self._survey.types
        span = function.symbol.function.span
        changes = self._plan.file(function.path)
        changes.functions[span] = SessionParameterChange(
            span,
            chosen.parameter,
            types.written(function),
            chosen.known_as if chosen.existing is not None else "",
            chosen.signature,
            self._selection.is_keyword_only(chosen),
            chosen.scopes,
            may_write=self._survey.swallowing.may_write(function.symbol),
            autoflush=self._survey.session_options.autoflush,
        )
        if chosen.signature and not self._survey.families.is_called(function, self._survey.census):
            self._plan.uncalled += 1
        if said := self._survey.choosing.other_name(chosen):
            self._plan.by_hand.append(ByHand.at(function.path, span, said, done=True))
        if chosen.signature and (chosen.existing is None or chosen.existing.parameter.annotation is None):
            changes.imports.append(types.of(function))


def planned(survey: Survey, wanted: frozenset[str], attempt: Callable[[], Attempt]) -> Plan:
    """Return the plan in which every call can hand a session.

    Args:
        survey: what is known of the project; which functions stay as they are is added to its options.
        wanted: the files whose functions are to be changed; callers are repaired wherever they are.
        attempt: begins an attempt.
    """
    while True:
        current = attempt()
        plan = current.plan(wanted)
        if not plan.unserved:
            break
        for place, one in plan.unserved.items():
            survey.options.left_alone[place] = one.reason
    current.list_left_alone()
    plan.by_hand.sort()
    return plan
