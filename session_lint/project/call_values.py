"""What a call gives: a session of a factory, a scope, the rows of a query, what a function gives back."""

from __future__ import annotations

from msgspec import structs

from session_lint.config import Config, matches
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Subscript
from session_lint.project.annotations import CARRIERS, Annotations
from session_lint.project.connections import joins_a_connection
from session_lint.project.evaluates import Evaluates
from session_lint.project.given_back import GivenBack
from session_lint.project.held import NONE, NOTHING, Held, Holding, State, handed_out
from session_lint.project.names import Names
from session_lint.project.queries import loads
from session_lint.project.summaries import Summaries
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope
from session_lint.project.types import FACTORIES, PROVIDERS, REGISTRIES, Types
from session_lint.project.usage import is_property

_PASSES_ON = {"nullcontext": "enter_result", "closing": "thing", "aclosing": "thing"}
_ENTERS = frozenset({"enter_context", "enter_async_context"})
_HANDS_OUT = frozenset({"next", "anext"})


class CallValues:
    """Evaluates calls.

    Args:
        names, types: the project's names and annotations.
        config: scope functions by name.
        summaries: what functions give back.
        annotations: what annotations say of sessions.
        values: evaluates what is called, and arguments.
    """

    def __init__(
        self,
        names: Names,
        types: Types,
        config: Config,
        summaries: Summaries,
        annotations: Annotations,
        values: Evaluates,
    ) -> None:
        self._names = names
        self._types = types
        self._config = config
        self._summaries = summaries
        self._annotations = annotations
        self._values = values
        self.given_back = GivenBack(types, summaries, values)

    def of(self, call: Call, scope: Scope, state: State) -> Holding:
        """Return what a call gives; what it makes is told by where and by which words it is made."""
        words = f"{walk.dotted(call.function) or '…'}()"
        made = self._made(call, scope, state)
        if any(held.origin == "own" for held in made) and joins_a_connection(call, scope, self._names):
            made = frozenset(held.becomes(held.kind, "unknown") if held.kind == "session" else held for held in made)
        return frozenset(
            structs.replace(held, made_by=held.made_by or words, site=held.site or call.span)
            if held.origin == "own"
            else held
            for held in made
        )

    def _made(self, call: Call, scope: Scope, state: State) -> Holding:
        if isinstance(call.function, Attribute):
            found = self._method(call.function, call, scope, state)
            if found is not None:
                return found
        results: set[Held] = set()
        for held in self._values.of(call.function, scope, state):
            match held.kind:
                case "factory":
                    results.add(Held("session", "own", guarded=state.absent))
                case "registry":
                    origin = "ambient" if held.origin == "ambient" else "own"
                    results.add(Held("session", origin, guarded=state.absent, site=held.site))
                case "maker" if not self._is_function(call.function, scope, state):
                    results.add(Held("scope", "own", guarded=state.absent))
                case "session" if held.origin != "parameter":
                    results.add(held)  # a method or property that hands out a session: self.session()
                case _:
                    pass
        if results:
            return frozenset(results)
        return self._by_name(call, scope, state)

    def _is_function(self, expression: Expression, scope: Scope, state: State) -> bool:
        # A scope function by its own name: what it opens depends on what this call hands it.
        local = isinstance(expression, Name) and expression.id in state.held
        return not local and isinstance(self._names.resolve(expression, scope), FunctionSymbol)

    def _method(self, function: Attribute, call: Call, scope: Scope, state: State) -> Holding | None:
        if function.name in _ENTERS and call.arguments:
            return self._values.entered(self._values.of(call.arguments[0].value, scope, state))
        results: set[Held] = set()
        for held in self._values.of(function.value, scope, state):
            session = held.kind in ("session", "registry")
            if session and function.name == "begin":
                nested = call.argument("nested", 0)
                results.add(held.becomes("transaction" if nested in (None, Literal("False")) else "savepoint"))
            elif session and function.name == "get_transaction":
                results.add(held.becomes("transaction"))
            elif session and function.name in ("begin_nested", "get_nested_transaction"):
                results.add(held.becomes("savepoint"))
            elif (loaded := loads(held.kind, call, function.name)) is not None:
                results.add(held.becomes(loaded))
            elif held.kind == "variable" and function.name == "get":
                results.add(Held("session", "ambient"))
            elif held.kind == "factory" and function.name == "begin":
                results.add(Held("scope", "own", guarded=state.absent))
            elif held.kind == "instance" and held.of is not None:
                member = self._names.class_member(held.of, function.name)
                if isinstance(member, FunctionSymbol) and is_property(member.function):
                    results |= self._from_factories(self.given_back.by_member(member, scope), state)
                elif isinstance(member, FunctionSymbol):
                    results |= self.given_back.carried(member, self.given_back.by(member, call, scope, state))
        return frozenset(results) if results else None

    def _from_factories(self, holding: Holding, state: State) -> Holding:
        # A property that returns a factory, a registry or a maker of scopes is called: self.maker().
        results: set[Held] = set()
        for held in holding:
            if held.kind in ("factory", "registry"):
                results.add(Held("session", held.origin if held.kind == "registry" else "own", guarded=state.absent))
            elif held.kind == "maker":
                results.add(Held("scope", "own", guarded=state.absent))
            elif held.kind == "session":
                results.add(held)
        return frozenset(results)

    def _by_name(self, call: Call, scope: Scope, state: State) -> Holding:
        symbol = self._names.resolve(call.function, scope)
        name = walk.dotted(call.function)
        match symbol:
            case FunctionSymbol():
                return self.given_back.by(symbol, call, scope, state)
            case ClassSymbol():
                if self._types.is_session_class(symbol):
                    return frozenset({Held("session", "own", guarded=state.absent)})
                if matches(self._config.scope_functions, symbol.name) or self._summaries.is_scope_class(symbol):
                    return frozenset({Held("scope", "own", guarded=state.absent, of=symbol)})
                if any(base.name in CARRIERS for base in self._names.lineage(symbol) if isinstance(base, External)):
                    return frozenset({Held("instance", "ambient")})
                return frozenset({Held("instance", of=symbol)})
            case External():
                return self._external(symbol.name, call, scope, state)
            case None if matches(self._config.scope_functions, name):
                return frozenset({Held("scope", "own", guarded=state.absent)})
            case None if name in _HANDS_OUT and call.arguments:
                return handed_out(self._values.of(call.arguments[0].value, scope, state))
            case _:
                return NOTHING

    def _external(self, name: str, call: Call, scope: Scope, state: State) -> Holding:
        top, _, _ = name.partition(".")
        last = name.rpartition(".")[2]
        first = call.arguments[0].value if call.arguments else None
        if name == "contextvars.ContextVar":
            named = call.function
            return (
                self._annotations.generic(named, External(name), scope, NONE)
                if isinstance(named, Subscript)
                else NOTHING
            )
        if top in PROVIDERS and last in FACTORIES:
            return frozenset({Held("factory")})
        if top in PROVIDERS and last in REGISTRIES:
            return frozenset({Held("registry", "own")})
        if self._types.is_session_class(External(name)):
            return frozenset({Held("session", "own", guarded=state.absent)})
        if top in PROVIDERS and last in ("object_session", "async_object_session"):
            return frozenset({Held("session", "row")})
        if name in CARRIERS:
            return frozenset({Held("instance", "ambient")})
        if matches(self._config.scope_functions, name):
            return frozenset({Held("scope", "own", guarded=state.absent)})
        if name == "functools.partial" and first is not None and self._makes_sessions(first, scope, state):
            return frozenset({Held("factory")})
        if top == "contextlib" and last in _PASSES_ON:
            inner = call.argument(_PASSES_ON[last], 0)
            # closing() ends the session with its block as the session's own block does, nullcontext() does not.
            kind = "context" if last == "nullcontext" else "session"
            return frozenset(
                held.becomes(kind) for held in self._values.of(inner, scope, state) if held.kind == "session"
            )
        if name in ("typing.cast", "typing_extensions.cast"):
            return self._values.of(call.argument("val", 1), scope, state)
        if name in ("contextlib.contextmanager", "contextlib.asynccontextmanager") and first is not None:
            made = self._names.resolve(first, scope)
            dependency = isinstance(made, FunctionSymbol) and self._summaries.is_dependency(made)
            return frozenset({Held("maker")}) if dependency else NOTHING
        return NOTHING

    def _makes_sessions(self, made: Expression, scope: Scope, state: State) -> bool:
        meant = self._names.resolve(made, scope)
        if isinstance(meant, (ClassSymbol, External)) and self._types.is_session_class(meant):
            return True
        return any(held.kind == "factory" for held in self._values.of(made, scope, state))
