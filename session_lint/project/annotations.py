"""What an annotation says that a name holds: a session, several of them, a factory, an instance."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.values import Expression, Literal, Operation, Subscript
from session_lint.project.held import NONE, NOTHING, Held, Holding
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, Scope, Symbol
from session_lint.project.types import FACTORIES, PROVIDERS, Types, parsed

CARRIERS = frozenset({"flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy_lite.SQLAlchemy", "flask_appbuilder.SQLA"})
"""Extension objects whose ``session`` is a registry of sessions bound to the application's context."""

_CONTAINERS = frozenset({
    "list", "tuple", "set", "frozenset", "List", "Tuple", "Set", "FrozenSet", "Sequence", "MutableSequence", "Iterable",
    "Collection", "AbstractSet",
})  # fmt: skip


class Annotations:
    """Reads annotations as what they say of sessions.

    Args:
        names, types: the project's names and what its annotations mean.
    """

    def __init__(self, names: Names, types: Types) -> None:
        self._names = names
        self._types = types

    def held(self, annotation: Expression | None, scope: Scope, held: Held) -> Holding:
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
        return self.generic(annotation, symbol, scope, held)

    def generic(self, annotation: Expression | None, symbol: Symbol | None, scope: Scope, held: Held) -> Holding:
        """Return what a generic of sessions holds: list[Session] has several, a ContextVar[Session] keeps one."""
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
