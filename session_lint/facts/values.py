"""Expressions as facts: small frozen values that can be stored and sent.

They and the statements of :mod:`session_lint.facts.program` are LibCST's tree without white space, comments and
everything that no question about sessions or money needs. They know nothing of other files; what a name means is the
project's business.
"""

from __future__ import annotations

from msgspec import Struct

SCHEMA = 5
"""Counts up whenever the meaning of a value in this module changes; part of every stored fact's key."""


class Span(Struct, frozen=True, array_like=True, order=True):
    """A place: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def until(self, end: Span) -> Span:
        """Return the place from where this one begins to where another ends."""
        return Span(self.line, self.column, end.end_line, end.end_column)


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
    """``value[items]``; a slice is an operation of its bounds, ``:``."""

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


class Parameter(Struct, frozen=True, array_like=True):
    """A parameter; ``kind`` is ``positional`` (only), ``any``, ``*``, ``keyword`` (only) or ``**``."""

    name: str
    kind: str
    annotation: Expression | None
    default: Expression | None
    span: Span


Expression = (
    Name | Attribute | Call | Subscript | Literal | Operation | Conditional | Display | Mapping | Comprehension
    | Lambda | Await | Yield | Starred | Walrus | Formatted
)  # fmt: skip
