"""Where a piece of code stands in its function: what is around it, and what may run after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import libcst as cst
from msgspec import Struct

from session_lint.codemods.handlers import suppresses
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Statement, statements, terminates
from session_lint.codemods.uses import header
from session_lint.facts.values import Span

Part = Literal["body", "handler", "else", "finally"]


class Around(Struct, frozen=True, eq=False):
    """A compound statement that something stands in, in which of its blocks, and that block's own statements.

    ``handler`` is the one whose block it is, None for one of an ``except*`` too.
    """

    statement: Statement
    part: Part
    block: Sequence[Statement]
    handler: cst.ExceptHandler | None = None


class Standing(Struct, frozen=True, eq=False):
    """Where something stands: the statement that holds it, what is around that, the outermost first.

    ``before`` are the statements above it in its own block; ``after`` is what may run after it in its function, of
    blocks and of the turns of loops.
    """

    statement: Statement
    around: tuple[Around, ...]
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]

    @property
    def loop(self) -> Statement | None:
        """The innermost loop around it, None when there is none."""
        loops = [one.statement for one in self.around if isinstance(one.statement, (cst.For, cst.While))]
        return loops[-1] if loops else None

    @property
    def tries(self) -> list[Around]:
        """The ``try`` statements whose handlers catch what it raises, and the ``with suppress(…)``."""
        return [one for one in self.around if one.part == "body" and _catches(one.statement)]


def _catches(statement: Statement) -> bool:
    if isinstance(statement, cst.With):
        return any(suppresses(item.item) for item in statement.items)
    return isinstance(statement, (cst.Try, cst.TryStar))


def standing(function: cst.FunctionDef, source: Source, span: Span) -> Standing | None:
    """Return where an expression stands in a function; None for one in a function inside it, or in a clause."""
    return _find(statements(function.body), source, span, ())


def _find(block: Sequence[Statement], source: Source, span: Span, around: tuple[Around, ...]) -> Standing | None:
    for index, statement in enumerate(block):
        if isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            continue
        rest = tuple(block[index + 1 :])
        if any(isinstance(part, cst.BaseExpression) and source.span(part) == span for part in header(statement)):
            return Standing(statement, around, tuple(block[:index]), rest)
        for one in blocks_of(statement):
            found = _find(one.block, source, span, (*around, one))
            if found is not None:
                after = (*found.after, *_following(one, found.after, rest))
                return Standing(found.statement, found.around, found.before, after)
    return None


def _following(one: Around, inside: tuple[Statement, ...], rest: tuple[Statement, ...]) -> Iterator[Statement]:
    statement = one.statement
    leaves = any(isinstance(last, cst.SimpleStatementLine) and terminates(last) for last in inside)
    if isinstance(statement, (cst.For, cst.While)):
        yield from one.block  # the next turn
    if isinstance(statement, (cst.Try, cst.TryStar)):
        if one.part == "body" and statement.orelse is not None:
            yield from statements(statement.orelse.body)
        if one.part != "finally" and statement.finalbody is not None:
            yield from statements(statement.finalbody.body)
    if not leaves or isinstance(statement, (cst.For, cst.While)):
        yield from rest


def blocks_of(statement: cst.CSTNode) -> Iterator[Around]:
    """Yield the blocks directly inside a compound statement; those of an ``elif`` belong to an ``if`` of their own."""
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    match statement:
        case cst.If(body=body, orelse=orelse):
            yield Around(statement, "body", statements(body))
            if isinstance(orelse, cst.If):
                yield Around(statement, "else", [orelse])
            elif orelse is not None:
                yield Around(statement, "else", statements(orelse.body))
        case (
            cst.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final)
            | cst.TryStar(body=body, handlers=handlers, orelse=orelse, finalbody=final)
        ):
            yield Around(statement, "body", statements(body))
            for handler in handlers:
                own = handler if isinstance(handler, cst.ExceptHandler) else None
                yield Around(statement, "handler", statements(handler.body), own)
            if orelse is not None:
                yield Around(statement, "else", statements(orelse.body))
            if final is not None:
                yield Around(statement, "finally", statements(final.body))
        case cst.For(body=body, orelse=orelse) | cst.While(body=body, orelse=orelse):
            yield Around(statement, "body", statements(body))
            if orelse is not None:
                yield Around(statement, "else", statements(orelse.body))
        case cst.With(body=body):
            yield Around(statement, "body", statements(body))
        case cst.Match(cases=cases):
            for case in cases:
                yield Around(statement, "body", statements(case.body))
        case _:
            pass
