"""What becomes of the calls of functions that require a session from now on."""

from __future__ import annotations

from session_lint.codemods.argument_order import refuse_reordered
from session_lint.codemods.call_sessions import CallSessions
from session_lint.codemods.census import Caller
from session_lint.codemods.changes import CallChange
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.fitting import may_be_none
from session_lint.codemods.places import runs_where_defined
from session_lint.codemods.plan import Plan
from session_lint.codemods.selection import Selection
from session_lint.codemods.survey import Survey
from session_lint.codemods.uncertain import Patched, Uncertain
from session_lint.codemods.undone import UNDONE, is_undone
from session_lint.facts.values import Literal, Name


class CallRepairs:
    """Repairs calls, and notes in the plan which of them cannot hand a session.

    Args:
        survey: what is known of the project.
        plan: what is to be done.
        selection: the functions that are to change.
        sessions: finds a session for each call.
    """

    def __init__(self, survey: Survey, plan: Plan, selection: Selection, sessions: CallSessions) -> None:
        self._survey = survey
        self._plan = plan
        self._selection = selection
        self._sessions = sessions

    def repair(self, caller: Caller, chosen: Chosen) -> None:
        """Let a call pass a session.

        Args:
            caller: the call.
            chosen: what it calls.
        """
        index = caller.argument(chosen.known_as)
        given = caller.gives(index) if index is not None else None
        changes = self._plan.file(caller.path)
        moves = chosen.signature and self._selection.is_keyword_only(chosen)
        if index is not None and given is not None and given.value != Literal("None"):
            if moves and given.keyword is None:
                self._name(caller, chosen, index)
            if chosen.signature and isinstance(given.value, Name) and _might_be_none(given.value.id, caller):
                self.undo_alone(caller, given.value.id)
            return
        if given is None and not chosen.signature:
            return  # it does not run today either
        if caller.site.stars and given is None and not self._is_new(chosen):
            self._not_served(caller, chosen, "it may hold a session already, by * or **")
            return
        try:
            if caller.in_class:
                raise Uncertain(runs_where_defined(caller.function.qualname))
            value = self._sessions.of(caller)
            if caller.site.span not in changes.scopes and self._is_undone(caller):
                raise Uncertain(UNDONE)
        except Patched as refusal:
            self._plan.leave(caller.path, caller.site.span, f"{chosen.words} is called: {refusal}")
            return
        except Uncertain as refusal:
            self._not_served(caller, chosen, str(refusal))
            return
        keyword = "" if given is not None and given.keyword is None and not moves else chosen.parameter
        changes.calls[caller.site.span] = CallChange(caller.site.span, keyword, value, index)
        self.undo_alone(caller, value)

    def _name(self, caller: Caller, chosen: Chosen, index: int) -> None:
        try:
            refuse_reordered(caller.call, index)
        except Uncertain as refusal:
            self._not_served(caller, chosen, str(refusal))
        else:
            span = caller.site.span
            self._plan.file(caller.path).calls[span] = CallChange(span, chosen.parameter, None, index)

    def undo_alone(self, caller: Caller, session: str) -> None:
        """Give a call a savepoint where its failure is caught and gone on from.

        Args:
            caller: the call.
            session: what the session is called that it passes.
        """
        scopes = self._plan.file(caller.path).scopes
        if caller.site.span in scopes:
            return
        try:
            savepoint = self._survey.swallowing.savepoint(caller.function, caller.site, session)
        except Uncertain as refusal:
            self._plan.leave(caller.path, caller.site.span, f"{caller.site.callee.function.name}(): {refusal}")
        else:
            if savepoint is not None:
                scopes[caller.site.span] = savepoint

    def refuse_nested(self) -> None:
        """Take back the scopes that would stand in another one."""
        for caller, span, reason in self._sessions.lasting.nested():
            changes = self._plan.file(caller.path)
            changes.scopes.pop(span, None)
            changes.calls.pop(caller.site.span, None)
            self._not_served(caller, self._selection.chosen[caller.site.callee.key], reason)

    def _is_new(self, chosen: Chosen) -> bool:
        """Tell whether nobody can hand the session by ``*`` or ``**`` today: such a call would fail."""
        kinds = {one.kind for one in chosen.function.symbol.function.parameters}
        return chosen.existing is None and "**" not in kinds and self._selection.is_keyword_only(chosen)

    def _not_served(self, caller: Caller, chosen: Chosen, reason: str) -> None:
        self._plan.cannot_serve(chosen.function, caller.path, caller.line, reason)

    def _is_undone(self, caller: Caller) -> bool:
        may_write = self._survey.swallowing.may_write(caller.site.callee)
        return may_write and is_undone(self._survey.sources, caller.function, caller.site.span)


def _might_be_none(name: str, caller: Caller) -> bool:
    # Without a session the callee had one of its own, which was rolled back where it failed.
    return any(one.name == name and may_be_none(one, caller) for one in caller.site.live)
