"""The plan of ``add-required-session``: which functions change, and every caller with them."""

from __future__ import annotations

from collections import deque

from msgspec import Struct, field

from session_lint.codemods.census import Caller, Census, Key
from session_lint.codemods.changes import (
    ByHand,
    CallChange,
    FileChanges,
    ImportChange,
    ScopeChange,
    SessionParameterChange,
)
from session_lint.codemods.choosing import Choosing, Chosen
from session_lint.codemods.options import Options
from session_lint.codemods.sources import Sources
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Enter, Function
from session_lint.facts.values import Literal, Name, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import bindings
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, Scope


class Plan(Struct):
    """What is to be done: the changes of each file by its path, and what is left to a hand."""

    files: dict[str, FileChanges] = field(default_factory=dict[str, FileChanges])
    by_hand: list[ByHand] = field(default_factory=list[ByHand])

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
        self._choosing = Choosing(project)
        self._census = Census(project)
        self._chosen: dict[Key, Chosen] = {}
        self._refused: dict[Key, str] = {}
        self._plan = Plan()

    def plan(self, wanted: frozenset[str]) -> Plan:
        """Return the plan.

        Args:
            wanted: the files whose functions are to be changed; callers are repaired wherever they are.
        """
        waiting: deque[Chosen] = deque()
        for path in sorted(wanted):
            module = self._project.modules[path]
            for function in self._project.functions_in(module):
                decides = function.role == "service" and self._is_outermost(function) and not function.is_stub
                if decides and self._choosing.opens_for_itself(function):
                    self._choose(function, waiting)
        while waiting:
            chosen = waiting.popleft()
            for caller in self._census.of(chosen.function.symbol):
                self._repair(caller, chosen, waiting)
        for chosen in self._chosen.values():
            self._change(chosen)
        self._plan.by_hand.sort()
        return self._plan

    def _is_outermost(self, function: ProjectFunction) -> bool:
        return not any(isinstance(one, Function) for one in function.symbol.scope.around)

    def _choose(self, function: ProjectFunction, waiting: deque[Chosen]) -> Chosen | None:
        key = function.symbol.key
        if key not in self._chosen and key not in self._refused:
            try:
                chosen = self._choosing.chosen(function)
                self._try(chosen)
                self._chosen[key] = chosen
                waiting.append(chosen)
            except Uncertain as refusal:
                self._refused[key] = str(refusal)
                self._by_hand(function.path, function.symbol.function.span, str(refusal))
        return self._chosen.get(key)

    def _try(self, chosen: Chosen) -> None:
        # What cannot be done is to be known before anybody relies on it.
        path, name = chosen.function.path, chosen.function.symbol.function.span
        known = chosen.existing.parameter.name if chosen.existing is not None else chosen.parameter
        Specialiser(self._sources.of(path), known, chosen.scopes).body(self._sources.function(path, name))

    def _change(self, chosen: Chosen) -> None:
        function = chosen.function
        changes = self._plan.file(function.path)
        annotation = self._options.annotation(function)
        changes.functions[function.symbol.function.span] = SessionParameterChange(
            function.symbol.function.span,
            chosen.parameter,
            annotation.name,
            chosen.existing.parameter.name if chosen.existing is not None else "",
            chosen.signature,
            self._options.keyword_only,
            chosen.scopes,
        )
        if chosen.signature:
            changes.imports.append(annotation)

    # Callers --------------------------------------------------------------------------------------------------------

    def _repair(self, caller: Caller, chosen: Chosen, waiting: deque[Chosen]) -> None:
        name = chosen.existing.parameter.name if chosen.existing is not None else chosen.parameter
        index = caller.argument(name)
        given = caller.gives(index) if index is not None else None
        changes = self._plan.file(caller.path)
        if given is not None and not (isinstance(given.value, Literal) and given.value.kind == "None"):
            if chosen.signature and self._options.keyword_only and given.keyword is None:
                changes.calls[caller.site.span] = CallChange(caller.site.span, chosen.parameter, None, index)
            return
        if given is None and not chosen.signature:
            return  # it does not run today either
        if caller.site.stars and given is None:
            self._by_hand(caller.path, caller.site.span, f"{_words(chosen)} may get its session by * or **")
            return
        try:
            value = self._session_of(caller, waiting)
        except Uncertain as refusal:
            self._by_hand(caller.path, caller.site.span, f"{_words(chosen)} is called: {refusal}")
            return
        keyword = chosen.parameter
        moves = chosen.signature and self._options.keyword_only
        if index is not None and caller.gives(index).keyword is None and not moves:
            keyword = ""
        changes.calls[caller.site.span] = CallChange(caller.site.span, keyword, value, index)

    def _session_of(self, caller: Caller, waiting: deque[Chosen]) -> str:
        """Return the words for the session that a call passes from now on; what the caller lacks it gets."""
        function = caller.function
        if caller.site.apart:
            raise Uncertain("that runs later or in a task of its own, which needs a session of its own")
        own = self._own(caller, waiting)
        if own:
            return own
        live = [one for one in caller.site.live if one.held.kind == "session" and one.held.origin != "unknown"]
        live = [one for one in live if one.name not in caller.site.absent]
        if live:
            order = ("parameter", "own", "carrier", "ambient")
            return min(live, key=lambda one: (order.index(one.held.origin), one.name)).name
        if function.role in ("infrastructure", "migration"):
            raise Uncertain(f"{function.qualname or 'the module'} is {function.role} and holds no session")
        scope = self._options.scope
        name = self._scope_name(function)
        changes = self._plan.file(caller.path)
        changes.scopes[caller.site.span] = ScopeChange(caller.site.span, scope.name, name)
        changes.imports.append(ImportChange(scope.module, scope.name))
        return name

    def _own(self, caller: Caller, waiting: deque[Chosen]) -> str:
        """Return the name of the session that the function around a call requires, or will; empty when it does not."""
        function = self._outermost(caller.function)
        chosen = self._chosen.get(function.symbol.key)
        if chosen is None and function.role == "service" and not caller.site.live and function.qualname:
            chosen = self._choose(function, waiting)
            if chosen is None:
                raise Uncertain(self._refused[function.symbol.key])
        return chosen.parameter if chosen is not None else ""

    def _outermost(self, function: ProjectFunction) -> ProjectFunction:
        around = function.symbol.scope.around
        for index, definition in enumerate(around):
            if isinstance(definition, Function):
                outer = FunctionSymbol(definition, Scope(function.symbol.scope.module, around[:index]))
                for one in self._project.functions_in(function.symbol.scope.module):
                    if one.symbol.key == outer.key:
                        return one
        return function

    def _scope_name(self, function: ProjectFunction) -> str:
        module = function.symbol.scope.module
        definition = function.symbol.function
        bound = bindings(definition.body, module.name, module.is_package)[0]
        entered = {
            item.target.id
            for statement in walk.statements(definition.body)
            if isinstance(statement, Enter)
            for item in statement.items
            if isinstance(item.target, Name)
        }
        # A name that another scope of the function has is free again where that scope has ended.
        taken = {name for name, ways in bound.items() if name not in entered or any(way is not None for way in ways)}
        taken |= {parameter.name for parameter in definition.parameters}
        for name in (*self._project.config.session_names, "orm_session"):
            if len(name) > 2 and name not in taken:
                return name
        raise Uncertain("every name for a session is taken there")

    def _by_hand(self, path: str, span: Span, reason: str) -> None:
        self._plan.by_hand.append(ByHand(path, span.line, reason))


def _words(chosen: Chosen) -> str:
    return f"{chosen.function.qualname!r}, which requires a session now,"
