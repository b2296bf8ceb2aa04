"""The plan of ``add-required-session``: which functions change, and every caller with them."""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

from session_lint.codemods.at_hand import alive, at_hand
from session_lint.codemods.census import Caller, Census, Key
from session_lint.codemods.changes import ByHand, CallChange, FileChanges, ScopeChange, SessionParameterChange
from session_lint.codemods.choosing import Choosing, Chosen
from session_lint.codemods.concerned import Concerned
from session_lint.codemods.deferred import DEFERRED, runs_later
from session_lint.codemods.families import Families
from session_lint.codemods.fitting import may_be_none
from session_lint.codemods.forced import Forced
from session_lint.codemods.lasting import USED_BEHIND, Lasting
from session_lint.codemods.local_imports import local_import
from session_lint.codemods.options import Opener, Options
from session_lint.codemods.own_sessions import OwnSessions
from session_lint.codemods.places import runs_where_defined
from session_lint.codemods.placing import Placing
from session_lint.codemods.positions import Positions
from session_lint.codemods.possible_calls import PossibleCalls
from session_lint.codemods.scope_name import lifted_name, refuse_hidden, scope_name
from session_lint.codemods.session_types import SessionTypes
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.sources import Sources
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.surviving import Surviving
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.undone import UNDONE, is_undone
from session_lint.codemods.unserved import Unserved
from session_lint.facts.program import Function
from session_lint.facts.values import Literal, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, Scope


class Plan(Struct):
    """What is to be done: the changes of each file by its path, and what is left to a hand.

    ``unserved`` are the functions that some call could not hand a session, by path and qualified name.
    """

    files: dict[str, FileChanges] = field(default_factory=dict[str, FileChanges])
    by_hand: list[ByHand] = field(default_factory=list[ByHand])
    unserved: dict[tuple[str, str], Unserved] = field(default_factory=dict[tuple[str, str], Unserved])

    def file(self, path: str) -> FileChanges:
        """Return a file's changes, to add to them."""
        return self.files.setdefault(path, FileChanges())


class Planner:
    """Plans over a whole project.

    Args:
        project: all files as one program.
        options: how sessions are to be called and opened.
        sources: the files.
    """

    def __init__(self, project: Project, options: Options, sources: Sources) -> None:
        self._project = project
        self._sources = sources
        self._options = options
        self._left_alone = options.left_alone
        self._types = SessionTypes(project)
        self._forced = Forced(project)
        self._families = Families(project)
        self._census = Census(project)
        self._possible = PossibleCalls(project, self._census, self._forced)
        self._positions = Positions(project, self._census, self._families)
        self._swallowing = Swallowing(project, sources)
        self._placing = Placing(project, sources, self._census, self._swallowing)
        self._lasting = Lasting(project, sources, self._census, self._swallowing)
        self._surviving = Surviving(project, self._census)
        self._choosing = Choosing(project, self._forced, OwnSessions(project, self._census, self._swallowing))
        self._chosen: dict[Key, Chosen] = {}
        self._refused: dict[Key, str] = {}
        self._plan = Plan()
        self._silenced = Silenced(sources)
        self._concerned = Concerned(project, self._census, self._choosing, self._silenced, self._chosen)

    def plan(self, wanted: frozenset[str]) -> Plan:
        """Return the plan.

        Args:
            wanted: the files whose functions are to be changed; callers are repaired wherever they are.
        """
        while True:
            plan = self._once(wanted)
            if not plan.unserved:
                break
            # A function that one of its calls cannot hand a session would raise there: it stays as it is, and with it
            # what only changed because of it.
            for place, one in plan.unserved.items():
                self._left_alone[place] = one.reason
            self._plan = Plan()
            self._chosen.clear()
            self._refused.clear()
            self._lasting.clear()
        self._list_left_alone()
        plan.by_hand.sort()
        return plan

    def _once(self, wanted: frozenset[str]) -> Plan:
        waiting: deque[Chosen] = deque()
        for function in self._concerned.functions(wanted):
            self._choose(function, waiting)
        return self._planned(waiting, wanted)

    def _planned(self, waiting: deque[Chosen], wanted: frozenset[str]) -> Plan:
        while waiting:
            chosen = waiting.popleft()
            for caller in self._census.of(chosen.function.symbol):
                self._repair(caller, chosen, waiting)
            for callee in self._concerned.below(chosen.function, wanted):
                self._choose(callee, waiting)
        for chosen in self._chosen.values():
            self._change(chosen)
            self._thread(chosen)
        self._refuse_nested()
        self._list_unknown()
        return self._plan

    def _list_left_alone(self) -> None:
        """List those, too, that nobody asks for any more: the reasons of others name them."""
        for path in sorted({path for path, _ in self._left_alone}):
            for function in self._project.functions_in(self._project.modules[path]):
                reason = self._left_alone.get((path, function.qualname))
                if reason and function.role == "service" and function.symbol.key not in self._refused:
                    self._by_hand(path, function.symbol.function.span, reason)

    def _list_unknown(self) -> None:
        """List the calls that may be calls of a changed method, on objects of which nothing is known."""
        for path, call, chosen in self._possible.of(self._chosen.values()):
            self._by_hand(path, call.span, f"{words(chosen)} may be what is called here")

    def _thread(self, chosen: Chosen) -> None:
        changes = self._plan.file(chosen.function.path)
        for caller in self._census.inside(chosen.function.symbol):
            name = self._concerned.left_out(caller)
            if name and caller.site.span not in changes.calls:
                changes.calls[caller.site.span] = CallChange(caller.site.span, name, chosen.parameter)
                self._undo_alone(caller, chosen.parameter)

    def _choose(self, function: ProjectFunction, waiting: deque[Chosen]) -> Chosen | None:
        key = function.symbol.key
        if key not in self._chosen and key not in self._refused:
            family = self._families.of(function)
            try:
                for one in family:
                    if reason := self._left_alone.get((one.path, one.qualname)):
                        raise Uncertain(reason)
                together = self._choosing.together(family)
                for chosen in together:
                    self._try(chosen)
            except Uncertain as refusal:
                self._refused |= {one.symbol.key: str(refusal) for one in family}
                self._by_hand(function.path, function.symbol.function.span, str(refusal))
            else:
                self._chosen |= {chosen.function.symbol.key: chosen for chosen in together}
                waiting += together
        return self._chosen.get(key)

    def _try(self, chosen: Chosen) -> None:
        # What cannot be done is to be known before anybody relies on it.
        path, name = chosen.function.path, chosen.function.symbol.function.span
        known = chosen.existing.parameter.name if chosen.existing is not None else chosen.parameter
        may_write = self._swallowing.may_write(chosen.function.symbol)
        specialiser = Specialiser(self._sources.of(path), known, chosen.scopes, may_write=may_write)
        specialiser.body(self._sources.function(path, name))

    def _change(self, chosen: Chosen) -> None:
        function = chosen.function
        changes = self._plan.file(function.path)
        changes.functions[function.symbol.function.span] = SessionParameterChange(
            function.symbol.function.span,
            chosen.parameter,
            self._types.written(function),
            chosen.existing.parameter.name if chosen.existing is not None else "",
            chosen.signature,
            self._is_keyword_only(chosen),
            chosen.scopes,
            may_write=self._swallowing.may_write(function.symbol),
        )
        if said := self._choosing.other_name(chosen):
            self._plan.by_hand.append(ByHand.at(function.path, function.symbol.function.span, said, done=True))
        if chosen.signature and (chosen.existing is None or chosen.existing.parameter.annotation is None):
            changes.imports.append(self._types.of(function))

    # Callers --------------------------------------------------------------------------------------------------------

    def _repair(self, caller: Caller, chosen: Chosen, waiting: deque[Chosen]) -> None:
        name = chosen.existing.parameter.name if chosen.existing is not None else chosen.parameter
        index = caller.argument(name)
        given = caller.gives(index) if index is not None else None
        changes = self._plan.file(caller.path)
        if given is not None and not (isinstance(given.value, Literal) and given.value.kind == "None"):
            if chosen.signature and self._is_keyword_only(chosen) and given.keyword is None:
                changes.calls[caller.site.span] = CallChange(caller.site.span, chosen.parameter, None, index)
            return
        if given is None and not chosen.signature:
            return  # it does not run today either
        if caller.site.stars and given is None and not self._is_new(chosen):
            self._not_served(caller, chosen, "it may hold a session already, by * or **")
            return
        try:
            if caller.in_class:
                raise Uncertain(runs_where_defined(caller.function.qualname))
            value = self._session_of(caller, waiting)
            if caller.site.span not in changes.scopes and self._is_undone(caller):
                raise Uncertain(UNDONE)
        except Uncertain as refusal:
            self._not_served(caller, chosen, str(refusal))
            return
        keyword = chosen.parameter
        moves = chosen.signature and self._is_keyword_only(chosen)
        if index is not None and caller.gives(index).keyword is None and not moves:
            keyword = ""
        changes.calls[caller.site.span] = CallChange(caller.site.span, keyword, value, index)
        self._undo_alone(caller, value)

    def _is_new(self, chosen: Chosen) -> bool:
        """Tell whether nobody can hand the session by ``*`` or ``**`` today: such a call would fail."""
        kinds = {one.kind for one in chosen.function.symbol.function.parameters}
        return chosen.existing is None and "**" not in kinds and self._is_keyword_only(chosen)

    def _not_served(self, caller: Caller, chosen: Chosen, reason: str) -> None:
        place = (chosen.function.path, chosen.function.qualname)
        unserved = self._plan.unserved.setdefault(place, Unserved(chosen.function))
        unserved.calls.append(f"{caller.path}:{caller.line}: {reason}")

    def _is_undone(self, caller: Caller) -> bool:
        may_write = self._swallowing.may_write(caller.site.callee)
        return may_write and is_undone(self._sources, caller.function, caller.site.span)

    def _undo_alone(self, caller: Caller, session: str) -> None:
        scopes = self._plan.file(caller.path).scopes
        if caller.site.span in scopes:
            return
        try:
            savepoint = self._swallowing.savepoint(caller.function, caller.site, session)
        except Uncertain as refusal:
            self._by_hand(caller.path, caller.site.span, f"{caller.site.callee.function.name}(): {refusal}")
        else:
            if savepoint is not None:
                scopes[caller.site.span] = savepoint

    def _is_keyword_only(self, chosen: Chosen) -> bool:
        return self._options.keyword_only or not self._positions.are_free(chosen.function)

    def _session_of(self, caller: Caller, waiting: deque[Chosen]) -> str:
        """Return the words for the session that a call passes from now on; what the caller lacks it gets."""
        function = caller.function
        if function.role != "service" and (harm := self._left_alone.get((function.path, function.qualname))):
            raise Uncertain(harm)
        if runs_later(function, caller.site.span):
            raise Uncertain(DEFERRED)
        if caller.site.apart and not (caller.in_lambda and function.role not in ("service", "infrastructure")):
            raise Uncertain("that runs later or in a task of its own, which needs a session of its own")
        if caller.site.apart:
            return self._scope_around(caller, True)
        own = self._own(caller, waiting)
        if own:
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

    def _scope_around(self, caller: Caller, in_lambda: bool) -> str:
        function, span = caller.function, caller.site.span
        opener = self._opener(caller, in_lambda)
        name = scope_name(function, self._project.config.session_names)
        changes = self._plan.file(caller.path)
        if in_lambda:
            lifted = lifted_name(function, caller.site.callee, {one.function for one in changes.scopes.values()})
            changes.scopes[span] = ScopeChange(span, opener.needed.name, name, opener.is_async, lifted)
        else:
            self._put(caller, self._placing.scope(caller, opener, name, changes), changes)
        local = local_import(function, caller.call, opener.needed)
        changes.need(function.symbol.function.span, opener.needed, local)
        return name

    def _put(self, caller: Caller, change: ScopeChange, changes: FileChanges) -> None:
        if not caller.function.qualname or not self._surviving.come_of(caller.site.callee):
            changes.scopes[caller.site.span] = change
            self._lasting.note(caller, caller.site.span)
        elif change.head:
            raise Uncertain(f"{USED_BEHIND}: make a statement of it, and open a scope around all that uses it")
        else:
            self._lasting.put(caller, self._lasting.made(caller, None), change, changes, USED_BEHIND)

    def _refuse_nested(self) -> None:
        for caller, span, reason in self._lasting.nested():
            changes = self._plan.file(caller.path)
            changes.scopes.pop(span, None)
            changes.calls.pop(caller.site.span, None)
            self._not_served(caller, self._chosen[caller.site.callee.key], reason)

    def _opener(self, caller: Caller, in_lambda: bool) -> Opener:
        callee = self._chosen.get(caller.site.callee.key)
        is_async = callee is not None and self._types.is_async(callee.function)
        if is_async and (in_lambda or not caller.function.symbol.function.is_async):
            raise Uncertain("it takes an AsyncSession, which only a coroutine can open")
        opener = self._options.opener(is_async)
        refuse_hidden(caller.function, opener)
        return opener

    def _own(self, caller: Caller, waiting: deque[Chosen]) -> str:
        """Return the name of the session that the function around a call requires, or will; empty when it does not."""
        function = self._outermost(caller.function)
        chosen = self._chosen.get(function.symbol.key)
        if chosen is None and function.role == "service" and not caller.site.live and function.qualname:
            chosen = self._choose(function, waiting)
            if chosen is None:
                reason = self._refused[function.symbol.key]
                if reason in self._left_alone.values():
                    reason = f"{function.qualname!r} has none and stays as it is too"
                raise Uncertain(reason)
        return chosen.parameter if chosen is not None else ""

    def _outermost(self, function: ProjectFunction) -> ProjectFunction:
        around = function.symbol.scope.around
        for index, definition in enumerate(around):
            if isinstance(definition, Function):
                outer = FunctionSymbol(definition, Scope(function.symbol.scope.module, around[:index]))
                return self._project.function_of(outer) or function
        return function

    def _by_hand(self, path: str, span: Span, reason: str) -> None:
        self._plan.by_hand.append(ByHand.at(path, span, reason))


def words(chosen: Chosen) -> str:
    """Return what a changed function is called where it is talked of."""
    return f"{chosen.function.qualname!r}, which requires a session now,"
