"""What leaves the scope that it lives in: a session, a query that was not run, objects that a commit has expired."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Enter, Return
from session_lint.facts.values import (
    Argument,
    Attribute,
    Call,
    Comprehension,
    Conditional,
    Display,
    Expression,
    Lambda,
    Literal,
    Name,
    Span,
)
from session_lint.project.held import Held, Holding, State
from session_lint.project.lifetimes import Escape, Lifetimes
from session_lint.project.symbols import Scope, ValueSymbol
from session_lint.project.values import Values

_WHAT = {
    "session": "the session",
    "query": "a query that loads from the session when it is iterated over",
    "result": "a result that reads from the session when it is iterated over",
    "rows": "an ORM object whose attributes the commit expires",
}
_LAZY = frozenset({"iter", "map", "filter", "enumerate", "zip", "reversed", "chain", "islice", "from_iterable"})
_KEEPS = frozenset({"refresh", "expunge", "expunge_all", "make_transient"})


class EscapeReader:
    """Reads what leaves the scopes that a function enters.

    Args:
        values: evaluates expressions.
        scope: the scope of the function's body.
        found: where it is written down.
    """

    def __init__(self, values: Values, scope: Scope, found: Lifetimes) -> None:
        self._values = values
        self._scope = scope
        self._found = found
        self._open: list[set[Span]] = []
        self._plain: set[Span] = set()  # made by a factory that is seen to let a commit expire objects
        self._expiring: set[Span] = set()
        self._seen: set[Span] = set()

    def entered(self) -> None:
        """Begin the block of a ``with``."""
        self._open.append(set())

    def opened(self, value: Expression, holding: Holding) -> None:
        """Read what an item of the innermost ``with`` opens."""
        for held in holding:
            if held.site is not None and held.origin == "own" and held.kind in ("scope", "session"):
                self._open[-1].add(held.site)
                if isinstance(value, Call) and self._expires(value):
                    self._plain.add(held.site)
                    if self._begins(value):
                        self._expiring.add(held.site)

    def left(self, statement: Enter, state: State | None) -> None:
        """End the block of a ``with``: what came from its session has ended in the state after it."""
        ended = self._open.pop()
        if not ended or state is None:
            return
        named = {item.target.id for item in statement.items if isinstance(item.target, Name)}
        for name, holding in state.held.items():
            if any(_ends(held, name, named) and held.site in ended for held in holding):
                state.held[name] = frozenset(
                    held.becomes("ended") if _ends(held, name, named) and held.site in ended else held
                    for held in holding
                )

    def used(self, method: str, sessions: Holding) -> None:
        """Read what a session is asked for: a commit expires its objects, some calls keep them."""
        sites = {held.site for held in sessions if held.site is not None}
        if method in _KEEPS:
            self._expiring -= sites
        elif method == "commit":
            self._expiring |= sites & self._plain

    def asked(self, call: Call, holding: Holding, words: str) -> None:
        """Read a call on what may have ended."""
        self._after(call.span, holding, words)

    def handed(self, call: Call, holding: Holding, words: str) -> None:
        """Read an argument that may have ended."""
        self._after(call.span, holding, words)

    def _after(self, span: Span, holding: Holding, words: str) -> None:
        live = [held for held in holding if held.kind not in ("ended", "none")]
        ended = next((held for held in holding if held.kind == "ended"), None)
        if ended is not None and not live and words:
            self._escape(span, words, "is used after the block that it belongs to", "session", ended.site)

    def returned(self, statement: Return, state: State) -> None:
        """Read a ``return``."""
        if statement.value is None or not any(self._open):
            return
        for part, lazily in _parts(statement.value):
            if isinstance(part, Call):
                self._generator(part, statement.span, state)
            for held in self._values.of(part, self._scope, state):
                if held.site is None or not any(held.site in block for block in self._open):
                    continue
                if held.kind == "rows" and (lazily or held.site not in self._expiring):
                    continue
                if held.kind in _WHAT and held.origin == "own":
                    self._escape(statement.span, _WHAT[held.kind], "is returned out of its scope", held.kind, held.site)
                    return

    def _generator(self, call: Call, span: Span, state: State) -> None:
        for handed in self._values.generators.works_with(call, self._scope):
            for held in self._values.of(handed, self._scope, state):
                if held.kind == "session" and held.origin == "own" and any(held.site in block for block in self._open):
                    what = f"the generator that {walk.dotted(call.function)}() makes, which begins to work when it is "
                    self._escape(span, f"{what}iterated over,", "is returned out of its scope", "generator", held.site)

    def _escape(self, span: Span, what: str, how: str, kind: str, made_at: Span | None) -> None:
        if span not in self._seen:
            self._seen.add(span)
            self._found.escapes.append(Escape(span, what, how, kind, made_at))

    def _begins(self, value: Call) -> bool:
        return isinstance(value.function, Attribute) and value.function.name == "begin"

    def _expires(self, value: Call) -> bool:
        # Decided where the factory can be seen, and says nothing of expire_on_commit.
        made = value.function.value if isinstance(value.function, Attribute) else value.function
        meant = self._values.meant(made, self._scope)
        if not isinstance(meant, ValueSymbol) or not isinstance(meant.binding, Bind):
            return False
        maker = meant.binding.value
        return isinstance(maker, Call) and all(not _keeps_objects(argument) for argument in maker.arguments)


def _keeps_objects(argument: Argument) -> bool:
    if argument.star:
        return True
    return argument.keyword == "expire_on_commit" and argument.value != Literal("True")


def _ends(held: Held, name: str, named: set[str]) -> bool:
    # The session ends under the name that its block gave it; a session that was made before may be used again.
    if held.kind in ("query", "result"):
        return True
    return held.kind == "session" and held.origin == "own" and name in named


def _parts(value: Expression) -> Iterator[tuple[Expression, bool]]:
    """Yield what a returned expression hands out, each with whether it is read later."""
    match value:
        case Display():
            for item in value.items:
                yield from _parts(item)
        case Conditional():
            yield from _parts(value.body)
            yield from _parts(value.orelse)
        case Comprehension(kind="generator"):
            for clause in value.clauses:
                yield clause.iterable, True
            for part in walk.expressions(value.element):
                yield part, True
        case Lambda():
            for part in walk.expressions(value.body):
                yield part, True
        case Call() if walk.dotted(value.function).rpartition(".")[2] in _LAZY:
            for argument in value.arguments:
                yield argument.value, True
        case _:
            yield value, False
