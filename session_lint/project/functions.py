"""Every function of the project, in the words of the rules: its session parameters, its flow, its nature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from session_lint.config import Config, matches
from session_lint.facts import walk
from session_lint.facts.program import Bind, Enter, Function
from session_lint.facts.values import Attribute, Call, Display, Expression, Literal, Name, Parameter, Subscript
from session_lint.facts.words import written
from session_lint.project.callers import shown_by_callers
from session_lint.project.carriers import Carriers
from session_lint.project.flow import Flow
from session_lint.project.flow_reader import FlowReader
from session_lint.project.held import NONE, NOTHING, Held, Holding, State
from session_lint.project.injection import Injection
from session_lint.project.modules import Module, definitions
from session_lint.project.names import Names
from session_lint.project.showing import Showing
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope
from session_lint.project.types import Types
from session_lint.project.usage import (
    ends_what_it_yields,
    is_static,
    yields,
)
from session_lint.project.values import Values

_CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})


class SessionParameter(Struct, frozen=True):
    """A parameter that holds a session.

    ``evidence`` says how that is known, ``type_name`` is the type as it is written, without None; ``certain`` tells
    whether a type says so, ``optional`` why it can be left out or be
    None, empty when it can not; ``injected`` whether a decorator or default supplies it.
    """

    parameter: Parameter
    evidence: str
    type_name: str
    certain: bool
    optional: str
    injected: bool

    @property
    def words(self) -> str:
        """What messages call it: with the evidence, where no type says that it is a session."""
        return f"session parameter {self.parameter.name!r}" + ("" if self.certain else f" ({self.evidence})")


class Functions:
    """Answers questions about functions, each once.

    Args:
        names: the project's names.
        config: session names, injectors and scope functions.
        showing: what shows untyped parameters to be sessions; found out when it is first asked for if not given.
    """

    def __init__(self, names: Names, config: Config, showing: Showing | None = None) -> None:
        if showing is not None:
            self._showing = showing
        self.names = names
        self.types = Types(names, config)
        self.values = Values(names, self.types, config, self)
        self._config = config
        self.injection = Injection(names, config)
        self.carriers = Carriers(names, config)
        self._flows: dict[object, Flow] = {}
        self._sessions: dict[object, tuple[SessionParameter, ...] | None] = {}
        self._scopes: dict[object, bool] = {}
        self._generates: dict[object, bool] = {}

    # Session parameters ------------------------------------------------------------------------------------------

    def session_parameters(self, symbol: FunctionSymbol) -> tuple[SessionParameter, ...]:
        """Return a function's session parameters, in their order."""
        found = self._sessions.get(symbol.key)
        if found is None:
            found = tuple(self._session_parameters(symbol))
            self._sessions[symbol.key] = found
        return found

    def _session_parameters(self, symbol: FunctionSymbol) -> Iterator[SessionParameter]:
        for parameter in symbol.function.parameters:
            if parameter.kind in ("*", "**"):
                continue
            verdict = self.types.verdict(parameter.annotation, symbol.scope)
            if verdict.kind == "session":
                evidence, certain = f"its type is {verdict.name}", True
            elif verdict.kind == "unknown" and (shown := self._showing.words(symbol, parameter)):
                evidence, certain = shown, False
            else:
                continue
            injected = verdict.injected or self.injection.supplies(symbol, parameter)
            type_name = written(self.types.without_none(parameter.annotation)) or "Session"
            yield SessionParameter(
                parameter, evidence, type_name, certain, _optional(parameter, verdict.optional), injected
            )

    def supplied_by_decorator(self, symbol: FunctionSymbol, name: str) -> str:
        """Return the decorator that opens a session for a call that leaves a parameter out; empty when none does."""
        return self.injection.by_decorator(symbol, name)

    @cached_property
    def _showing(self) -> Showing:
        # What callers hand over is asked of functions that know as much as can be known without it.
        showing = Showing(self.names, self.types, self._config)
        showing.learn(shown_by_callers(showing, Functions(self.names, self._config, showing), self._config))
        return showing

    def opens_something(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function opens a session of its own, or may."""
        state, scope = State(), symbol.scope.inside(symbol.function)
        for statement in walk.statements(symbol.function.body):
            values: list[Expression | None] = []
            if isinstance(statement, Enter):
                values = [item.value for item in statement.items]
            elif isinstance(statement, Bind):
                values = [statement.value]
            for value in values:
                if any(held.kind == "scope" or held.origin == "own" for held in self.values.of(value, scope, state)):
                    return True
        return False

    # Flow --------------------------------------------------------------------------------------------------------

    def flow(self, symbol: FunctionSymbol) -> Flow:
        """Return what a function does with sessions; for one that is being read already, what is known yet."""
        flow = self._flows.get(symbol.key)
        if flow is None:
            parameters = frozenset(found.parameter.name for found in self.session_parameters(symbol))
            reader = FlowReader(self.values, symbol.scope.inside(symbol.function), parameters)
            flow = self._flows[symbol.key] = reader.flow
            reader.read(symbol.function.body, self.start(symbol))
        return flow

    def start(self, symbol: FunctionSymbol) -> State:
        """Return what is known where a function's body begins."""
        state = State()
        around = symbol.scope.around
        if around and isinstance(around[-1], Function):
            outer = FunctionSymbol(around[-1], Scope(symbol.scope.module, around[:-1]))
            closure = self.flow(outer).closures.get((symbol.function.qualname, symbol.function.span.line))
            if closure is not None:
                state = closure.copy()
        for parameter in symbol.function.parameters:
            state.held[parameter.name] = self._parameter(symbol, parameter)
        owner = symbol.owner
        if owner is not None and symbol.function.parameters and not is_static(symbol.function):
            state.held[symbol.function.parameters[0].name] = frozenset({Held("instance", "parameter", of=owner)})
        return state

    def _parameter(self, symbol: FunctionSymbol, parameter: Parameter) -> Holding:
        for found in self.session_parameters(symbol):
            if found.parameter is parameter:
                held = Held("session", "parameter", parameter.name, certain=found.certain)
                return frozenset({held, NONE} if found.optional else {held})
        holding = self.values.annotations.held(
            parameter.annotation, symbol.scope, Held("session", "parameter", parameter.name)
        )
        if parameter.kind == "*":
            return frozenset(held.becomes("sessions") for held in holding if held.kind == "session")
        return holding

    def parameter(self, parameter: Parameter, scope: Scope) -> Holding:
        """Return what a parameter holds when its function begins."""
        function = scope.around[-1] if scope.around else None
        if not isinstance(function, Function):
            return NOTHING
        return self._parameter(FunctionSymbol(function, Scope(scope.module, scope.around[:-1])), parameter)

    def called(self, call: Call, caller: FunctionSymbol) -> FunctionSymbol | None:
        """Return the function that a call in another function's body names; None when that is no function's name."""
        callee = self.names.resolve(call.function, caller.scope.inside(caller.function))
        return callee if isinstance(callee, FunctionSymbol) else None

    # Summaries ---------------------------------------------------------------------------------------------------

    def returned(self, symbol: FunctionSymbol) -> Holding:
        """Return what a function gives back, by its body, else by its annotation."""
        holding = frozenset(held for held in self.flow(symbol).returned if held.kind != "none")
        return holding or self.values.annotations.held(symbol.function.returns, symbol.scope, Held("session"))

    def yielded(self, symbol: FunctionSymbol) -> Holding:
        """Return what a generator or context manager hands out."""
        return self.flow(symbol).yielded

    def is_dependency(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function is a generator that yields a session which it opened, as web dependencies do."""
        return self.generates(symbol) and any(
            held.kind == "session" and held.origin == "own" for held in self.flow(symbol).yielded
        )

    def generates(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function is a generator, and no context manager made of one."""
        generates = self._generates.get(symbol.key)
        if generates is None:
            generates = yields(symbol.function) and not self._is_context_manager(symbol)
            self._generates[symbol.key] = generates
        return generates

    def carried(self, expression: Attribute, scope: Scope) -> Held | None:
        """Return the session that an attribute of unknown type holds; None when nothing says that it holds one."""
        return self.carriers.held(expression, scope)

    def is_scope_function(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function makes scopes: configured, or a context manager that yields a session it opened."""
        if symbol.key not in self._scopes:
            self._scopes[symbol.key] = False
            self._scopes[symbol.key] = self._makes_scopes(symbol)
        return self._scopes[symbol.key]

    def _makes_scopes(self, symbol: FunctionSymbol) -> bool:
        if matches(self._config.scope_functions, symbol.name):
            return True
        if not self._is_context_manager(symbol):
            return False
        flow = self.flow(symbol)
        if any(held.kind == "session" and held.origin == "own" for held in flow.yielded):
            return True
        if flow.yielded or self.session_parameters(symbol):
            return False
        return self._yields_declared(symbol) and (flow.makes_session or ends_what_it_yields(symbol.function, ()))

    def _yields_declared(self, symbol: FunctionSymbol) -> bool:
        declared = symbol.function.returns
        if isinstance(declared, Subscript) and declared.items:
            first = declared.items[0]
            first = first.items[0] if isinstance(first, Display) and first.items else first  # the parts of a Generator
            return self.types.verdict(first, symbol.scope).kind == "session"
        return ends_what_it_yields(symbol.function, self._config.session_names)

    def _is_context_manager(self, symbol: FunctionSymbol) -> bool:
        for decorator in symbol.function.decorators:
            meant = self.names.resolve(decorator, symbol.scope)
            name = meant.name if isinstance(meant, External) else walk.dotted(decorator)
            if name.rpartition(".")[2] in _CONTEXT_MANAGERS:
                return True
        return False

    def is_scope_class(self, symbol: ClassSymbol) -> bool:
        """Tell whether a class makes scopes: its ``__enter__`` opens a session."""
        for name in ("__enter__", "__aenter__"):
            method = self.names.class_member(symbol, name)
            if isinstance(method, FunctionSymbol) and self.flow(method).makes_session:
                return True
        return False


def _optional(parameter: Parameter, nullable: bool) -> str:
    default = parameter.default
    if isinstance(default, Literal) and default.kind == "None":
        return "its default is None"
    if isinstance(default, (Name, Attribute)):
        return f"its default is {walk.dotted(default)}"
    if nullable:
        return "its type allows None"
    if isinstance(default, Literal):
        return f"its default is {default.kind}"
    return ""


def functions_of(modules: Iterable[Module]) -> Iterator[FunctionSymbol]:
    """Yield every function of some modules, outermost first."""
    for module in modules:
        for function, around in definitions(module.facts.body):
            yield FunctionSymbol(function, Scope(module, around))
