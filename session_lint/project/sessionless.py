"""Functions that take no session: which work in one all the same, which could take one, which open one on purpose."""

from __future__ import annotations

from session_lint.facts.program import Function
from session_lint.facts.values import Call, Span
from session_lint.facts.walk import dotted
from session_lint.project.carrying import Carrying
from session_lint.project.dtos import is_public
from session_lint.project.engines import is_given_own_engine
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions
from session_lint.project.graph import Caller, CallGraph, Link
from session_lint.project.interfaces import Interfaces
from session_lint.project.streams import Streams
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol
from session_lint.project.usage import is_property
from session_lint.project.visibility import is_private

_VALUES = frozenset({
    "dataclass", "dataclasses.dataclass", "define", "attrs.define", "frozen", "attrs.frozen", "attr.s", "attr.define",
    "attr.frozen", "pydantic.dataclasses.dataclass",
})  # fmt: skip
_PLAIN = frozenset({"ABC", "Generic", "object"})


class Sessionless:
    """Answers about functions that take no session.

    Args:
        graph: the calls.
        functions, interfaces, carrying: what answers for the functions.
    """

    def __init__(self, graph: CallGraph, functions: Functions, interfaces: Interfaces, carrying: Carrying) -> None:
        self._graph = graph
        self._functions = functions
        self._interfaces = interfaces
        self._carrying = carrying
        self._streams = Streams(graph, functions)
        self._for_boundaries: dict[FunctionSymbol, bool] = {}

    def detour(self, function: ProjectFunction, called_with_one: bool = False) -> list[Link]:
        """Return the shortest way from a function that takes no session to where one is opened for it.

        Empty for a function that takes a session or a carrier of one, that opens one itself, or takes it from the
        surroundings: that is to be said of it instead. Empty, too, where somebody else decides on the signature, for
        what is opened on an engine of the function's own, for streams, and for a private function none of whose
        callers holds a session: they call it between transactions, and what is public above it is told.

        Args:
            function: the function.
            called_with_one: whether a caller is going to hold a session, though none does yet.
        """
        symbol = function.symbol
        node = self._graph.node(symbol)
        if node is None or any(isinstance(around, Function) for around in symbol.scope.around):
            return []
        itself = [effect for effect, step in node.effects.items() if step.site is None]
        if function.session_parameters or any(
            effect.kind == "opens" or effect.on in ("ambient", "carrier", "row") for effect in itself
        ):
            return []
        holds = called_with_one or any(caller.holds_one for caller in self._graph.callers(symbol))
        if is_private(symbol) and not holds:
            return []
        effect = self._graph.nearest(node, lambda effect: effect.kind == "opens" and not effect.guard)
        if effect is None or self._carrying.hands_one(symbol) or self._interfaces.signature_is_forced(symbol):
            return []
        if self._streams.serves(function):
            return []
        chain = self._graph.chain(symbol, effect)
        within, names = symbol.scope.inside(symbol.function), self._functions.names
        if is_given_own_engine(symbol.function, chain[0].span, within, names):
            return []
        inside = symbol.function in chain[1].function.scope.around if len(chain) > 1 else False
        return [] if inside else chain  # a function inside it that opens a scope is reported there

    def could_take_one(self, function: ProjectFunction) -> bool:
        """Tell whether a function is public, works with no session that is seen, and is free to take one.

        Methods of values (dataclasses, and classes with a base from outside the project) do not work for a caller.
        """
        symbol = function.symbol
        owner = symbol.owner
        return (
            is_public(symbol)
            and not function.session_parameters
            and not function.own_scopes
            and not function.own_sessions
            and function.taking is None
            and not any(parameter.kind == "**" for parameter in symbol.function.parameters)
            and not is_property(symbol.function)
            and not (owner is not None and self._is_value(owner))
            and not self._functions.generates(symbol)
            and not self._carrying.hands_one(symbol)
            and not self._interfaces.signature_is_forced(symbol)
        )

    def serves_a_stream(self, function: ProjectFunction, opening: Span) -> bool:
        """Tell whether a scope is a short one of a stream, which cannot be handed a session."""
        return self._streams.serves(function) and not self._streams.holds_through(function, opening)

    def works_for_boundaries(self, function: ProjectFunction) -> bool:
        """Tell whether a private function only ever does what boundaries would do: it opens their scope for them.

        All its callers are known and hold no session; they are boundaries, or private functions of the same kind. No
        session is handed to it either.
        """
        symbol = function.symbol
        if symbol not in self._for_boundaries:
            self._for_boundaries[symbol] = False  # one that only calls itself works for nobody
            callers = self._graph.callers(symbol)
            private = is_private(symbol) and not function.session_parameters
            self._for_boundaries[symbol] = private and bool(callers) and all(map(self._is_bare_boundary, callers))
        return self._for_boundaries[symbol]

    def _is_bare_boundary(self, caller: Caller) -> bool:
        if caller.holds_one:
            return False
        return caller.function.role == "boundary" or self.works_for_boundaries(caller.function)

    def _is_value(self, owner: ClassSymbol) -> bool:
        decorators = {dotted(one.function if isinstance(one, Call) else one) for one in owner.definition.decorators}
        bases = [base for base in self._functions.names.lineage(owner) if isinstance(base, External)]
        return not decorators.isdisjoint(_VALUES) or any(base.name.rpartition(".")[2] not in _PLAIN for base in bases)
