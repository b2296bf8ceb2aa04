"""The items of a ``with`` of which some go: every remark stays with its own, that of one that goes stands above.

Around the items in parentheses stand gaps: behind the opening parenthesis, and behind each item with its comma. A gap
begins with the remark on the item before it, and ends with the lines of comments above the item behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.codemods.comments import kept

_ONE = cst.SimpleWhitespace(" ")
_Gap = cst.BaseParenthesizableWhitespace


def with_items(statement: cst.With, left: Sequence[cst.WithItem], instead: int = 0) -> cst.With:
    """Return a ``with`` with the items that are left of it.

    Args:
        statement: the statement as it was.
        left: its items that stay, and perhaps a new one.
        instead: where the item stood whose place the new one takes.
    """
    opening, closing = statement.lpar, statement.rpar
    if not isinstance(opening, cst.LeftParen) or not isinstance(closing, cst.RightParen):
        return statement.with_changes(items=[one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in left])
    places = {id(one): number for number, one in enumerate(statement.items)}
    owners = [places.get(id(one), instead) for one in left]
    gaps = [opening.whitespace_after, *(_behind(one) for one in statement.items[:-1]), closing.whitespace_before]
    items: list[cst.WithItem] = []
    for number, (item, owner) in enumerate(zip(left, owners, strict=True)):
        if number + 1 < len(left):
            comma = cst.Comma(whitespace_after=_gap(gaps[owner + 1], gaps[owners[number + 1]]))
            items.append(item.with_changes(comma=comma))
        else:
            items.append(item.with_changes(comma=statement.items[-1].comma))
    gone = [number for number in range(len(statement.items)) if number not in owners]
    return statement.with_changes(
        lpar=opening.with_changes(whitespace_after=_opening(gaps[0], gaps[owners[0]])),
        items=items,
        rpar=closing.with_changes(whitespace_before=_gap(gaps[owners[-1] + 1], gaps[-1])),
        leading_lines=[*statement.leading_lines, *(line for number in gone for line in _said(gaps, number))],
    )


def _behind(item: cst.WithItem) -> _Gap:
    return item.comma.whitespace_after if isinstance(item.comma, cst.Comma) else _ONE


def _gap(first: _Gap, last: _Gap) -> _Gap:
    """Return a gap that begins as one does, and ends as another does."""
    if first is last:
        return first
    begins = first.first_line if isinstance(first, cst.ParenthesizedWhitespace) else cst.TrailingWhitespace()
    if isinstance(last, cst.ParenthesizedWhitespace):
        return last.with_changes(first_line=begins)
    if isinstance(first, cst.ParenthesizedWhitespace) and begins.comment is not None:
        return first.with_changes(empty_lines=[])
    return last


def _opening(first: _Gap, last: _Gap) -> _Gap:
    # What stands behind the parenthesis on its line goes on to do so.
    if isinstance(first, cst.ParenthesizedWhitespace) or _comments(last):
        return _gap(first, last)
    return first


def _comments(gap: _Gap) -> list[cst.EmptyLine]:
    lines = gap.empty_lines if isinstance(gap, cst.ParenthesizedWhitespace) else ()
    return [cst.EmptyLine(comment=line.comment) for line in lines if line.comment is not None]


def _said(gaps: Sequence[_Gap], number: int) -> list[cst.EmptyLine]:
    """Return what is said of an item, as lines of their own."""
    after = gaps[number + 1]
    return [
        *_comments(gaps[number]),
        *(kept(after.first_line) if isinstance(after, cst.ParenthesizedWhitespace) else ()),
    ]
