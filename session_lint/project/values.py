"""What an expression holds: evaluated in a state, through the project's names."""

from __future__ import annotations

from msgspec import structs

from session_lint.config import Config
from session_lint.facts import walk
from session_lint.facts.program import Bind, Function
from session_lint.facts.values import (
    Attribute,
    Await,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Parameter,
    Subscript,
    Walrus,
)
from session_lint.project.annotations import Annotations
from session_lint.project.attributes import Attributes
from session_lint.project.call_values import CallValues
from session_lint.project.generators import Generators
from session_lint.project.held import NONE, NOTHING, Held, Holding, State
from session_lint.project.model_queries import ModelQueries
from session_lint.project.names import Names
from session_lint.project.narrowing import narrowings
from session_lint.project.queries import BUFFERED
from session_lint.project.summaries import Summaries
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, Symbol, ValueSymbol
from session_lint.project.types import Types


class Values:
    """Evaluates expressions.

    Args:
        names, types: the project's names and annotations.
        config: scope functions by name.
        summaries: what functions give back.
    """

    def __init__(self, names: Names, types: Types, config: Config, summaries: Summaries) -> None:
        self._names = names
        self._summaries = summaries
        self.annotations = Annotations(names, types)
        self._calls = CallValues(names, types, config, summaries, self.annotations, self)
        self._attributes = Attributes(names, self.annotations, self._calls.given_back, self)
        self.generators = Generators(names, summaries)
        self.models = ModelQueries(names, self)
        self._bound: dict[object, Holding] = {}

    def meant(self, expression: Expression, scope: Scope) -> Symbol | None:
        """Return what a name or dotted name means in a scope."""
        return self._names.resolve(expression, scope)

    def of(self, expression: Expression | None, scope: Scope, state: State) -> Holding:
        """Return what an expression can hold; empty when nothing is known of it."""
        match expression:
            case Literal(kind="None"):
                return frozenset({NONE})
            case Name():
                if expression.id in state.held:
                    return state.held[expression.id]
                return self._meant(self._names.look_up(expression.id, scope))
            case Attribute():
                return self._attribute(expression, scope, state)
            case Call():
                return self._called(expression, scope, state)
            case Await():
                return self._awaited(expression.value, scope, state)
            case Walrus():
                return self.of(expression.value, scope, state)
            case Conditional():
                true, false = narrowings(expression.test, state)
                return self.of(expression.body, scope, state.narrowed(*true)) | self.of(
                    expression.orelse, scope, state.narrowed(*false)
                )
            case Operation(operator="or"):
                first, second = expression.operands
                _, false = narrowings(first, state)
                kept = frozenset(held for held in self.of(first, scope, state) if held.kind != "none")
                return kept | self.of(second, scope, state.narrowed(*false))
            case Operation(operator="and"):
                return self.of(expression.operands[-1], scope, state)
            case Display():
                inside = [held for item in expression.items for held in self.of(item, scope, state)]
                return frozenset(held.becomes("sessions") for held in inside if held.kind == "session")
            case Subscript():
                symbol = self._names.resolve(expression.value, scope)
                return self._meant(symbol) if isinstance(symbol, (ClassSymbol, External)) else NOTHING
            case _:
                return NOTHING

    def _awaited(self, value: Expression, scope: Scope, state: State) -> Holding:
        holding = self.of(value, scope, state)
        if isinstance(value, Call) and isinstance(value.function, Attribute) and value.function.name in BUFFERED:
            # An asynchronous session reads the whole result before it hands it out.
            return frozenset(held for held in holding if held.kind not in ("query", "result"))
        return holding

    def entered(self, holding: Holding) -> Holding:
        """Return what ``with`` hands out for what it is given."""
        found: set[Held] = set()
        for held in holding:
            match held.kind:
                case "scope" if held.of is not None:
                    found |= self._entered_class(held, held.of)
                case "scope" | "context" | "transaction" | "session":
                    found.add(structs.replace(held, kind="session", made_by=""))
                case "instance":
                    found.add(held)
                case _:
                    pass
        return frozenset(found)

    def _entered_class(self, scope: Held, symbol: ClassSymbol) -> Holding:
        # What __enter__ returns is the session, or the object that has it.
        for name in ("__enter__", "__aenter__"):
            method = self._names.class_member(symbol, name)
            if isinstance(method, FunctionSymbol):
                returned = {held.kind for held in self._summaries.returned(method)}
                if returned & {"session", "registry"}:
                    return frozenset({structs.replace(scope, kind="session", origin="own", of=None, made_by="")})
        return frozenset({scope.becomes("instance", "own")})

    def _meant(self, symbol: Symbol | None) -> Holding:
        match symbol:
            case ValueSymbol(binding=Bind() as binding):
                return self._module_value(symbol, binding)
            case ValueSymbol(binding=Parameter() as parameter):
                return self._summaries.parameter(parameter, symbol.scope)
            case FunctionSymbol() if self._summaries.is_scope_function(symbol):
                return frozenset({Held("maker")})
            case _:
                return NOTHING

    def _module_value(self, symbol: ValueSymbol, binding: Bind) -> Holding:
        # A variable of a module (or of a class) that functions read. A session made there is everybody's.
        key = (symbol.scope.key, symbol.name)
        if key not in self._bound:
            self._bound[key] = NOTHING
            around = symbol.scope.around
            if around and isinstance(around[-1], Function):
                return NOTHING  # another function's local, in a closure: the flow knows, not the name
            holding = self.annotations.held(binding.annotation, symbol.scope, Held("session", "ambient"))
            if binding.operator in ("", "type") and binding.value is not None and len(binding.targets) == 1:
                holding = self.of(binding.value, symbol.scope, State()) or holding
            self._bound[key] = frozenset(
                held.elsewhere("ambient" if held.kind in ("session", "registry", "sessions") else held.origin)
                for held in holding
            )
        return self._bound[key]

    def _attribute(self, expression: Attribute, scope: Scope, state: State) -> Holding:
        path = walk.dotted(expression)
        if path in state.held:
            return state.held[path]
        found: set[Held] = set()
        for held in self.of(expression.value, scope, state):
            found |= self._member(held, expression.name)
        if found:
            return frozenset(found)
        symbol = self._names.resolve(expression, scope)
        if isinstance(symbol, (ValueSymbol, FunctionSymbol)):
            return self._meant(symbol)
        if self._is_inspected(expression, scope):
            return frozenset({Held("session", "row", certain=False)})
        carried = self._summaries.carried(expression, scope)
        return NOTHING if carried is None else frozenset({carried})

    def _is_inspected(self, expression: Attribute, scope: Scope) -> bool:
        # inspect(row).session: the session that a row belongs to.
        if expression.name not in ("session", "async_session") or not isinstance(expression.value, Call):
            return False
        meant = self._names.resolve(expression.value.function, scope)
        return isinstance(meant, External) and meant.name == "sqlalchemy.inspect"

    def attribute_of(self, symbol: ClassSymbol, name: str) -> Holding:
        """Return what an attribute of a class's instances holds."""
        return self._attributes.of_class(symbol, name)

    def _member(self, held: Held, name: str) -> Holding:
        if held.kind == "instance" and held.of is not None:
            inside = self._attributes.of_class(held.of, name)
            if held.origin == "own":
                return frozenset(
                    other.becomes(other.kind, "own") if other.kind == "session" else other for other in inside
                )
            return inside
        if held.kind == "instance" and name == "session":
            return frozenset({Held("registry", "ambient")})
        return NOTHING

    def _called(self, call: Call, scope: Scope, state: State) -> Holding:
        known = state.memo.get(id(call))
        if known is None:
            known = state.memo[id(call)] = self._calls.of(call, scope, state)
        return known
