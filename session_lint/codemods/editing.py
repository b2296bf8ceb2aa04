"""One file's tree with some of its statements changed, wherever they stand; all others stay the same objects."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

import libcst as cst

from session_lint.codemods.clauses import mapped
from session_lint.codemods.comments import kept
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block, Statement, statements, with_statements
from session_lint.facts.values import Span

_SAVING = frozenset({"save", "store", "keep", "persist"})
_A_REMARK = 4

Inner = Callable[[Sequence[Statement]], Block]
Edit = Callable[[Statement, Block, Inner], bool]
"""Puts what a statement becomes into a block and returns True, or returns False: then only its blocks are gone through.

The last argument edits the statements of an inner block.
"""


def edited(source: Source, places: Iterable[Span], edit: Edit) -> cst.Module:
    """Return a file's tree with statements changed.

    Args:
        source: the file.
        places: where something changes; statements that hold none of them are not even looked at.
        edit: what is to be done with a statement.
    """
    lines = sorted(place.line for place in places)

    def concerned(statement: Statement) -> bool:
        span = source.span(statement)
        if span is None:
            return True
        first = bisect_left(lines, span.line)
        return first < len(lines) and lines[first] <= span.end_line

    def inner(body: Sequence[Statement]) -> Block:
        block = Block()
        for statement in body:
            if not concerned(statement):
                block.add(statement)
            elif not edit(statement, block, inner):
                block.add(without_idle_else(statement, mapped(statement, suite)))
        return block

    def suite(body: cst.BaseSuite) -> cst.BaseSuite:
        return with_statements(body, inner(statements(body)))

    module = source.module
    block = inner([*module.body])  # type: ignore[list-item]
    footer = [*block.pending, *module.footer] if block.pending else module.footer
    return module.with_changes(body=block.statements, footer=footer)


def without_idle_else(before: Statement, after: Statement) -> Statement:
    """Return a changed statement without an ``else`` that has nothing left to do."""
    orelse = getattr(after, "orelse", None)
    if not isinstance(orelse, cst.Else) or orelse is getattr(before, "orelse", None):
        return after
    left = statements(orelse.body)
    if all(isinstance(one, cst.SimpleStatementLine) and [type(s) for s in one.body] == [cst.Pass] for one in left):
        return after.with_changes(orelse=None)
    return after


def dropped(line: Statement, block: Block, behind: cst.TrailingWhitespace) -> None:
    """Leave a statement out of a block; what its comments say to people stays.

    Args:
        line: the statement.
        block: the block that it would have come to.
        behind: what stands behind it on its line.
    """
    spoken = [one for one in line.leading_lines if one.comment is not None and not _of_committing(one.comment)]
    if spoken:
        block.pending += line.leading_lines[: len(line.leading_lines) - _silent_end(line)]
    block.pending += kept(behind)


def _silent_end(line: Statement) -> int:
    count = 0
    for one in reversed(line.leading_lines):
        if one.comment is not None and not _of_committing(one.comment):
            break
        count += 1
    return count


def _of_committing(comment: cst.Comment) -> bool:
    words = comment.value.lstrip("# ").lower().split()
    return bool(words) and (words[0].startswith("commit") or (words[0] in _SAVING and len(words) < _A_REMARK))
