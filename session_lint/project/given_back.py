"""What a function of the project gives back, for the arguments of one call."""

from __future__ import annotations

from msgspec import structs

from session_lint.facts.values import Call
from session_lint.project.evaluates import Evaluates
from session_lint.project.held import NOTHING, Held, Holding, State
from session_lint.project.summaries import Summaries
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.types import Types
from session_lint.project.usage import is_property, taken_by

_OF_A_SESSION = frozenset({"transaction", "savepoint", "sessions", "query", "result", "rows", "ended"})


class GivenBack:
    """Applies what is known of functions to calls of them.

    Args:
        types: the project's annotations.
        summaries: what functions give back, whoever calls them.
        values: evaluates arguments.
    """

    def __init__(self, types: Types, summaries: Summaries, values: Evaluates) -> None:
        self._types = types
        self._summaries = summaries
        self._values = values

    def by(self, symbol: FunctionSymbol, call: Call | None, scope: Scope, state: State) -> Holding:
        """Return what calling a function gives, for the arguments of this call."""
        is_scope = self._summaries.is_scope_function(symbol)
        dependency = not is_scope and self._summaries.is_dependency(symbol)
        offered = self._summaries.yielded(symbol) if is_scope or dependency else self._summaries.returned(symbol)
        kind = "scope" if is_scope else "dependency" if dependency else None
        results: set[Held] = set()
        for held in offered:
            if held.origin == "parameter":
                given = self._argument(symbol, held.parameter, call, scope, state)
                # What comes of a session that was handed over (its rows, a savepoint) comes of the caller's.
                became = "context" if is_scope else held.kind if held.kind in _OF_A_SESSION else None
                results |= {other.becomes(became or other.kind) for other in given if other.kind != "none"}
                continue
            guarded = self._unless_given(symbol, held.guarded, call, scope, state)
            if guarded is not None:
                made = structs.replace(held, guarded=guarded | state.absent, parameter="", made_by="", site=None)
                results.add(
                    structs.replace(made, kind=kind, origin="own", shared=held.origin == "ambient") if kind else made
                )
        if kind and not offered:
            results.add(Held(kind, "own", guarded=state.absent))
        return frozenset(results)

    def _unless_given(
        self, symbol: FunctionSymbol, guarded: frozenset[str], call: Call | None, scope: Scope, state: State
    ) -> frozenset[str] | None:
        # A callee that opens a session where its own parameter is None opens none where it is handed one; where the
        # caller hands on a parameter that may be None, it is opened where that is.
        found: frozenset[str] = frozenset()
        for name in guarded:
            given = self._argument(symbol, name, call, scope, state)
            if given and not any(held.kind == "none" for held in given):
                return None
            found |= {held.parameter for held in given if held.origin == "parameter"}
        return found

    def _argument(self, symbol: FunctionSymbol, name: str, call: Call | None, scope: Scope, state: State) -> Holding:
        if call is None:
            return NOTHING
        for argument in call.arguments:
            taken = taken_by(symbol, call, argument)
            if taken is not None and taken.name == name:
                return self._values.of(argument.value, scope, state)
        return NOTHING

    def by_member(self, member: FunctionSymbol, scope: Scope) -> Holding:
        """Return what a property, or a method without arguments, gives."""
        return self.carried(member, self.by(member, None, scope, State()))

    def carried(self, member: FunctionSymbol, results: Holding) -> Holding:
        """Return what a member gives, as its object's: a property's session, or a registry, belongs to that."""
        carries = is_property(member.function) or self._types.names_registry(member.function.returns, member.scope)
        return frozenset(
            held.becomes(held.kind, "carrier")
            if carries and held.origin == "unknown" and held.kind == "session"
            else held
            for held in results
        )
