"""What an annotation says: a session, something else, or nothing."""

from __future__ import annotations

import ast
import builtins
import functools
import typing

from msgspec import Struct

from session_lint.config import Config, matches
from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import (
    Attribute,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Name,
    Operation,
    Subscript,
)
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, Symbol, ValueSymbol

SESSIONS = frozenset({"Session", "AsyncSession", "scoped_session", "async_scoped_session", "SignallingSession"})
"""The session types of SQLAlchemy and of the packages that subclass them, by their last name."""

PROVIDERS = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy", "sqlalchemy_utils", "flask_sqlalchemy_lite"})
"""The packages whose session types these are."""

FACTORIES = frozenset({"sessionmaker", "async_sessionmaker"})
REGISTRIES = frozenset({"scoped_session", "async_scoped_session"})

_WRAPPERS = frozenset({"Optional", "Union"})
_FIRST = frozenset({"Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar", "Type", "type"})
_SILENT = frozenset({"typing.Any", "typing.TypeVar", "object", "typing_extensions.Any", "_typeshed.Incomplete"})
_DEEPEST = 24

Kind = typing.Literal["session", "other", "unknown"]


class Verdict(Struct, frozen=True):
    """What an annotation says.

    ``optional`` tells that None is allowed, ``injected`` that ``Annotated`` carries a provider (``Depends(…)``),
    ``name`` is the type that decided.
    """

    kind: Kind
    name: str = ""
    optional: bool = False
    injected: bool = False


UNKNOWN = Verdict("unknown")


class Types:
    """Reads annotations.

    Args:
        names: resolves the names in them.
        config: the project's own session types.
    """

    def __init__(self, names: Names, config: Config) -> None:
        self._names = names
        self._config = config

    def verdict(self, annotation: Expression | None, scope: Scope, depth: int = 0) -> Verdict:
        """Return what an annotation says about a value being a session."""
        if annotation is None or depth > _DEEPEST:
            return UNKNOWN
        match annotation:
            case Literal(kind="None"):
                return Verdict("other", "None", optional=True)
            case Literal(kind="str"):
                return self.verdict(parsed(annotation.text), scope, depth + 1)
            case Operation(operator="|"):
                return _either([self.verdict(operand, scope, depth + 1) for operand in annotation.operands])
            case Name() | Attribute():
                return self._named(self._names.resolve(annotation, scope), annotation, depth)
            case Subscript():
                return self._generic(annotation, scope, depth)
            case Conditional():
                options = (annotation.body, annotation.orelse)
                return _either([self.verdict(option, scope, depth + 1) for option in options])
            case Call():
                return self._made(annotation, scope, depth)
            case _:
                return UNKNOWN

    def is_session_class(self, symbol: Symbol | None) -> bool:
        """Tell whether a symbol is a session type: SQLAlchemy's, a configured one, or a subclass in the project."""
        match symbol:
            case External():
                top, _, _ = symbol.name.partition(".")
                last = symbol.name.rpartition(".")[2]
                return (top in PROVIDERS and last in SESSIONS) or matches(self._config.session_types, symbol.name)
            case ClassSymbol():
                if matches(self._config.session_types, symbol.name):
                    return True
                return any(
                    isinstance(base, External) and self.is_session_class(base) for base in self._names.lineage(symbol)
                )
            case ValueSymbol():
                return matches(self._config.session_types, f"{symbol.scope.module.name}.{symbol.name}")
            case _:
                return False

    def without_none(self, annotation: Expression | None) -> Expression | None:
        """Return an annotation without the None that it allows: ``Session`` for ``Optional["Session"]``."""
        match annotation:
            case Literal(kind="str"):
                return self.without_none(parsed(annotation.text)) or annotation
            case Operation(operator="|"):
                kept = tuple(operand for operand in annotation.operands if operand != Literal("None"))
                return self.without_none(kept[0]) if len(kept) == 1 else annotation
            case Subscript() if walk.dotted(annotation.value).rpartition(".")[2] in _WRAPPERS:
                kept = tuple(item for item in _flat(annotation.items) if item != Literal("None"))
                return self.without_none(kept[0]) if len(kept) == 1 else Operation("|", kept)
            case _:
                return annotation

    def names_registry(self, annotation: Expression | None, scope: Scope) -> bool:
        """Tell whether an annotation is a registry of sessions (``scoped_session``), or a subclass of one."""
        verdict = self.verdict(annotation, scope)
        if verdict.kind != "session" or annotation is None:
            return False
        if verdict.name.rpartition(".")[2] in REGISTRIES:
            return True
        symbol = self._names.resolve(annotation, scope)
        lineage = self._names.lineage(symbol) if isinstance(symbol, ClassSymbol) else []
        return any(isinstance(base, External) and base.name.rpartition(".")[2] in REGISTRIES for base in lineage)

    def _named(self, symbol: Symbol | None, annotation: Expression, depth: int) -> Verdict:
        if self.is_session_class(symbol):
            name = symbol.name if isinstance(symbol, (External, ClassSymbol, ValueSymbol)) else ""
            return Verdict("session", name)
        match symbol:
            case External():
                if symbol.name in _SILENT or symbol.name == "?":
                    return UNKNOWN
                return Verdict("other", symbol.name)
            case ClassSymbol():
                return Verdict("other", symbol.name)
            case ValueSymbol(binding=Bind() as binding):
                if binding.value is None:
                    return UNKNOWN
                return self.verdict(binding.value, symbol.scope, depth + 1)
            case None if (
                isinstance(annotation, Name) and annotation.id != "object" and hasattr(builtins, annotation.id)
            ):
                return Verdict("other", annotation.id)
            case FunctionSymbol():
                return Verdict("other", symbol.name)
            case _:
                return UNKNOWN

    def _generic(self, annotation: Subscript, scope: Scope, depth: int) -> Verdict:
        symbol = self._names.resolve(annotation.value, scope)
        name = symbol.name if isinstance(symbol, External) else ""
        last = name.rpartition(".")[2] or (annotation.value.id if isinstance(annotation.value, Name) else "")
        if last in _WRAPPERS:
            verdicts = [self.verdict(item, scope, depth + 1) for item in _flat(annotation.items)]
            return _either([*verdicts, *([Verdict("other", "None", optional=True)] if last == "Optional" else [])])
        if last in _FIRST and annotation.items:
            items = _flat(annotation.items)
            first = self.verdict(items[0], scope, depth + 1)
            injected = first.injected or (last == "Annotated" and any(isinstance(item, Call) for item in items[1:]))
            return Verdict(first.kind, first.name, first.optional, injected)
        if self.is_session_class(symbol):
            return Verdict("session", name)
        if isinstance(symbol, ValueSymbol) and isinstance(symbol.binding, Bind):
            return self.verdict(symbol.binding.value, symbol.scope, depth + 1)  # a generic alias
        return Verdict("other", name or last)

    def _made(self, call: Call, scope: Scope, depth: int) -> Verdict:
        # NewType("UserSession", Session), TypeVar("S", bound=Session), and a factory used as if it were a type.
        symbol = self._names.resolve(call.function, scope)
        if not isinstance(symbol, External):
            return UNKNOWN
        last = symbol.name.rpartition(".")[2]
        if last == "NewType":
            return self.verdict(call.argument("tp", 1), scope, depth + 1)
        if last == "TypeVar":
            return self.verdict(call.argument("bound"), scope, depth + 1)
        if symbol.name.partition(".")[0] in PROVIDERS and last in FACTORIES | REGISTRIES:
            return Verdict("session", symbol.name)
        return UNKNOWN


def _flat(items: tuple[Expression, ...]) -> tuple[Expression, ...]:
    if len(items) == 1 and isinstance(items[0], Display):
        return items[0].items
    return items


def _either(verdicts: list[Verdict]) -> Verdict:
    optional = any(verdict.optional for verdict in verdicts)
    injected = any(verdict.injected for verdict in verdicts)
    for kind in ("session", "unknown"):
        for verdict in verdicts:
            if verdict.kind == kind:
                return Verdict(kind, verdict.name, optional, injected)
    others = [verdict.name for verdict in verdicts if verdict.name != "None"]
    return Verdict("other", " | ".join(others), optional, injected)


@functools.lru_cache(4096)
def parsed(text: str) -> Expression | None:
    """Return the expression that a string annotation holds; None when it holds none."""
    try:
        return _lowered(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _lowered(node: ast.expr) -> Expression | None:
    match node:
        case ast.Name():
            return Name(node.id)
        case ast.Attribute():
            value = _lowered(node.value)
            return None if value is None else Attribute(value, node.attr)
        case ast.Subscript():
            value = _lowered(node.value)
            listed = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            items = [_lowered(item) or Literal("...") for item in listed]
            return None if value is None else Subscript(value, tuple(items))
        case ast.BinOp(op=ast.BitOr()):
            left, right = _lowered(node.left), _lowered(node.right)
            return None if left is None or right is None else Operation("|", (left, right))
        case ast.Constant(value=None):
            return Literal("None")
        case ast.Constant(value=str() as text):
            return Literal("str", text)
        case _:
            return None
