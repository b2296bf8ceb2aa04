"""The calls of one function into the project: what is called, with which sessions alive, and what is handed over."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Define, Enter, Loop, Statement
from session_lint.facts.values import Argument, Attribute, Call, Expression, Name, Span
from session_lint.project.calls import Calls, Target, extra_keywords, matched, parameter_of
from session_lint.project.circumstances import circumstances, nothing
from session_lint.project.flow_reader import FlowReader
from session_lint.project.functions import Functions
from session_lint.project.held import NOTHING, Held, Holding, State
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.usage import reads

_ENDS = {"commit": "commits", "rollback": "rolls back", "close": "closes"}
_NOT_WORK = frozenset({"close", "commit", "rollback", "begin", "remove", "configure", "info", "bind", "get_bind"})
_ENTERED = frozenset({"scope", "session", "context"})


class Live(Struct, frozen=True):
    """A session that is alive where a call stands: the name that it goes by, and whose it is.

    ``idle`` tells that it was committed and not used since, so that whatever runs now splits nothing; ``since`` is
    where the function got it, None where a parameter or a function around it brings it.
    """

    name: str
    held: Held
    idle: bool
    since: Span | None


class Site(Struct, frozen=True, eq=False):
    """A call of a function of the project.

    ``handed`` is what each session parameter of the callee is given, NOTHING for something unknown; ``stars`` tells
    that ``*args`` or ``**kwargs`` may give more, ``forwards`` that these are all that the caller itself was given so,
    ``optional`` which may be left out. ``absent`` are the caller's parameters that are None here. ``apart``
    tells that the callee runs in a task of its own, or perhaps later.
    """

    span: Span
    callee: FunctionSymbol
    handed: dict[str, Holding]
    stars: bool
    forwards: bool
    optional: frozenset[str]
    live: tuple[Live, ...]
    absent: frozenset[str]
    apart: bool


class Deed(Struct, frozen=True):
    """What a function does to a session itself: ``kind`` is works, commits, rolls back or closes."""

    kind: str
    span: Span
    held: Held
    absent: frozenset[str]


class SiteReader(FlowReader):
    """Reads one function's body for its calls, and for what it does to sessions.

    Args:
        symbol: the function.
        functions: what answers for it and for those that it calls.
        calls: resolves its calls.
        over: the names whose sessions had ended where a nested function is defined.
    """

    def __init__(self, symbol: FunctionSymbol, functions: Functions, calls: Calls, over: frozenset[str]) -> None:
        parameters = frozenset(found.parameter.name for found in functions.session_parameters(symbol))
        super().__init__(functions.values, symbol.scope.inside(symbol.function), parameters)
        self.sites: dict[Span, Site] = {}
        self.deeds: dict[tuple[str, Span], Deed] = {}
        self.beside: dict[Span, Live] = {}
        """The scopes that are opened while a session parameter is alive, by their place."""
        self.over_at: dict[tuple[str, int], frozenset[str]] = {}
        self._functions = functions
        self._calls = calls
        self._over = set(over)
        self._idle: set[str] = set()
        self._carried: dict[str, Held] = {}
        self._since: dict[str, Span] = {}
        self._now = nothing()
        self._captured = self._captures(symbol)
        self._stars = {parameter.name for parameter in symbol.function.parameters if parameter.kind in ("*", "**")}

    def _captures(self, symbol: FunctionSymbol) -> frozenset[str]:
        # What a nested function sees of the function around it, but does not use, is not its session.
        own = {parameter.name for parameter in symbol.function.parameters}
        state = self._functions.start(symbol) if len(symbol.scope.around) > 0 else State()
        return frozenset(
            name
            for name, holding in state.held.items()
            if name not in own and any(_is_session(held) for held in holding) and not reads(symbol.function.body, name)
        )

    def _expressions(self, part: Expression, state: State) -> None:
        found = [*walk.expressions(part)]
        if any(isinstance(expression, Call) for expression in found):
            now, before = circumstances(found), self._now
            now.awaited |= before.awaited
            now.consumed |= before.consumed
            self._now = now
            super()._expressions(part, state)
            self._now = before
        elif found:
            super()._expressions(part, state)
        if self._idle:
            used = {expression.id for expression in found if isinstance(expression, Name)}
            self._idle -= used - {_committed(expression) for expression in found}

    def _opening(self, value: Expression, span: Span, state: State) -> None:
        before = len(self.flow.openings)
        super()._opening(value, span, state)
        for opening in self.flow.openings[before:]:
            for live in self._live(state):
                given = live.held.origin == "parameter" and live.held.parameter not in opening.guarded
                if given and live.held.kind == "session" and not live.idle:
                    self.beside.setdefault(opening.span, live)

    def _call(self, call: Call, state: State) -> None:
        super()._call(call, state)
        if isinstance(call.function, Attribute):
            self._deed(call, call.function, state)
        self._site(call, state)

    def _deed(self, call: Call, function: Attribute, state: State) -> None:
        receiver = walk.dotted(function.value)
        for held in self._values.of(function.value, self._scope, state):
            if held.kind == "transaction" and function.name in ("commit", "rollback"):
                self._do(_ENDS[function.name], call, held, state)
            if not _is_session(held) or held.kind == "instance":
                continue
            if function.name in _ENDS:
                self._do(_ENDS[function.name], call, held, state)
            if function.name not in _NOT_WORK:
                self._do("works", call, held, state)
                if held.origin == "carrier" and receiver:
                    self._carried.setdefault(receiver, held)
            if function.name in ("close", "remove"):
                self._over.add(receiver)
            elif function.name in ("commit", "rollback"):
                self._idle.add(receiver)

    def _do(self, kind: str, call: Call, held: Held, state: State) -> None:
        key = (f"{kind} {held.origin} {held.parameter}", call.span)
        self.deeds.setdefault(key, Deed(kind, call.span, held, state.absent))

    def _site(self, call: Call, state: State) -> None:
        now = self._now
        if _root(call.function) in now.shadowed:
            return
        target = self._calls.target(call, self._scope, state)
        if target is None:
            return
        apart = id(call) in now.apart or id(call) in now.deferred or not self._runs(call, target.function)
        self._called(call, target, apart, state)
        for argument in call.arguments if self._calls.run_for.any(target.function) else ():
            if walk.dotted(argument.value) and not argument.star:
                self._given_function(argument, call, target, apart, state)

    def _given_function(self, argument: Argument, call: Call, target: Target, apart: bool, state: State) -> None:
        # retry(save, event): the callee calls what it is given.
        parameter = parameter_of(target, call, argument)
        made = self._calls.run_for.call(target, parameter, argument, call) if parameter else None
        given = self._calls.meant(argument.value, self._scope, state) if made is not None else None
        if made is not None and given is not None and not self._functions.generates(given.function):
            later = given.function.function.is_async and not target.function.function.is_async
            self._called(made, given, apart or later, state)

    def _called(self, call: Call, target: Target, apart: bool, state: State) -> None:
        symbol = target.function
        arguments, surplus, stars = matched(target, call)
        taken = self._functions.session_parameters(symbol)
        asked = {found.parameter.name for found in taken} | extra_keywords(symbol, arguments)
        handed = {
            name: self._values.of(value, self._scope, state) for name, value in arguments.items() if name in asked
        }
        for value in surplus:  # into *args, which may go on to somebody who takes a session
            holding = self._values.of(value, self._scope, state)
            if any(held.kind == "session" for held in holding):
                handed["*"] = holding
        optional = frozenset(
            found.parameter.name
            for found in taken
            if found.parameter.default is not None
            or self._functions.supplied_by_decorator(symbol, found.parameter.name)
        )
        forwards = stars and self._forwards(call)
        site = Site(call.span, symbol, handed, stars, forwards, optional, self._live(state), state.absent, apart)
        known = self.sites.get(call.span)
        if known is not None:  # the second turn of a loop: what was alive or handed over in either
            both = {name: known.handed.get(name, NOTHING) | holding for name, holding in handed.items()}
            live = tuple(dict.fromkeys((*known.live, *site.live)))
            site = Site(call.span, symbol, both, stars, forwards, optional, live, known.absent & site.absent, apart)
        self.sites[call.span] = site

    def _forwards(self, call: Call) -> bool:
        starred = {
            argument.value.id for argument in call.arguments if argument.star and isinstance(argument.value, Name)
        }
        return starred == self._stars and len(starred) == sum(bool(argument.star) for argument in call.arguments)

    def _runs(self, call: Call, symbol: FunctionSymbol) -> bool:
        # A coroutine runs when it is awaited, a generator when it is iterated over: perhaps elsewhere, and later.
        if id(call) in self._now.awaited:
            return True
        if self._functions.generates(symbol):
            return id(call) in self._now.consumed
        return not symbol.function.is_async

    def _live(self, state: State) -> tuple[Live, ...]:
        found: list[Live] = []
        for name, holding in state.held.items():
            if holding and name not in self._over and name not in self._captured:
                found += [self._alive(name, held) for held in holding if _is_session(held)]
        named = {live.name for live in found}
        found += [
            self._alive(name, held)
            for name, held in self._carried.items()
            if name not in named and name not in self._over
        ]
        return tuple(sorted(found, key=lambda live: (live.name, live.held.origin, live.held.parameter)))

    def _alive(self, name: str, held: Held) -> Live:
        return Live(name, held, name in self._idle, None if held.origin == "parameter" else self._since.get(name))

    def _assign(self, target: Expression, holding: Holding, span: Span, value: Expression | None, state: State) -> None:
        super()._assign(target, holding, span, value, state)
        name = walk.dotted(target)
        if name:
            self._over.discard(name)
            self._idle.discard(name)
            self._since[name] = span

    def _enter(self, statement: Enter, state: State) -> State | None:
        if statement.is_async:
            self._now.awaited.update(id(item.value) for item in statement.items)
        ending: list[str] = []
        for item in statement.items:
            if any(held.kind in _ENTERED for held in self._values.of(item.value, self._scope, state)):
                ending.append(walk.dotted(item.target if item.target is not None else item.value))
        after = super()._enter(statement, state)
        self._over.update(name for name in ending if name)
        return after

    def _block(self, body: tuple[Statement, ...], state: State) -> State | None:
        over, idle = set(self._over), set(self._idle)
        after = super()._block(body, state)
        if after is None:  # what ended there is alive for those who do not go there
            self._over, self._idle = over, idle
        return after

    def _statement(self, statement: Statement, state: State) -> State | None:
        if isinstance(statement, Define):
            function = statement.function
            self.over_at[function.qualname, function.span.line] = frozenset(self._over)
        if isinstance(statement, Loop) and statement.target is not None:
            self._now.consumed.add(id(statement.iterable))
        return super()._statement(statement, state)


def _is_session(held: Held) -> bool:
    # An object that a scope class handed out stands for its session.
    return held.kind == "session" or (held.kind == "instance" and held.origin == "own")


def _committed(expression: Expression) -> str:
    # The name of what a call commits or rolls back.
    match expression:
        case Call(function=Attribute(value=value, name="commit" | "rollback")):
            return walk.dotted(value)
        case _:
            return ""


def _root(function: Expression) -> str:
    while isinstance(function, Attribute):
        function = function.value
    return function.id if isinstance(function, Name) else ""
