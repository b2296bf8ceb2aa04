"""Which engine a session works on, as far as the code shows: services may open sessions of several databases."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.codemods.options import Options
from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Call, Expression
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, ValueSymbol

_FACTORIES = frozenset({"sessionmaker", "async_sessionmaker", "scoped_session", "async_scoped_session"})
_SESSIONS = frozenset({"Session", "AsyncSession"})
_DEEPEST = 6


class Databases:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        options: which scope functions boundaries may open.
    """

    def __init__(self, project: Project, options: Options) -> None:
        self._project = project
        self._options = options

    def other(self, function: ProjectFunction) -> str:
        """Return the engine that a function opens sessions on, and no boundary's scope does; empty for none.

        Args:
            function: the function.
        """
        known = [
            self._of_function(opener.symbol, 0) if opener.symbol is not None else "" for opener in self._options.openers
        ]
        if not all(known):
            return ""
        opened = self._opened(function.symbol, 0)
        return next((engine.rpartition(":")[2] for engine in opened if engine and engine not in known), "")

    def _opened(self, symbol: FunctionSymbol, depth: int) -> Iterator[str]:
        flow = self._project.functions.flow(symbol)
        spans = {opening.span for opening in (*flow.openings, *flow.constructions)}
        scope = symbol.scope.inside(symbol.function)
        for call in walk.own_expressions(symbol.function.body):
            if isinstance(call, Call) and call.span in spans:
                yield self._of_call(call, scope, depth)

    def _of_function(self, symbol: FunctionSymbol, depth: int) -> str:
        found = {*self._opened(symbol, depth)} if depth < _DEEPEST else set[str]()
        return found.pop() if len(found) == 1 else ""

    def _of_call(self, call: Call, scope: Scope, depth: int) -> str:
        """Return the engine of the session, or of the factory, that a call makes; empty when the code does not say."""
        meant = self._project.names.resolve(call.function, scope)
        match meant:
            case FunctionSymbol():
                return self._of_function(meant, depth + 1)
            case ValueSymbol(binding=Bind(value=Call() as made)) if depth < _DEEPEST:
                return self._of_call(made, meant.scope, depth + 1)
            case External(name=name) if name.rpartition(".")[2] in _FACTORIES | _SESSIONS:
                return self._bound(call, scope, depth)
            case ClassSymbol():
                bases = self._project.names.lineage(meant)
                is_session = any(
                    isinstance(one, External) and one.name.rpartition(".")[2] in _SESSIONS for one in bases
                )
                return self._bound(call, scope, depth) if is_session else ""
            case _:
                return ""

    def _bound(self, call: Call, scope: Scope, depth: int) -> str:
        given = [one for one in call.arguments if one.keyword == "bind"]
        given = given or [one for one in call.arguments[:1] if one.keyword is None and not one.star]
        return self._engine(given[0].value, scope, depth) if given else ""

    def _engine(self, value: Expression, scope: Scope, depth: int) -> str:
        meant = self._project.names.resolve(value, scope)
        if not isinstance(meant, ValueSymbol) or meant.scope.around or not isinstance(meant.binding, Bind):
            return ""
        made = meant.binding.value
        if isinstance(made, Call) and walk.dotted(made.function).rpartition(".")[2] in _FACTORIES and depth < _DEEPEST:
            return self._of_call(made, meant.scope, depth + 1)  # a registry's factory
        return f"{meant.scope.module.path}:{meant.name}"
