"""Reads what becomes of sessions, beside the flow that knows what names hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Declare, Enter, Evaluate, Handler, Loop, Return, Statement
from session_lint.facts.values import Attribute, Call, Expression, Name, Span
from session_lint.facts.words import written
from session_lint.project.escape_reader import EscapeReader
from session_lint.project.failure_reader import FailureReader
from session_lint.project.held import Holding, State
from session_lint.project.launch_reader import LaunchReader
from session_lint.project.lifetimes import Ending, Lifetimes, Setting, Taking, Use
from session_lint.project.release_reader import ReleaseReader
from session_lint.project.symbols import External, Scope, Symbol, ValueSymbol
from session_lint.project.values import Values

ENDS = frozenset({"rollback", "close", "aclose", "expunge_all", "reset", "invalidate", "remove"})
"""What ends a session's transaction, or the session."""

_LOGS = re.compile(r"(^|\.)(print|repr|str|id|isinstance|type|bool|cast|(log|logger|logging|_log|_logger)\.\w+)$")
_OF_ROWS = frozenset({"object_session", "async_object_session", "inspect"})
_SESSIONS = ("session", "registry")


class LifetimeReader:
    """Reads one function's statements as the flow comes by them.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        only_uses: whether what is wanted is the uses of the sessions alone, which costs less.
    """

    def __init__(self, values: Values, scope: Scope, only_uses: bool = False) -> None:
        self._values = values
        self._scope = scope
        self._only_uses = only_uses
        self.found = Lifetimes()
        self._handlers: list[str] = []
        self._depth = 0
        self._globals: set[str] = set()
        self._endings: dict[Span, Ending] = {}
        self._releases = ReleaseReader(values, scope, self.found)
        self._failures = FailureReader(self.found)
        self._escapes = EscapeReader(values, scope, self.found)
        self.launches = LaunchReader(values, scope, self.found)

    def statement(self, statement: Statement, state: State) -> None:
        """Read what a statement says itself, in the state before it."""
        if self._only_uses:
            return
        if isinstance(statement, Declare) and statement.kind == "global":
            self._globals.update(statement.names)
        if not self.found.takings:
            for part, span in spans(statement):
                self._take(part, span, state)
        if isinstance(statement, (Bind, Evaluate)):
            self._set(statement, state)
        self._releases.statement(statement, state)
        self.launches.statement(statement)
        if isinstance(statement, Return):
            self._escapes.returned(statement, state)

    def expression(self, expression: Expression, state: State) -> None:
        """Read an expression, in the state in which it is evaluated."""
        if not self._only_uses:
            self._releases.expression(expression, state)
            self.launches.expression(expression, state)
        if isinstance(expression, Call):
            self.call(expression, state)

    def call(self, call: Call, state: State) -> None:
        """Read a call, in the state in which it is evaluated."""
        for held in self._values.of(call, self._scope, state):
            if held.site == call.span and state.failed:
                self._failures.made_anew(call.span, state)
        if not _LOGS.search(walk.dotted(call.function)):
            for argument in call.arguments:
                if isinstance(argument.value, (Name, Attribute)):
                    handed = self._values.of(argument.value, self._scope, state)
                    given = frozenset(held for held in handed if held.kind in _SESSIONS)
                    words = walk.dotted(argument.value)
                    self._escapes.handed(call, handed, words)
                    if given:
                        self._used(Use(call.span, words, "", given, self._depth, call), state)
        if not isinstance(call.function, Attribute):
            return
        method = call.function.name
        holding = self._values.of(call.function.value, self._scope, state)
        words = walk.dotted(call.function.value) or "the session"
        self._escapes.asked(call, holding, words)
        sessions = frozenset(held for held in holding if held.kind in _SESSIONS)
        self._escapes.used(method, sessions)
        if method == "rollback":
            sessions |= frozenset(held for held in holding if held.kind == "transaction")
        savepoints = frozenset(held for held in holding if held.kind == "savepoint")
        if method == "rollback" and savepoints:
            self._failures.used(Use(call.span, words, method, savepoints, self._depth), state)
        if not sessions:
            return
        if method in ENDS:
            self._ended(call.span, words, method, sessions)
        if method == "execute" and not self.launches.writes(call):
            method = "read"
        self._used(Use(call.span, words, method, sessions, self._depth), state)

    def _used(self, use: Use, state: State) -> None:
        self.found.uses.append(use)
        self._failures.used(use, state)

    def entered(self, value: Expression, span: Span, state: State) -> None:
        """Read an item of a ``with``."""
        holding = self._values.of(value, self._scope, state)
        if self._protects(holding, value, state):
            self._depth += 1
        opened = (held for held in holding if held.kind in ("scope", "session", "context"))
        self.found.entered |= {held.site for held in opened if held.site is not None}
        self._escapes.opened(value, holding)
        given = frozenset(held for held in holding if held.kind == "session")
        if given:
            self._ended(span, _words(value), "with", given)

    def bound(self, name: str, holding: Holding, span: Span, words: str) -> None:
        """Read what a name is bound to."""
        self.launches.bound(name)
        if name in self._globals and any(held.kind == "session" for held in holding):
            self.found.globals.append(Taking(span, words))
            self.found.released |= {held.site for held in holding if held.site is not None}

    def _ended(self, span: Span, words: str, method: str, sessions: Holding) -> None:
        handler = self._handlers[-1] if self._handlers else ""
        known = self._endings.get(span)
        if known is not None:  # a loop's block is read twice
            sessions |= known.sessions
        self._endings[span] = Ending(span, words, method, sessions, handler)
        self.found.endings = list(self._endings.values())

    def _protects(self, holding: Holding, value: Expression, state: State) -> bool:
        # The end of the block undoes what failed inside it; what takes a session and is not known may do so too.
        if any(held.kind in ("savepoint", "transaction", "scope", "session", "context") for held in holding):
            return True
        return isinstance(value, Call) and any(
            held.kind in _SESSIONS
            for argument in value.arguments
            for held in self._values.of(argument.value, self._scope, state)
        )

    def enter(self) -> tuple[int, int]:
        """Begin a ``with``; return where that is."""
        self._escapes.entered()
        return self.here

    @property
    def here(self) -> tuple[int, int]:
        """How many uses there have been, and how many savepoints and scopes are around this place."""
        return len(self.found.uses), self._depth

    def left(self, statement: Enter, since: tuple[int, int], state: State | None) -> None:
        """End the block of a ``with`` that began ``since``; the state is the one after it."""
        count, self._depth = since
        self._escapes.left(statement, state)
        for item in statement.items:
            value = item.value
            if (
                state is not None
                and isinstance(value, Call)
                and _is_suppress(self._values.meant(value.function, self._scope))
            ):
                self._failures.suppressed(value, item.span, self.found.uses[count:], self._depth, state)

    def in_handler(self, handler: Handler, final: bool, since: tuple[int, int], until: int, state: State) -> None:
        """Begin the block of an exception's handler, of a ``try`` whose block began ``since`` and had uses ``until``.

        ``final`` tells that what stands in ``finally`` mends the session.
        """
        self._handlers.append(written(handler.type) or "an exception")
        if not final:
            self._failures.caught(handler, self.found.uses[since[0] : until], since[1], state)

    def after_handler(self) -> None:
        """End the block of an exception's handler."""
        self._handlers.pop()

    def _take(self, part: Expression, span: Span, state: State) -> None:
        # The first place where a session comes from outside all parameters and locals.
        if isinstance(part, Call):
            if self._is_ambient(part, state):
                self._taken(part.function, part, part.span, state)
                return
            if isinstance(part.function, Attribute):
                self._take(part.function.value, part.span, state)
            for argument in part.arguments:
                self._take(argument.value, argument.span, state)
            return
        if isinstance(part, (Name, Attribute)):
            if self._is_ambient(part, state):
                self._taken(part, part, span, state)
            elif isinstance(part, Attribute) and self._values.models.is_one(part, self._scope, state):
                self.found.takings.append(Taking(span, walk.dotted(part)))
            elif isinstance(part, Attribute):
                self._take(part.value, span, state)
            return
        for child in walk.children(part):
            self._take(child, span, state)

    def _is_ambient(self, part: Expression, state: State) -> bool:
        holding = self._values.of(part, self._scope, state)
        return bool(holding) and all(held.kind in _SESSIONS and held.origin in ("ambient", "row") for held in holding)

    def _taken(self, part: Expression, whole: Expression, span: Span, state: State) -> None:
        called = part is not whole
        path = walk.dotted(part)
        if self.found.takings or path.partition(".")[0] in state.held:
            return  # a local, or what an object carries, was taken where it was bound
        row = self._row(whole)
        words = (path or "a session") + (f"({row})" if called else "")
        if row and not called:
            words = f"inspect({row}).session"
        if path and not called and span.line == span.end_line:
            span = Span(span.line, span.column, span.line, min(span.column + len(path), span.end_column))
        self.found.takings.append(Taking(span, words, row))

    def _row(self, part: Expression) -> str:
        # The object whose session object_session(row) and inspect(row).session are.
        call = part.value if isinstance(part, Attribute) else part
        if not isinstance(call, Call) or not call.arguments:
            return ""
        meant = self._values.meant(call.function, self._scope)
        known = isinstance(meant, External) and meant.name.rpartition(".")[2] in _OF_ROWS
        return (walk.dotted(call.arguments[0].value) or "…") if known else ""

    def _set(self, statement: Bind | Evaluate, state: State) -> None:
        value = statement.value
        if not isinstance(value, Call) or not isinstance(value.function, Attribute) or value.function.name != "set":
            return
        if not value.arguments or not self._is_variable(value.function.value, state):
            return
        given = self._values.of(value.arguments[0].value, self._scope, state)
        if not any(held.kind == "session" for held in given):
            return
        token = ""
        if isinstance(statement, Bind):
            token = walk.dotted(statement.targets[0]) or "?"
        self.found.settings.append(Setting(value.span, walk.dotted(value.function.value), token))

    def _is_variable(self, receiver: Expression, state: State) -> bool:
        if any(held.kind == "variable" for held in self._values.of(receiver, self._scope, state)):
            return True
        match self._values.meant(receiver, self._scope):
            case ValueSymbol(binding=Bind(value=Call(function=made)), scope=scope):  # no type says what it keeps
                meant = self._values.meant(made, scope)
                return isinstance(meant, External) and meant.name == "contextvars.ContextVar"
            case _:
                return False


def spans(statement: Statement) -> Iterator[tuple[Expression, Span]]:
    """Yield the expressions that a statement reads itself, each with the narrowest place known of it."""
    match statement:
        case Bind():
            if statement.value is not None:
                yield statement.value, statement.value_span
            for target in statement.targets:
                if not isinstance(target, Name):
                    yield from ((child, statement.span) for child in walk.children(target))
        case Evaluate():
            yield statement.value, statement.span
        case Return():
            if statement.value is not None:
                yield statement.value, statement.span
        case Loop():
            yield statement.iterable, statement.span
        case Enter():
            for item in statement.items:
                yield item.value, item.span
        case _:
            for part in walk.reading(statement):
                for expression in walk.expressions(part):
                    if isinstance(expression, Call):
                        yield expression, expression.span


def _is_suppress(meant: Symbol | None) -> bool:
    return isinstance(meant, External) and meant.name == "contextlib.suppress"


def _words(value: Expression) -> str:
    if not isinstance(value, Call):
        return walk.dotted(value) or "the session"
    inside = walk.dotted(value.arguments[0].value) if value.arguments else ""
    return f"{walk.dotted(value.function) or '…'}({inside})"
