"""The plan of ``require-manager-session``: the managers' methods, and every caller that makes a manager."""

from __future__ import annotations

from collections import deque

from session_lint.codemods.census import Caller
from session_lint.codemods.choosing import Chosen
from session_lint.codemods.committing import Committing
from session_lint.codemods.held_values import Made
from session_lint.codemods.lasting import USED_BEHIND
from session_lint.codemods.manager_lifetimes import refuse_shared
from session_lint.codemods.manager_repairs import MethodRepairs
from session_lint.codemods.manager_values import ManagerValues
from session_lint.codemods.managers import Family, Managers
from session_lint.codemods.options import Opener, Options
from session_lint.codemods.owners import Owners
from session_lint.codemods.plan import Plan, Planner, words
from session_lint.codemods.scope_name import scope_name
from session_lint.codemods.sources import Sources
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.values import Argument, Attribute, Call, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import SessionParameter
from session_lint.project.project import Project

_OUTLIVES = "the manager would outlive the scope around it"


class ManagerPlanner(Planner):
    """Plans over a whole project.

    Args:
        project: all files as one program.
        options: how sessions are to be called and opened.
        sources: the files.
    """

    def __init__(self, project: Project, options: Options, sources: Sources) -> None:
        super().__init__(project, options, sources)
        self._managers = Managers(project)
        self._owners = Owners(project)
        self._committing = Committing(project)
        self._values = ManagerValues(project, self._managers, self._census)
        self._methods = MethodRepairs(project, sources, self._managers, self._census, self._left_alone)

    def _once(self, wanted: frozenset[str]) -> Plan:
        # The families whose base stands in a wanted file.
        waiting: deque[Chosen] = deque()
        for family in self._managers.families:
            optional = self._optional(family)
            if family.base.scope.module.path not in wanted or not optional:
                continue
            try:
                chosen = [self._required(init, found) for init, found in optional]
                self._refuse_lost(family)
                if place := self._values.called(family):
                    raise Uncertain(f"{place} calls a class that is used as a value: hand it a session there first")
                repaired = self._methods.of(family, {one.function.symbol.key for one in chosen})
            except Uncertain as refusal:
                self._by_hand(family.base.scope.module.path, family.base.definition.span, str(refusal))
                continue
            for used in self._values.of(family):
                reason = f"{used.name} is used as a value: whoever calls it has to pass a session now"
                self._by_hand(used.path, used.span, reason)
            for one in chosen:
                self._chosen[one.function.symbol.key] = one
                waiting.append(one)
            for method, change in repaired:
                self._plan.file(method.path).managers[method.symbol.function.span] = change
        self._plan.by_hand += self._methods.by_hand
        self._methods.by_hand.clear()
        return self._planned(waiting, wanted)

    def _optional(self, family: Family) -> list[tuple[ProjectFunction, SessionParameter]]:
        return [
            (init, one)
            for init in family.inits
            for one in init.session_parameters
            if one.optional and not one.injected
            if not self._silenced.by_comment(init.path, one.parameter.span.line, "SES101")
        ]

    def _required(self, init: ProjectFunction, found: SessionParameter) -> Chosen:
        if reason := self._left_alone.get((init.path, init.qualname)):
            raise Uncertain(reason)
        if len(init.session_parameters) > 1:
            raise Uncertain(f"{init.qualname!r} takes several sessions")
        return Chosen(init, found.parameter.name, found, True, frozenset())

    def _is_keyword_only(self, chosen: Chosen) -> bool:
        # A session that was there stays where it stood, unless what stands before it can be left out.
        if chosen.existing is None:
            return super()._is_keyword_only(chosen)
        before = chosen.function.symbol.function.parameters
        earlier = before[: [one.name for one in before].index(chosen.parameter)]
        return chosen.existing.parameter.kind == "keyword" or any(one.default is not None for one in earlier)

    def _refuse_lost(self, family: Family) -> None:
        # Whoever hands a session in and does not commit relies on the manager's commits.
        if not any(part.flow.commits or _ends(part) for part in family.methods):
            return
        for init in family.inits:
            for caller in self._census.of(init.symbol):
                if self._managers.of(caller.function.symbol) is not family:
                    name = init.session_parameters[0].parameter.name if init.session_parameters else family.parameter
                    if reason := self._owners.lost_by(caller, name):
                        raise Uncertain(f"without the managers' commits work would be lost: {reason}")

    # Callers --------------------------------------------------------------------------------------------------------

    def _repair(self, caller: Caller, chosen: Chosen, waiting: deque[Chosen]) -> None:
        existing = chosen.existing
        index = caller.argument(existing.parameter.name) if existing is not None else None
        if index is not None and (handed := self._optional_of(caller, caller.gives(index))) is not None:
            self._choose(handed, waiting)
        super()._repair(caller, chosen, waiting)

    def _not_served(self, caller: Caller, chosen: Chosen, reason: str) -> None:
        if self._managers.of(chosen.function.symbol) is None:
            super()._not_served(caller, chosen, reason)
        else:
            # A family is too much to stay as it is because of one of its callers.
            self._by_hand(caller.path, caller.site.span, f"{words(chosen)} is called: {reason}")

    def _optional_of(self, caller: Caller, given: Argument) -> ProjectFunction | None:
        """Return the function around a call that hands on a session which it need not have itself."""
        function = self._outermost(caller.function)
        if function.symbol.key in self._chosen or not isinstance(given.value, Name):
            return None
        optional = [one for one in function.session_parameters if one.optional and not one.injected]
        return function if any(one.parameter.name == given.value.id for one in optional) else None

    def _session_of(self, caller: Caller, waiting: deque[Chosen]) -> str:
        if self._managers.of(caller.site.callee) is not None and caller.function.qualname and not caller.site.apart:
            tree = self._sources.function(caller.path, caller.function.symbol.function.span)
            refuse_shared(tree, self._sources.of(caller.path), self._made(caller))
        family = self._managers.of(caller.function.symbol)
        if family is None or caller.site.apart or caller.function.symbol.key in self._chosen:
            return super()._session_of(caller, waiting)
        if caller.function.symbol.function.name != "__init__":
            return family.carrier(caller.function) or super()._session_of(caller, waiting)
        if self._choose(caller.function, waiting) is None:
            raise Uncertain(self._refused[caller.function.symbol.key])
        return super()._session_of(caller, waiting)

    def _scope_around(self, caller: Caller, in_lambda: bool) -> str:
        makes = self._managers.of(caller.site.callee) is not None
        is_plain = not makes and self._lasting.plain.answer(caller.site.callee)
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
        name = scope_name(function, self._project.config.session_names)
        changes = self._plan.file(caller.path)
        made = self._made(caller)
        change = self._placing.scope(caller, opener, name, changes, makes_one=makes)
        if change.head:  # what is made is gone before the statement runs
            if not (makes and self._lasting.is_asked_plainly(caller, made)):
                raise Uncertain(f"{USED_BEHIND}: make a statement of it, and open a scope around all that uses it")
            changes.scopes[caller.site.span] = change
            self._lasting.note(caller, caller.site.span)
        else:
            self._lasting.put(caller, made, change, changes, _OUTLIVES if makes else USED_BEHIND)
        changes.imports.append(opener.needed)
        return name

    def _made(self, caller: Caller) -> Made:
        family = self._managers.of(caller.site.callee)
        methods = None if family is None else frozenset(one.symbol.function.name for one in family.methods)
        return self._lasting.made(caller, methods)

    def _refuse_uncommitted(self, opener: Opener) -> None:
        for module in self._project.modules.values():
            if module.name == opener.needed.module:
                for function in self._project.functions_in(module):
                    if function.qualname == opener.needed.name and not self._committing.function(function.symbol):
                        raise Uncertain(f"{opener.name} is not seen to commit, and the managers do not any more")


def _ends(method: ProjectFunction) -> bool:
    return any(
        isinstance(part, Call) and isinstance(part.function, Attribute) and part.function.name in ("commit", "begin")
        for part in walk.own_expressions(method.symbol.function.body)
    )
