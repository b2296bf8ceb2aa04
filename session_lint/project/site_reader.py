"""Reads one function's body for its calls into the project, and for what it does to sessions."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Define, Enter, Handler, Loop, Statement
from session_lint.facts.values import Argument, Attribute, Call, Expression, Name, Span
from session_lint.project.calls import Calls, Target, extra_keywords, matched, parameter_of
from session_lint.project.circumstances import circumstances, nothing
from session_lint.project.failure_reader import ERRORS, errors, failing
from session_lint.project.flow_reader import FlowReader
from session_lint.project.functions import Functions
from session_lint.project.held import NOTHING, Held, Holding, State
from session_lint.project.receivers import began, ended_by, root, written
from session_lint.project.sites import Conditions, Deed, Live, Site
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.usage import reads

_ENDS = {"commit": "commits", "rollback": "rolls back", "close": "closes"}
_NOT_WORK = frozenset({"close", "commit", "rollback", "begin", "remove", "configure", "info", "bind", "get_bind"})
_ANYHOW = Conditions()
_ENTERED = frozenset({"scope", "session", "context"})
_ENDS_IT = frozenset({"scope", "session", "transaction"})
"""What is committed or closed where its block ends; what a context hands out is not."""


class SiteReader(FlowReader):
    """Reads one function's body for its calls, and for what it does to sessions.

    Args:
        symbol: the function.
        functions: what answers for it and for those that it calls.
        calls: resolves its calls.
        over: the names whose sessions had ended where a nested function is defined.

    Attributes:
        sites, deeds: the calls, and what it does to sessions itself.
        over_at: for each nested function, the names whose sessions had ended where it is defined.
        conditions: under which conditions each place is reached.
        beside: for each scope that is entered while a session parameter is alive, that session.
        made_at: for each scope that is entered, the call that made it.
    """

    def __init__(self, symbol: FunctionSymbol, functions: Functions, calls: Calls, over: frozenset[str]) -> None:
        parameters = frozenset(found.parameter.name for found in functions.session_parameters(symbol))
        super().__init__(functions.values, symbol.scope.inside(symbol.function), parameters, only_uses=True)
        self.sites: dict[Span, Site] = {}
        self.deeds: dict[tuple[str, Span], Deed] = {}
        self.beside: dict[Span, Live] = {}
        self.over_at: dict[tuple[str, int], frozenset[str]] = {}
        self.conditions: dict[Span, Conditions] = {}
        self.made_at: dict[Span, Span] = {}
        self._functions = functions
        self._calls = calls
        self._over = set(over)
        self._failed: set[str] = set()
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
        if state.idle:
            used = {written(expression) for expression in found}
            state.idle -= used - {ended_by(expression) for expression in found}

    def _call(self, call: Call, state: State) -> None:
        self._note(call.span, state)
        super()._call(call, state)
        if isinstance(call.function, Attribute):
            self._deed(call, call.function, state)
        self._site(call, state)

    def _deed(self, call: Call, function: Attribute, state: State) -> None:
        receiver = written(function.value)
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
            if function.name in ("close", "remove", "commit", "rollback"):
                state.idle |= {receiver}
                self._failed.discard(receiver)

    def _do(self, kind: str, call: Call, held: Held, state: State) -> None:
        key = (f"{kind} {held.origin} {held.parameter}", call.span)
        self.deeds.setdefault(key, Deed(kind, call.span, held, state.absent))

    def _opening(self, value: Expression, span: Span, state: State) -> None:
        self._note(span, state)
        for held in self._values.of(value, self._scope, state):
            if held.kind in _ENTERED and held.origin == "own" and held.site is not None:
                self.made_at[span] = held.site
        before = len(self.flow.openings)
        super()._opening(value, span, state)
        for opening in self.flow.openings[before:]:
            for live in self._live(state):
                given = live.held.origin == "parameter" and live.held.parameter not in opening.guarded
                if given and live.held.kind == "session" and not live.idle:
                    self.beside.setdefault(opening.span, live)

    def _note(self, span: Span, state: State) -> None:
        # A place that is read twice, in a loop, is reached in either way.
        ended = frozenset(
            held.parameter
            for name in state.idle
            for held in state.held.get(name, NOTHING)
            if held.kind == "session" and held.origin == "parameter"
        )
        now = Conditions(state.unlike, ended) if state.unlike or ended else _ANYHOW
        known = self.conditions.get(span)
        self.conditions[span] = now if known is None else known.either(now)

    def _site(self, call: Call, state: State) -> None:
        now = self._now
        if root(call.function) in now.shadowed:
            return
        target = self._calls.target(call, self._scope, state)
        if target is None:
            return
        apart = id(call) in now.apart or id(call) in now.deferred or not self._runs(call, target.function)
        streamed = id(call) in now.streamed and self._functions.generates(target.function)
        self._called(call, target, apart, state, streamed)
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
            self._note(made.span, state)
            self._called(made, given, apart or later, state)

    def _called(self, call: Call, target: Target, apart: bool, state: State, streamed: bool = False) -> None:
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
        live, absent, given = self._live(state), state.absent, state.given
        known = self.sites.get(call.span)
        if known is not None:  # the second turn of a loop: what was alive or handed over in either
            handed = {name: known.handed.get(name, NOTHING) | holding for name, holding in handed.items()}
            live = tuple(dict.fromkeys((*known.live, *live)))
            absent, given = known.absent & absent, known.given & given
        conditions = self.conditions[call.span]
        self.sites[call.span] = Site(
            call.span,
            symbol,
            handed,
            stars,
            forwards,
            optional,
            live,
            absent,
            apart,
            arguments,
            given,
            conditions,
            streamed,
        )

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
        gone = self._over | self._failed
        for name, holding in state.held.items():
            if holding and name not in gone and name not in self._captured:
                found += [self._alive(name, held, state) for held in holding if _is_session(held)]
        named = {live.name for live in found}
        found += [
            self._alive(name, held, state)
            for name, held in self._carried.items()
            if name not in named and name not in gone
        ]
        return tuple(sorted(found, key=lambda live: (live.name, live.held.origin, live.held.parameter)))

    def _alive(self, name: str, held: Held, state: State) -> Live:
        return Live(name, held, name in state.idle, None if held.origin == "parameter" else self._since.get(name))

    def _assign(self, target: Expression, holding: Holding, span: Span, value: Expression | None, state: State) -> None:
        super()._assign(target, holding, span, value, state)
        name = walk.dotted(target)
        if name:
            self._over.discard(name)
            state.idle -= {name}
            state.given -= {name}
            self._since[name] = span

    def _handler(self, handler: Handler, state: State) -> State | None:
        # Nothing can be done with a session that failed until it is rolled back, and then its transaction is over.
        before = set(self._failed)
        names = errors(handler.type)
        if names and all(name in ERRORS for name in names):
            for use in failing(True, self._tried):
                self._failed |= {use.words} | {name for name, held in state.held.items() if held & use.sessions}
        after = super()._handler(handler, state)
        self._failed = before
        return after

    def _enter(self, statement: Enter, state: State) -> State | None:
        if statement.is_async:
            self._now.awaited.update(id(item.value) for item in statement.items)
        over: set[str] = set()
        idle: set[str] = set()
        for item in statement.items:
            kinds = {held.kind for held in self._values.of(item.value, self._scope, state)}
            named = walk.dotted(item.target) if item.target is not None else ""
            if kinds & _ENTERED:
                over.add(named or walk.dotted(item.value))
            if kinds and kinds <= _ENDS_IT:
                idle |= {named, walk.dotted(item.value), began(item.value)}
        after = super()._enter(statement, state)
        if after is not None:
            after.idle |= idle - {""}
        self._over |= over - {""}
        return after

    def _block(self, body: tuple[Statement, ...], state: State) -> State | None:
        over = set(self._over)
        after = super()._block(body, state)
        if after is None:  # what ended there is alive for those who do not go there
            self._over = over
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
