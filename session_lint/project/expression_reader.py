"""Reads what one step of a function does with sessions: what its expressions open, make and commit, what it binds."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind
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
from session_lint.project.flow import Commit, Flow, Opening, Replacement
from session_lint.project.held import NOTHING, Flag, Held, Holding, State
from session_lint.project.lifetime_reader import LifetimeReader
from session_lint.project.narrowing import narrowings, parts_narrowed
from session_lint.project.symbols import Scope
from session_lint.project.values import Values


class ExpressionReader:
    """Reads the expressions and bindings of one function, each in the state in which it is evaluated.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        parameters: the names of its session parameters.
        only_uses: whether of the sessions' lifetimes their uses alone are wanted.
    """

    def __init__(self, values: Values, scope: Scope, parameters: frozenset[str], only_uses: bool = False) -> None:
        self._values = values
        self._scope = scope
        self._parameters = parameters
        self._lifetimes = LifetimeReader(values, scope, only_uses)
        self.flow = Flow([], [], [], [], NOTHING, NOTHING, False, False, {}, self._lifetimes.found)

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
            shared = all(held.shared or held.origin == "ambient" for held in opened)
            self.flow.openings.append(Opening(span, opened[0].made_by or _words(value), guarded, shared))
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
            holding = self._values.annotations.held(statement.annotation, self._scope, Held("session"))
        for target in statement.targets:
            self._assign(target, holding, statement.span, statement.value, state)
        if statement.value is not None and len(statement.targets) == 1 and isinstance(statement.targets[0], Name):
            self._remember(statement.targets[0].id, statement.value, state)

    def _remember(self, name: str, value: Expression, state: State) -> None:
        # own = session is None; or close = True where the session is known to be None.
        if isinstance(value, Literal) and value.kind in ("True", "False"):
            state.flags[name] = frozenset({Flag(value.kind == "True", state.absent, state.present, state.unlike)})
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
