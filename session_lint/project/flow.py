"""What a function does with sessions, in order: what it opens, commits, replaces, gives back and yields."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import (
    Bind,
    Branch,
    Define,
    Delete,
    Enter,
    Jump,
    Loop,
    Match,
    Raise,
    Return,
    Statement,
    Try,
)
from session_lint.facts.values import (
    Attribute,
    Call,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Span,
    Starred,
    Walrus,
    Yield,
)
from session_lint.project.failure_reader import mends
from session_lint.project.held import NOTHING, Flag, Held, Holding, State, joined
from session_lint.project.lifetime_reader import LifetimeReader
from session_lint.project.lifetimes import Lifetimes
from session_lint.project.narrowing import NOTHING_SAID, narrowings, parts_narrowed
from session_lint.project.symbols import Scope
from session_lint.project.values import Values


class Opening(Struct, frozen=True):
    """A scope that is entered, or a session that is made: ``text`` is what opens it.

    ``guarded`` names the parameters that are None there.
    """

    span: Span
    text: str
    guarded: frozenset[str]


class Commit(Struct, frozen=True):
    """A commit: on which sessions, in which words; ``block`` is a ``with session.begin()``, written out in them."""

    span: Span
    receiver: str
    sessions: Holding
    block: bool


class Replacement(Struct, frozen=True):
    """A parameter that is bound anew to a session, where it was not known to be None."""

    span: Span
    parameter: str
    text: str


class Flow(Struct):
    """All of it, for one function.

    ``openings`` are scopes that are entered, ``constructions`` sessions that are made, each where it is made,
    ``closures`` the states in which nested functions were defined, ``lifetimes`` what becomes of the sessions.
    """

    openings: list[Opening]
    constructions: list[Opening]
    commits: list[Commit]
    replacements: list[Replacement]
    returned: Holding
    yielded: Holding
    yields: bool
    makes_session: bool
    closures: dict[tuple[str, int], State]
    lifetimes: Lifetimes


class FlowReader:
    """Reads one function's body.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        parameters: the names of its session parameters.
    """

    def __init__(self, values: Values, scope: Scope, parameters: frozenset[str]) -> None:
        self._values = values
        self._scope = scope
        self._parameters = parameters
        self._lifetimes = LifetimeReader(values, scope)
        self._turns: list[tuple[list[State], list[State]]] = []  # the states in which loops continue and break
        self.flow = Flow([], [], [], [], NOTHING, NOTHING, False, False, {}, self._lifetimes.found)

    def read(self, body: tuple[Statement, ...], state: State) -> None:
        """Read a body that begins in a state into ``flow``."""
        self._block(body, state)
        flow = self.flow
        # A block that is read twice (a loop's) says everything twice.
        flow.openings = list(dict.fromkeys(flow.openings))
        flow.constructions = list(dict.fromkeys(flow.constructions))
        flow.commits = _merged(flow.commits)
        flow.replacements = list(dict.fromkeys(flow.replacements))

    def _block(self, body: tuple[Statement, ...], state: State) -> State | None:
        current: State | None = state
        for statement in body:
            if current is None:
                return None
            current = self._statement(statement, current)
        return current

    def _statement(self, statement: Statement, state: State) -> State | None:
        state.memo.clear()
        self._lifetimes.statement(statement, state)
        for part in walk.parts(statement):
            self._expressions(part, state)
        match statement:
            case Bind():
                self._bind(statement, state)
            case Return():
                self.flow.returned |= self._values.of(statement.value, self._scope, state)
                return None
            case Raise():
                return None
            case Jump():
                if self._turns:
                    self._turns[-1][statement.kind == "break"].append(state)
                return None
            case Delete(target=Name() as target):
                state.held[target.id] = NOTHING
            case Branch():
                return self._branch(statement, state)
            case Loop():
                return self._loop(statement, state)
            case Enter():
                return self._enter(statement, state)
            case Try():
                return self._try(statement, state)
            case Match():
                return self._match(statement, state)
            case Define():
                function = statement.function
                self.flow.closures[function.qualname, function.span.line] = state.copy()
                state.held.pop(function.name, None)
            case _:
                pass
        return state

    def _expressions(self, part: Expression, state: State) -> None:
        waiting = [(part, state)]
        while waiting:
            expression, here = waiting.pop()
            waiting += reversed(list(parts_narrowed(expression, here)))
            self._lifetimes.expression(expression, here)
            match expression:
                case Call():
                    self._call(expression, here)
                case Yield(value=value):
                    self.flow.yields = True
                    self.flow.yielded |= self._values.of(value, self._scope, here)
                case Walrus():
                    holding = self._values.of(expression.value, self._scope, here)
                    self._assign(expression.target, holding, expression.span, expression.value, state)
                case _:
                    pass

    def _call(self, call: Call, state: State) -> None:
        self._construct(self._values.of(call, self._scope, state), call.span, state)
        if not isinstance(call.function, Attribute):
            return
        name = call.function.name
        if name == "commit":
            sessions = _sessions(self._values.of(call.function.value, self._scope, state))
            if sessions:
                receiver = _words(call.function.value)
                self.flow.commits.append(Commit(call.span, receiver, sessions, False))
        elif name in ("enter_context", "enter_async_context") and call.arguments:
            argument = call.arguments[0]
            self._opening(argument.value, argument.span, state)

    def _construct(self, holding: Holding, span: Span, state: State) -> None:
        for held in holding:
            if held.kind == "session" and held.origin == "own":
                self.flow.makes_session = True
                self.flow.constructions.append(Opening(held.site or span, held.made_by, held.guarded | state.absent))

    def _opening(self, value: Expression, span: Span, state: State) -> None:
        self._lifetimes.entered(value, span, state)
        holding = self._values.of(value, self._scope, state)
        opened = [held for held in holding if _opens(held, isinstance(value, Call))]
        if opened:
            guarded = opened[0].guarded
            for held in opened:
                guarded &= held.guarded
            guarded |= state.absent
            self.flow.openings.append(Opening(span, opened[0].made_by or _words(value), guarded))
            self.flow.makes_session = True
        sessions = frozenset(held.becomes("session") for held in holding if held.kind == "transaction")
        if sessions:
            receiver = _words(value)
            if isinstance(value, Call) and isinstance(value.function, Attribute):
                receiver = f"{_words(value.function.value)}.begin()"
            self.flow.commits.append(Commit(span, receiver, sessions, True))

    def _bind(self, statement: Bind, state: State) -> None:
        holding = self._values.of(statement.value, self._scope, state) if statement.operator == "" else NOTHING
        if not holding and statement.annotation is not None:
            holding = self._values.annotated(statement.annotation, self._scope, Held("session"))
        for target in statement.targets:
            self._assign(target, holding, statement.span, statement.value, state)
        if statement.value is not None and len(statement.targets) == 1 and isinstance(statement.targets[0], Name):
            self._remember(statement.targets[0].id, statement.value, state)

    def _remember(self, name: str, value: Expression, state: State) -> None:
        # own = session is None; or close = True where the session is known to be None.
        if isinstance(value, Literal) and value.kind in ("True", "False"):
            state.flags[name] = frozenset({Flag(value.kind == "True", state.absent, state.present)})
        elif isinstance(value, (Operation, Call)):
            true, false = narrowings(value, state)
            if any(true) or any(false):
                state.flags[name] = frozenset({Flag(True, *true), Flag(False, *false)})

    def _assign(self, target: Expression, holding: Holding, span: Span, value: Expression | None, state: State) -> None:
        state.memo.clear()
        match target:
            case Name():
                self._lifetimes.bound(target.id, holding, span, _words(value) if value is not None else target.id)
                if target.id in self._parameters and target.id not in state.absent:
                    self._replace(target.id, holding, span, value)
                state.held[target.id] = holding
                state.flags.pop(target.id, None)
            case Attribute():
                path = walk.dotted(target)
                if path:
                    state.held[path] = holding
            case Display():
                values = value.items if isinstance(value, Display) and len(value.items) == len(target.items) else ()
                for index, item in enumerate(target.items):
                    part = values[index] if values else None
                    self._assign(item, self._values.of(part, self._scope, state), span, part, state)
            case Starred():
                self._assign(target.value, NOTHING, span, None, state)
            case _:
                pass

    def _replace(self, name: str, holding: Holding, span: Span, value: Expression | None) -> None:
        sessions = [held for held in holding if held.kind in ("session", "registry")]
        kept = any(held.parameter == name for held in sessions)
        if sessions and not kept and not all(name in held.guarded for held in sessions) and value is not None:
            made_by = next((held.made_by for held in sessions if held.made_by), _words(value))
            self.flow.replacements.append(Replacement(span, name, made_by))

    def _enter(self, statement: Enter, state: State) -> State | None:
        since = self._lifetimes.enter()
        for item in statement.items:
            self._opening(item.value, item.span, state)
            if item.target is not None:
                entered = self._values.entered(self._values.of(item.value, self._scope, state))
                self._assign(item.target, entered, item.span, item.value, state)
        after = self._block(statement.body, state)
        self._lifetimes.left(statement, since, after)
        return after

    def _branch(self, statement: Branch, state: State) -> State | None:
        true, false = narrowings(statement.test, state)
        first = self._block(statement.body, state.narrowed(*true))
        second = self._block(statement.orelse, state.narrowed(*false))
        return joined(first, second)

    def _match(self, statement: Match, state: State) -> State | None:
        absent, present = narrowings(Operation("is", (statement.subject, Literal("None"))), state)
        after: State | None = None
        for case in statement.cases:
            if case.kind == "None":
                after = joined(after, self._block(case.body, state.narrowed(*absent)))
                state = state.narrowed(*present)
            else:
                after = joined(after, self._block(case.body, state.copy()))
        exhausted = any(case.kind == "_" and case.guard is None for case in statement.cases)
        return after if exhausted else joined(after, state)

    def _loop(self, statement: Loop, state: State) -> State | None:
        true, false = narrowings(statement.iterable, state) if statement.target is None else NOTHING_SAID
        start = state.narrowed(*true)
        broken: list[State] = []
        self._lifetimes.launches.loop(True)
        for _ in range(2):  # the second time with what the first turn left behind
            if statement.target is not None:
                handed = self._values.handed_out(self._values.of(statement.iterable, self._scope, start))
                self._construct(handed, statement.span, start)
                self._assign(statement.target, handed, statement.span, statement.iterable, start)
            self._turns.append(([], []))
            start = start.join(self._block(statement.body, start.copy()))
            continued, broken = self._turns.pop()
            for turn in continued:
                start = start.join(turn)
        self._lifetimes.launches.loop(False)
        after = self._block(statement.orelse, state.narrowed(*false).join(start))
        for turn in broken:
            after = turn.join(after)
        return after

    def _try(self, statement: Try, state: State) -> State | None:
        before = state.copy()
        since = self._lifetimes.here
        after = self._block(statement.body, state)
        until, _ = self._lifetimes.here
        if after is not None:
            after = self._block(statement.orelse, after)
        failed = before.join(state)
        for handler in statement.handlers:
            inside = failed.copy()
            if handler.name:
                inside.held[handler.name] = NOTHING
            self._lifetimes.in_handler(handler, mends(statement.final), since, until, inside)
            after = joined(after, self._block(handler.body, inside))
            self._lifetimes.after_handler()
        ended = self._block(statement.final, (after or failed).copy())
        return None if after is None or ended is None else ended


def _words(value: Expression) -> str:
    if isinstance(value, Call):
        return f"{walk.dotted(value.function) or '…'}()"
    return walk.dotted(value) or "another one"


def _opens(held: Held, is_call: bool) -> bool:
    # A session that is entered where it is made, or later under its name, is a scope. A registry's is, too: the end of
    # its block closes what everybody else uses.
    if held.kind == "scope":
        return True
    if held.kind not in ("session", "context"):
        return False
    return (held.origin == "own" and (is_call or held.made_by != "")) or (held.origin == "ambient" and is_call)


def _sessions(holding: Holding) -> Holding:
    return frozenset(held for held in holding if held.kind in ("session", "registry", "transaction"))


def _merged(commits: list[Commit]) -> list[Commit]:
    merged: dict[Span, Commit] = {}
    for commit in commits:
        known = merged.get(commit.span)
        sessions = commit.sessions if known is None else known.sessions | commit.sessions
        merged[commit.span] = Commit(commit.span, commit.receiver, sessions, commit.block)
    return list(merged.values())
