"""Streams: generators that outlive whoever asked for them, and so open sessions of their own on purpose.

A generator that sleeps between its turns would hold a session that it was handed for the whole wait, and read what was
true when it began. One that a response iterates over runs when the request's session has ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Enter, Function, Loop, Return, Statement
from session_lint.facts.values import Call, Name, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions
from session_lint.project.graph import CallGraph
from session_lint.project.symbols import External, FunctionSymbol, Scope
from session_lint.project.visibility import is_private

_CLOCKS = frozenset({"asyncio", "time", "anyio", "trio", "gevent", "eventlet", "curio"})


class Streams:
    """Answers which functions are streams, or work for streams alone, each once.

    Args:
        graph: who calls them, and what a response is given.
        functions: what answers for them.
    """

    def __init__(self, graph: CallGraph, functions: Functions) -> None:
        self._graph = graph
        self._functions = functions
        self._known: dict[object, bool] = {}

    def serves(self, function: ProjectFunction) -> bool:
        """Tell whether a function is a stream, or a private one that only streams call, with no session at hand.

        One that takes a session is none: it was meant to work in that.
        """
        key = function.symbol.key
        if key not in self._known:
            self._known[key] = False  # functions that only call each other serve nothing
            self._known[key] = not function.session_parameters and (
                self._is_stream(function) or self._works_for_streams(function)
            )
        return self._known[key]

    def holds_through(self, function: ProjectFunction, opening: Span) -> bool:
        """Tell whether a scope is held while its function sleeps."""
        scope = self._inside(function)
        for statement in walk.statements(function.symbol.function.body):
            if isinstance(statement, Enter) and any(item.span == opening for item in statement.items):
                return self._sleeps(statement.body, scope)
        return False

    def _is_stream(self, function: ProjectFunction) -> bool:
        if not self._functions.generates(function.symbol):
            return False
        scope = self._inside(function)
        return (
            any(self._sleeps(loop.body, scope) for loop in _loops(function.symbol.function.body))
            or any(caller.site.streamed for caller in self._graph.callers(function.symbol))
            or _is_handed_out(function.symbol)
        )

    def _works_for_streams(self, function: ProjectFunction) -> bool:
        callers = self._graph.callers(function.symbol) if is_private(function.symbol) else []
        return bool(callers) and all(not caller.holds_one and self.serves(caller.function) for caller in callers)

    def _sleeps(self, body: tuple[Statement, ...], scope: Scope) -> bool:
        for expression in walk.own_expressions(body):
            if isinstance(expression, Call) and walk.dotted(expression.function).rpartition(".")[2] == "sleep":
                meant = self._functions.names.resolve(expression.function, scope)
                if isinstance(meant, External) and meant.name.partition(".")[0] in _CLOCKS:
                    return True
        return False

    def _inside(self, function: ProjectFunction) -> Scope:
        return function.symbol.scope.inside(function.symbol.function)


def _is_handed_out(symbol: FunctionSymbol) -> bool:
    # A generator function that the function around it returns begins when that has ended, and its session too.
    around = symbol.scope.around
    return (
        bool(around)
        and isinstance(around[-1], Function)
        and any(
            isinstance(statement, Return) and statement.value == Name(symbol.function.name)
            for statement in walk.statements(around[-1].body)
        )
    )


def _loops(body: tuple[Statement, ...]) -> Iterator[Loop]:
    return (statement for statement in walk.statements(body) if isinstance(statement, Loop))
