"""What an expression holds: evaluated in a state, through the project's names."""

from __future__ import annotations

from msgspec import structs

from session_lint.config import Config, matches
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
from session_lint.project.attributes import Attributes
from session_lint.project.held import NONE, NOTHING, Held, Holding, State
from session_lint.project.names import Names
from session_lint.project.narrowing import narrowings
from session_lint.project.queries import BUFFERED, loads
from session_lint.project.summaries import Summaries
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, Symbol, ValueSymbol
from session_lint.project.types import FACTORIES, PROVIDERS, REGISTRIES, Types, parsed
from session_lint.project.usage import is_property, taken_by

CARRIERS = frozenset({"flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy_lite.SQLAlchemy", "flask_appbuilder.SQLA"})
"""Extension objects whose ``session`` is a registry of sessions bound to the application's context."""

_PASSES_ON = {"nullcontext": "enter_result", "closing": "thing", "aclosing": "thing"}
_ENTERS = frozenset({"enter_context", "enter_async_context"})
_HANDS_OUT = frozenset({"next", "anext"})
_OF_A_SESSION = frozenset({"transaction", "savepoint", "sessions", "query", "result", "rows", "ended"})
_CONTAINERS = frozenset({
    "list", "tuple", "set", "frozenset", "List", "Tuple", "Set", "FrozenSet", "Sequence", "MutableSequence", "Iterable",
    "Collection", "AbstractSet",
})  # fmt: skip


class Values:
    """Evaluates expressions.

    Args:
        names, types: the project's names and annotations.
        config: scope functions by name.
        summaries: what functions give back.
    """

    def __init__(self, names: Names, types: Types, config: Config, summaries: Summaries) -> None:
        self._names = names
        self._types = types
        self._config = config
        self._summaries = summaries
        self._attributes = Attributes(names, self)
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

    def handed_out(self, holding: Holding) -> Holding:
        """Return what ``next`` or a ``for`` gets out of what it is given."""
        return frozenset(held.becomes("session") for held in holding if held.kind in ("dependency", "sessions"))

    def annotated(self, annotation: Expression | None, scope: Scope, held: Held) -> Holding:
        """Return ``held`` as what an annotation says it is: a session, a factory, an instance, or nothing known."""
        verdict = self._types.verdict(annotation, scope)
        if verdict.kind == "session":
            return frozenset({held.becomes("session"), *([NONE] if verdict.optional else [])})
        symbol = self._annotated_class(annotation, scope)
        if isinstance(symbol, ClassSymbol):
            return frozenset({Held("instance", of=symbol)})
        if isinstance(symbol, External):
            last = symbol.name.rpartition(".")[2]
            if last in FACTORIES and symbol.name.partition(".")[0] in PROVIDERS:
                return frozenset({Held("factory")})
            if symbol.name in CARRIERS:
                return frozenset({Held("instance", "ambient")})
        return self._generic(annotation, symbol, scope, held)

    def _generic(self, annotation: Expression | None, symbol: Symbol | None, scope: Scope, held: Held) -> Holding:
        # list[Session] holds sessions, a ContextVar[Session] keeps one.
        if isinstance(annotation, Literal) and annotation.kind == "str":
            annotation = parsed(annotation.text)
        if not isinstance(annotation, Subscript) or not annotation.items:
            return NOTHING
        if self._types.verdict(annotation.items[0], scope).kind != "session":
            return NOTHING
        name = symbol.name if isinstance(symbol, External) else walk.dotted(annotation.value)
        last = name.rpartition(".")[2]
        if last == "ContextVar":
            return frozenset({Held("variable", "ambient")})
        return frozenset({held.becomes("sessions")}) if last in _CONTAINERS else NOTHING

    def _annotated_class(self, annotation: Expression | None, scope: Scope) -> Symbol | None:
        if isinstance(annotation, Literal) and annotation.kind == "str":
            annotation = parsed(annotation.text)
        if isinstance(annotation, Operation) and annotation.operator == "|":
            annotation = annotation.operands[0]
        if isinstance(annotation, Subscript) and walk.dotted(annotation.value).rpartition(".")[2] in (
            "Optional",
            "Annotated",
        ):
            return self._annotated_class(annotation.items[0], scope)
        return None if annotation is None else self._names.resolve(annotation, scope)

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
            holding = self.annotated(binding.annotation, symbol.scope, Held("session", "ambient"))
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
            return frozenset({Held("session", "ambient", certain=False)})
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
            known = state.memo[id(call)] = self._call(call, scope, state)
        return known

    def _call(self, call: Call, scope: Scope, state: State) -> Holding:
        words = f"{walk.dotted(call.function) or '…'}()"
        return frozenset(
            structs.replace(held, made_by=held.made_by or words, site=held.site or call.span)
            if held.origin == "own"
            else held
            for held in self._made(call, scope, state)
        )

    def _made(self, call: Call, scope: Scope, state: State) -> Holding:
        if isinstance(call.function, Attribute):
            found = self._method(call.function, call, scope, state)
            if found is not None:
                return found
        results: set[Held] = set()
        for held in self.of(call.function, scope, state):
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
            return self.entered(self.of(call.arguments[0].value, scope, state))
        results: set[Held] = set()
        for held in self.of(function.value, scope, state):
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
                    results |= self._from_factories(self.handed_out_by(member, scope), state)
                elif isinstance(member, FunctionSymbol):
                    results |= self._carried(member, self._result(member, call, scope, state))
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
                return self._result(symbol, call, scope, state)
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
                return self.handed_out(self.of(call.arguments[0].value, scope, state))
            case _:
                return NOTHING

    def _result(self, symbol: FunctionSymbol, call: Call | None, scope: Scope, state: State) -> Holding:
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
                results.add(made.becomes(kind, "own") if kind else made)
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
                return self.of(argument.value, scope, state)
        return NOTHING

    def handed_out_by(self, member: FunctionSymbol, scope: Scope) -> Holding:
        """Return what a property, or a method without arguments, gives."""
        return self._carried(member, self._result(member, None, scope, State()))

    def _carried(self, member: FunctionSymbol, results: Holding) -> Holding:
        # A property's session, or a registry, belongs to the object that hands it out.
        carries = is_property(member.function) or self._types.names_registry(member.function.returns, member.scope)
        return frozenset(
            held.becomes(held.kind, "carrier")
            if carries and held.origin == "unknown" and held.kind == "session"
            else held
            for held in results
        )

    def _external(self, name: str, call: Call, scope: Scope, state: State) -> Holding:
        top, _, _ = name.partition(".")
        last = name.rpartition(".")[2]
        first = call.arguments[0].value if call.arguments else None
        if name == "contextvars.ContextVar":
            named = call.function
            return self._generic(named, External(name), scope, NONE) if isinstance(named, Subscript) else NOTHING
        if top in PROVIDERS and last in FACTORIES:
            return frozenset({Held("factory")})
        if top in PROVIDERS and last in REGISTRIES:
            return frozenset({Held("registry", "own")})
        if self._types.is_session_class(External(name)):
            return frozenset({Held("session", "own", guarded=state.absent)})
        if top in PROVIDERS and last in ("object_session", "async_object_session"):
            return frozenset({Held("session", "ambient")})
        if name in CARRIERS:
            return frozenset({Held("instance", "ambient")})
        if matches(self._config.scope_functions, name):
            return frozenset({Held("scope", "own", guarded=state.absent)})
        if top == "contextlib" and last in _PASSES_ON:
            inner = call.argument(_PASSES_ON[last], 0)
            # closing() ends the session with its block as the session's own block does, nullcontext() does not.
            kind = "context" if last == "nullcontext" else "session"
            return frozenset(held.becomes(kind) for held in self.of(inner, scope, state) if held.kind == "session")
        if name in ("typing.cast", "typing_extensions.cast"):
            return self.of(call.argument("val", 1), scope, state)
        if name in ("contextlib.contextmanager", "contextlib.asynccontextmanager") and first is not None:
            made = self._names.resolve(first, scope)
            dependency = isinstance(made, FunctionSymbol) and self._summaries.is_dependency(made)
            return frozenset({Held("maker")}) if dependency else NOTHING
        return NOTHING
