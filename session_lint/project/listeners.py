"""Which functions listen to which of SQLAlchemy's events, wherever they are registered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Statement
from session_lint.facts.values import Call, Expression, Literal
from session_lint.project.modules import Module, definitions
from session_lint.project.names import Names
from session_lint.project.symbols import External, FunctionSymbol, Scope

MAPPER_EVENTS = frozenset(f"{when}_{what}" for when in ("before", "after") for what in ("insert", "update", "delete"))
"""The events inside a flush: a listener is given its connection, and must not use a session."""

_DECORATORS = frozenset({"listens_for", "listens"})


class Listeners:
    """Reads the calls of ``event.listen``.

    Args:
        names: resolves what is registered.
        modules: those that register something.
    """

    def __init__(self, names: Names, modules: Iterable[Module]) -> None:
        self._names = names
        self._events: dict[object, set[str]] = {}
        for module in modules:
            self._read(module.facts.body, Scope(module))
            for function, around in definitions(module.facts.body):
                self._read(function.body, Scope(module, (*around, function)))

    def events(self, symbol: FunctionSymbol) -> frozenset[str]:
        """Return the events that a function listens to; ``?`` is one whose name is not written out."""
        found = set(self._events.get(symbol.key, ()))
        for decorator in symbol.function.decorators:
            if isinstance(decorator, Call) and walk.dotted(decorator.function).rpartition(".")[2] in _DECORATORS:
                found.add(_text(decorator.argument("identifier", 1)))
        return frozenset(found)

    def _read(self, body: tuple[Statement, ...], scope: Scope) -> None:
        for call in _calls(body):
            meant = self._names.resolve(call.function, scope)
            listener = call.argument("fn", 2)
            if listener is None or meant != External("sqlalchemy.event.listen"):
                continue
            symbol = self._names.resolve(listener, scope)
            if isinstance(symbol, FunctionSymbol):
                self._events.setdefault(symbol.key, set()).add(_text(call.argument("identifier", 1)))


def _calls(body: tuple[Statement, ...]) -> Iterator[Call]:
    for expression in walk.own_expressions(body):
        if isinstance(expression, Call) and walk.dotted(expression.function).rpartition(".")[2] == "listen":
            yield expression


def _text(expression: Expression | None) -> str:
    return expression.text if isinstance(expression, Literal) and expression.kind == "str" else "?"
