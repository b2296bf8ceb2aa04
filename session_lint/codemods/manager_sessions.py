"""Where a call that makes a manager gets its session from: another manager's, or a scope around all that uses it."""

from __future__ import annotations

from session_lint.codemods.call_sessions import CallSessions
from session_lint.codemods.census import Caller
from session_lint.codemods.committing import Committing
from session_lint.codemods.held_values import Made
from session_lint.codemods.lasting import USED_BEHIND
from session_lint.codemods.lifetimes import refuse_shared
from session_lint.codemods.managers import Managers
from session_lint.codemods.options import Opener
from session_lint.codemods.plan import Plan
from session_lint.codemods.scope_name import scope_name
from session_lint.codemods.selection import Selection
from session_lint.codemods.survey import Survey
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts.values import Attribute

_OUTLIVES = "the manager would outlive the scope around it"


class ManagerSessions(CallSessions):
    """Finds sessions for calls, and notes in the plan what has to come for them.

    Args:
        survey: what is known of the project.
        plan: what is to be done.
        selection: the functions that are to change.
        managers: the project's managers.
    """

    def __init__(self, survey: Survey, plan: Plan, selection: Selection, managers: Managers) -> None:
        super().__init__(survey, plan, selection)
        self._managers = managers
        self._committing = Committing(survey.project)

    def of(self, caller: Caller) -> str:
        """Return the words for the session that a call passes.

        Raises:
            Uncertain: when it cannot have one for certain, with what is to be decided.
        """
        if self._managers.of(caller.site.callee) is not None and caller.function.qualname and not caller.site.apart:
            sources = self._survey.sources
            tree = sources.function(caller.path, caller.function.symbol.function.span)
            refuse_shared(tree, sources.of(caller.path), self._made(caller))
        family = self._managers.of(caller.function.symbol)
        if family is None or caller.site.apart or caller.function.symbol.key in self._selection.chosen:
            return super().of(caller)
        if caller.function.symbol.function.name != "__init__":
            return family.carrier(caller.function) or super().of(caller)
        if self._selection.choose(caller.function) is None:
            raise Uncertain(self._selection.refusal(caller.function))
        return super().of(caller)

    def _scope_around(self, caller: Caller, in_lambda: bool) -> str:
        makes = self._managers.of(caller.site.callee) is not None
        is_plain = not makes and self.lasting.plain.answer(caller.site.callee)
        if in_lambda or (not makes and (is_plain or not caller.function.qualname)):
            return super()._scope_around(caller, in_lambda)
        function = caller.function
        if makes and isinstance(caller.call.function, Attribute) and caller.call.function.name == "__init__":
            raise Uncertain("an object makes itself a manager there: require a session")
        if not function.qualname:
            raise Uncertain(f"{_OUTLIVES}: it is made at module level")
        opener = self._opener(caller, in_lambda)
        if makes:
            self._refuse_uncommitted(opener)
        name = scope_name(function, self._survey.project.config.session_names)
        changes = self._plan.file(caller.path)
        made = self._made(caller)
        change = self._survey.placing.scope(caller, opener, name, changes, makes_one=makes)
        if change.head:  # what is made is gone before the statement runs
            if not (makes and self.lasting.is_asked_plainly(caller, made)):
                raise Uncertain(f"{USED_BEHIND}: make a statement of it, and open a scope around all that uses it")
            changes.scopes[caller.site.span] = change
            self.lasting.note(caller, caller.site.span)
        else:
            self.lasting.put(caller, made, change, changes, _OUTLIVES if makes else USED_BEHIND)
        changes.imports.append(opener.needed)
        return name

    def _made(self, caller: Caller) -> Made:
        family = self._managers.of(caller.site.callee)
        methods = None if family is None else frozenset(one.symbol.function.name for one in family.methods)
        return self.lasting.made(caller, methods)

    def _refuse_uncommitted(self, opener: Opener) -> None:
        project = self._survey.project
        for module in project.modules.values():
            if module.name == opener.needed.module:
                for function in project.functions_in(module):
                    if function.qualname == opener.needed.name and not self._committing.function(function.symbol):
                        raise Uncertain(f"{opener.name} is not seen to commit, and the managers do not any more")
