"""Where a call gets the session from that it passes from now on; what its function lacks, that function gets."""

from __future__ import annotations

from session_lint.codemods.at_hand import alive, at_hand
from session_lint.codemods.census import Caller
from session_lint.codemods.changes import FileChanges, ScopeChange
from session_lint.codemods.deferred import DEFERRED, runs_later
from session_lint.codemods.fitting import may_be_none
from session_lint.codemods.lasting import USED_BEHIND, Lasting
from session_lint.codemods.local_imports import local_import
from session_lint.codemods.options import Opener
from session_lint.codemods.plan import Plan
from session_lint.codemods.scope_name import lifted_name, refuse_hidden, scope_name
from session_lint.codemods.selection import Selection
from session_lint.codemods.survey import Survey
from session_lint.codemods.uncertain import Patched, Uncertain


class CallSessions:
    """Finds sessions for calls, and notes in the plan what has to come for them.

    Args:
        survey: what is known of the project.
        plan: what is to be done.
        selection: the functions that are to change.
    """

    def __init__(self, survey: Survey, plan: Plan, selection: Selection) -> None:
        self._survey = survey
        self._plan = plan
        self._selection = selection
        self.lasting = Lasting(survey.project, survey.sources, survey.census, survey.swallowing)
        """The scopes that have come."""

    def of(self, caller: Caller) -> str:
        """Return the words for the session that a call passes.

        Raises:
            Uncertain: when it cannot have one for certain, with what is to be decided.
        """
        function = caller.function
        if function.role != "service":
            self._survey.options.refuse_left_alone(function.path, function.qualname)
        if runs_later(function, caller.site.span):
            raise Uncertain(DEFERRED)
        if caller.site.apart and not (caller.in_lambda and function.role not in ("service", "infrastructure")):
            raise Uncertain("that runs later or in a task of its own, which needs a session of its own")
        if caller.site.apart:
            return self._scope_around(caller, True)
        if own := self._own(caller):
            return own
        live = [one for one in alive(caller.site) if one.held.kind == "session" and one.held.origin != "unknown"]
        if live and all(may_be_none(one, caller) for one in live):
            raise Uncertain(f"{live[0].name!r} may be None there. Decide what it gets then")
        passed = at_hand(one for one in live if not may_be_none(one, caller))
        if passed is not None:
            return passed.name
        if function.role in ("infrastructure", "migration"):
            raise Uncertain(f"{function.qualname or 'the module'} is {function.role} and holds no session")
        return self._scope_around(caller, False)

    def _own(self, caller: Caller) -> str:
        """Return the name of the session that the function around a call requires, or will; empty when it does not."""
        function = self._survey.outermost(caller.function)
        chosen = self._selection.chosen.get(function.symbol.key)
        if chosen is None and function.role == "service" and not caller.site.live and function.qualname:
            chosen = self._selection.choose(function)
            if chosen is None:
                reason = self._selection.refusal(function)
                if reason in self._survey.options.left_alone.values():
                    reason = f"{function.qualname!r} has none and stays as it is too"
                raise Uncertain(reason)
        return chosen.parameter if chosen is not None else ""

    def _scope_around(self, caller: Caller, in_lambda: bool) -> str:
        function, span = caller.function, caller.site.span
        opener = self._opener(caller, in_lambda)
        name = scope_name(function, self._survey.project.config.session_names)
        changes = self._plan.file(caller.path)
        if in_lambda:
            lifted = lifted_name(function, caller.site.callee, {one.function for one in changes.scopes.values()})
            changes.scopes[span] = ScopeChange(span, opener.needed.name, name, opener.is_async, lifted)
        else:
            self._put(caller, self._survey.placing.scope(caller, opener, name, changes), changes)
        local = local_import(function, caller.call, opener.needed)
        changes.need(function.symbol.function.span, opener.needed, local)
        return name

    def _put(self, caller: Caller, change: ScopeChange, changes: FileChanges) -> None:
        if not caller.function.qualname or not self._survey.surviving.come_of(caller.site.callee):
            changes.scopes[caller.site.span] = change
            self.lasting.note(caller, caller.site.span)
        elif change.head:
            raise Uncertain(f"{USED_BEHIND}: make a statement of it, and open a scope around all that uses it")
        else:
            self.lasting.put(caller, self.lasting.made(caller, None), change, changes, USED_BEHIND)

    def _opener(self, caller: Caller, in_lambda: bool) -> Opener:
        callee = self._selection.chosen.get(caller.site.callee.key)
        is_async = callee is not None and self._survey.types.is_async(callee.function)
        if is_async and (in_lambda or not caller.function.symbol.function.is_async):
            raise Uncertain("it takes an AsyncSession, which only a coroutine can open")
        opener = self._survey.options.opener(is_async)
        refuse_hidden(caller.function, opener)
        name = opener.needed.name
        if caller.function.role == "test" and (path := self._survey.mentioned.patched(name)):
            raise Patched(f"{path} patches {name}(), and a scope that is opened here would be the real one")
        return opener
