"""Definitions and statements as facts, and all that one file says."""

from __future__ import annotations

from msgspec import Struct

from session_lint.facts.values import Argument, Expression, Parameter, Span


class Function(Struct, frozen=True, array_like=True):
    """A ``def``; ``qualname`` is as Python's ``__qualname__``, ``span`` is the name's."""

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    returns: Expression | None
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    is_async: bool
    span: Span


class Class(Struct, frozen=True, array_like=True):
    """A ``class``; ``span`` is the name's."""

    name: str
    qualname: str
    bases: tuple[Argument, ...]
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    span: Span


class Bind(Struct, frozen=True, array_like=True, tag=1):
    """``targets = value``, also annotated, augmented (``operator``), and ``type X = value`` (operator ``type``)."""

    targets: tuple[Expression, ...]
    value: Expression | None
    annotation: Expression | None
    operator: str
    span: Span
    value_span: Span


class Evaluate(Struct, frozen=True, array_like=True, tag=2):
    """An expression as a statement, or what an ``assert`` tests, or its message where that calls something."""

    value: Expression
    span: Span


class Return(Struct, frozen=True, array_like=True, tag=3):
    """``return value``."""

    value: Expression | None
    span: Span


class Raise(Struct, frozen=True, array_like=True, tag=4):
    """``raise value``."""

    value: Expression | None
    span: Span


class Delete(Struct, frozen=True, array_like=True, tag=5):
    """``del target``."""

    target: Expression
    span: Span


class Jump(Struct, frozen=True, array_like=True, tag=6):
    """``break`` or ``continue``."""

    kind: str


class Declare(Struct, frozen=True, array_like=True, tag=7):
    """``global`` or ``nonlocal`` names."""

    kind: str
    names: tuple[str, ...]


class Import(Struct, frozen=True, array_like=True, tag=8):
    """An import: ``names`` are pairs of the name there and here; ``module`` is None for ``import a.b as c``."""

    module: str | None
    level: int
    names: tuple[tuple[str, str], ...]


class Branch(Struct, frozen=True, array_like=True, tag=9):
    """``if``; an ``elif`` is a branch in ``orelse``."""

    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]


class Case(Struct, frozen=True, array_like=True):
    """One case of a ``match``: the names that it binds, its guard and its block.

    ``kind`` is ``None`` for ``case None``, ``_`` for a case that takes everything, and empty for others.
    """

    kind: str
    names: tuple[str, ...]
    guard: Expression | None
    body: tuple[Statement, ...]


class Match(Struct, frozen=True, array_like=True, tag=10):
    """``match subject``."""

    subject: Expression
    cases: tuple[Case, ...]


class Loop(Struct, frozen=True, array_like=True, tag=11):
    """``for target in iterable``, or ``while iterable`` when there is no target; ``span`` is the iterable's."""

    target: Expression | None
    iterable: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    span: Span


class ContextItem(Struct, frozen=True, array_like=True):
    """``value as target`` in a ``with``."""

    value: Expression
    target: Expression | None
    span: Span


class Enter(Struct, frozen=True, array_like=True, tag=12):
    """``with items: body``; the contexts exit where the body ends."""

    items: tuple[ContextItem, ...]
    body: tuple[Statement, ...]
    is_async: bool


class Handler(Struct, frozen=True, array_like=True):
    """``except type as name: body``; ``span`` is that of ``except type``."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]
    span: Span


class Try(Struct, frozen=True, array_like=True, tag=13):
    """``try``."""

    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]


class Define(Struct, frozen=True, array_like=True, tag=14):
    """A function definition as a statement."""

    function: Function


class DefineClass(Struct, frozen=True, array_like=True, tag=15):
    """A class definition as a statement."""

    definition: Class


Statement = (
    Bind | Evaluate | Return | Raise | Delete | Jump | Declare | Import | Branch | Match | Loop | Enter | Try
    | Define | DefineClass
)  # fmt: skip


class FileFacts(Struct, frozen=True):
    """All that one file says. ``unreadable`` is why it says nothing: reason, line and column."""

    body: tuple[Statement, ...] = ()
    unreadable: tuple[str, int, int] | None = None
