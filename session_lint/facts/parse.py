"""Text to LibCST's tree and the places of its nodes."""

from __future__ import annotations

import ast
import re
import warnings
from types import TracebackType
from typing import TYPE_CHECKING

from libcst import Module, ParserSyntaxError, parse_module
from libcst._nodes.internal import CodegenState

from session_lint.facts.values import Span
from session_lint.source.nesting import refuse_too_deep
from session_lint.source.text import Unreadable

if TYPE_CHECKING:
    from libcst import CSTNode

_FORM_FEEDS = re.compile(r"(?:^|(?<=[\r\n]))\f+")
_GLUED = re.compile(r"\b(?:return|yield|raise|assert|del|await|not|and|or|in|is|if|else)\(\s*lambda\b")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Places(CodegenState):
    """The spans of a tree's nodes, written down while LibCST generates its code again.

    ``PositionProvider`` gives the same spans (a test compares them) at nine times the cost: it copies the tree and
    keeps the position of every blank. This rests on LibCST's private ``CodegenState``.
    """

    def __init__(self, module: Module, shifts: dict[int, int]) -> None:
        super().__init__(module.default_indent, module.default_newline)
        self.line = 1
        self.column = 1
        self._spans: dict[int, tuple[int, int, int, int]] = {}
        self._shifts = shifts
        # The only way to generate with a state of one's own.
        module._codegen(self)  # pyright: ignore[reportPrivateUsage]

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.column += len(token)

    def add_token(self, value: str) -> None:
        if "\n" in value or "\r" in value:
            parts = _LINE_END.split(value)
            self.line += len(parts) - 1
            self.column = len(parts[-1]) + 1
        else:
            self.column += len(value)

    def pop_trailing_newline(self) -> None:
        pass

    # Ours is a class, because a generator costs three times as much. Which children start and end a node (``_``) is
    # of no interest: only imports and compound statements have such.
    def record_syntactic_position(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, node: CSTNode, **_: CSTNode | None
    ) -> _Mark:
        return _Mark(self, node)

    def span(self, node: CSTNode) -> Span:
        """Return where a node stands, without the blanks and parentheses around it."""
        line, column, end_line, end_column = self._spans[id(node)]
        if self._shifts:
            column += self._shifts.get(line, 0)
            end_column += self._shifts.get(end_line, 0)
        return Span(line, column, end_line, end_column)

    def place(self, node: CSTNode) -> Span | None:
        """Return where a node stands, None for one that is not of this tree."""
        return self.span(node) if id(node) in self._spans else None

    def record(self, node: CSTNode, span: tuple[int, int, int, int]) -> None:
        self._spans[id(node)] = span


class _Mark:
    __slots__ = ("column", "line", "node", "places")

    def __init__(self, places: Places, node: CSTNode) -> None:
        self.places = places
        self.node = node

    def __enter__(self) -> None:
        self.line = self.places.line
        self.column = self.places.column

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        places = self.places
        places.record(self.node, (self.line, self.column, places.line, places.column))


def parse(text: str) -> tuple[Module, Places]:
    """Parse a file's text.

    LibCST drops a form feed before a statement in the first column, so form feeds at the start of lines are taken out
    before and their columns given back after.

    Raises:
        Unreadable: for text that is not Python, or that nests too deeply to be parsed safely.
    """
    refuse_too_deep(text)
    shifts: dict[int, int] = {}
    if "\f" in text:
        for feed in _FORM_FEEDS.finditer(text):
            shifts[len(_LINE_END.findall(text, 0, feed.start())) + 1] = len(feed.group())
        text = _FORM_FEEDS.sub("", text)
    try:
        module = parse_module(text)
    except ParserSyntaxError as error:
        raise _unreadable(text, error) from error
    except TypeError as error:
        # LibCST's own validation of return(lambda: x), whose super() is not that of the class any more.
        found = _GLUED.search(text)
        line = len(_LINE_END.findall(text, 0, found.start())) + 1 if found is not None else 1
        raise Unreadable("cannot be parsed by LibCST: put a blank between the word and '(lambda'", line) from error
    return module, Places(module, shifts)


def _unreadable(text: str, error: ParserSyntaxError) -> Unreadable:
    # Python's own parser says what is wrong in better words, and where. Where it reads the text, LibCST's place counts.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as other:
        lines = _LINE_END.split(text.rstrip())
        line = min(max(other.lineno or 1, 1), len(lines))
        column = max(other.offset or 1, 1) if line == other.lineno else len(lines[-1]) + 1
        return Unreadable(f"is not valid Python: {other.msg}", line, column)
    except (RecursionError, MemoryError, ValueError):
        pass
    return Unreadable("is not valid Python", max(error.raw_line, 1), max(error.raw_column, 0) + 1)
