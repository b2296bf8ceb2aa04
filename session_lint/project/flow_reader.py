"""Reads a function's statements in order, along every way that they can take."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import (
    Bind,
    Branch,
    Define,
    Delete,
    Enter,
    Handler,
    Jump,
    Loop,
    Match,
    Raise,
    Return,
    Statement,
    Try,
)
from session_lint.facts.values import Literal, Name, Operation, Span
from session_lint.project.expression_reader import ExpressionReader
from session_lint.project.failure_reader import mends
from session_lint.project.flow import Commit
from session_lint.project.held import NOTHING, State, handed_out, joined
from session_lint.project.lifetimes import Use
from session_lint.project.narrowing import NOTHING_SAID, narrowings
from session_lint.project.symbols import Scope
from session_lint.project.values import Values


class FlowReader(ExpressionReader):
    """Reads one function's body.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        parameters: the names of its session parameters.
        only_uses: whether of the sessions' lifetimes their uses alone are wanted.
    """

    def __init__(self, values: Values, scope: Scope, parameters: frozenset[str], only_uses: bool = False) -> None:
        super().__init__(values, scope, parameters, only_uses)
        self._turns: list[tuple[list[State], list[State]]] = []  # the states in which loops continue and break
        # What was used in the block whose handler comes next, but for what ended with a savepoint or scope inside it.
        self._tried: list[Use] = []

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
                handed = handed_out(self._values.of(statement.iterable, self._scope, start))
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
            self._tried = [use for use in self._lifetimes.found.uses[since[0] : until] if use.depth <= since[1]]
            after = joined(after, self._handler(handler, inside))
            self._lifetimes.after_handler()
        ended = self._block(statement.final, (after or failed).copy())
        return None if after is None or ended is None else ended

    def _handler(self, handler: Handler, state: State) -> State | None:
        return self._block(handler.body, state)


def _merged(commits: list[Commit]) -> list[Commit]:
    merged: dict[Span, Commit] = {}
    for commit in commits:
        known = merged.get(commit.span)
        sessions = commit.sessions if known is None else known.sessions | commit.sessions
        merged[commit.span] = Commit(commit.span, commit.receiver, sessions, commit.block)
    return list(merged.values())
