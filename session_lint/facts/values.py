"""The facts: a file's statements and expressions, as small frozen values that can be stored and sent.

They are LibCST's tree without white space, comments and everything that no question about sessions or money needs.
They know nothing of other files; what a name means is the project's business.
"""

from __future__ import annotations

from msgspec import Struct

SCHEMA = 2
"""Counts up whenever the meaning of a value in this module changes; part of every stored fact's key."""


class Span(Struct, frozen=True, array_like=True, order=True):
    """A place: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


# Expressions ---------------------------------------------------------------------------------------------------------


class Name(Struct, frozen=True, array_like=True, tag=1):
    """A bare name."""

    id: str


class Attribute(Struct, frozen=True, array_like=True, tag=2):
    """``value.name``."""

    value: Expression
    name: str


class Argument(Struct, frozen=True, array_like=True):
    """One argument of a call: ``star`` is ``""``, ``"*"`` or ``"**"``."""

    value: Expression
    keyword: str | None
    star: str
    span: Span


class Call(Struct, frozen=True, array_like=True, tag=3):
    """``function(arguments)``."""

    function: Expression
    arguments: tuple[Argument, ...]
    span: Span

    def argument(self, keyword: str, position: int | None = None) -> Expression | None:
        """Return the value given by ``keyword``, or by ``position`` (counted from 0); None when there is none."""
        for index, argument in enumerate(self.arguments):
            if argument.keyword == keyword or (index == position and argument.keyword is None and not argument.star):
                return argument.value
        return None


class Subscript(Struct, frozen=True, array_like=True, tag=4):
    """``value[items]``; the parts of a slice are items too."""

    value: Expression
    items: tuple[Expression, ...]


class Literal(Struct, frozen=True, array_like=True, tag=5):
    """A constant: ``kind`` is None, True, False, ``...``, ``str``, ``bytes``, ``int``, ``float`` or ``complex``.

    ``text`` is the content of a string of up to 500 characters, and empty for everything else.
    """

    kind: str
    text: str = ""


class Operation(Struct, frozen=True, array_like=True, tag=6):
    """An operator and its operands: arithmetic, comparison (``is``, ``==``, …), ``and``, ``or``, ``not``."""

    operator: str
    operands: tuple[Expression, ...]


class Conditional(Struct, frozen=True, array_like=True, tag=7):
    """``body if test else orelse``."""

    test: Expression
    body: Expression
    orelse: Expression


class Display(Struct, frozen=True, array_like=True, tag=8):
    """A ``list``, ``tuple`` or ``set`` written out; ``kind`` says which."""

    kind: str
    items: tuple[Expression, ...]


class Entry(Struct, frozen=True, array_like=True):
    """``key: value`` in a dict, or ``**value`` when there is no key."""

    key: Expression | None
    value: Expression
    span: Span


class Mapping(Struct, frozen=True, array_like=True, tag=9):
    """A dict written out."""

    entries: tuple[Entry, ...]


class Clause(Struct, frozen=True, array_like=True):
    """``for target in iterable if conditions``."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]


class Comprehension(Struct, frozen=True, array_like=True, tag=10):
    """A ``list``, ``set``, ``dict`` or ``generator`` comprehension; a dict's has a key."""

    kind: str
    key: Expression | None
    element: Expression
    clauses: tuple[Clause, ...]
    span: Span


class Lambda(Struct, frozen=True, array_like=True, tag=11):
    """``lambda parameters: body``."""

    parameters: tuple[Parameter, ...]
    body: Expression


class Await(Struct, frozen=True, array_like=True, tag=12):
    """``await value``."""

    value: Expression


class Yield(Struct, frozen=True, array_like=True, tag=13):
    """``yield value``, or ``yield from value`` when delegated."""

    value: Expression | None
    delegated: bool


class Starred(Struct, frozen=True, array_like=True, tag=14):
    """``*value`` outside a call."""

    value: Expression


class Walrus(Struct, frozen=True, array_like=True, tag=15):
    """``name := value``."""

    target: Expression
    value: Expression
    span: Span


class Formatted(Struct, frozen=True, array_like=True, tag=16):
    """A formatted string and the values in it."""

    values: tuple[Expression, ...]


Expression = (
    Name | Attribute | Call | Subscript | Literal | Operation | Conditional | Display | Mapping | Comprehension
    | Lambda | Await | Yield | Starred | Walrus | Formatted
)  # fmt: skip


# Definitions ---------------------------------------------------------------------------------------------------------


class Parameter(Struct, frozen=True, array_like=True):
    """A parameter; ``kind`` is ``positional`` (only), ``any``, ``*``, ``keyword`` (only) or ``**``."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    span: Span


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


# Statements ----------------------------------------------------------------------------------------------------------


class Bind(Struct, frozen=True, array_like=True, tag=1):
    """``targets = value``, also annotated, augmented (``operator``), and ``type X = value`` (operator ``type``)."""

    targets: tuple[Expression, ...]
    value: Expression | None
    annotation: Expression | None
    operator: str
    span: Span
    value_span: Span


class Evaluate(Struct, frozen=True, array_like=True, tag=2):
    """An expression as a statement, or what an ``assert`` tests."""

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
    """``except type as name: body``."""

    type: Expression | None
    name: str | None
    body: tuple[Statement, ...]


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
