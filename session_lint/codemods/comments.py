"""Comments of code that goes: what is said to people stays, what is said to linters about the old code goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

_TO_LINTERS = re.compile(r"#\s*(noqa\b|session-lint:|type:\s*ignore|pyright:|pylint:)", re.IGNORECASE)


def kept(trailing: cst.TrailingWhitespace) -> list[cst.EmptyLine]:
    """Return the line that keeps a comment which stood behind code that goes; none when there was no comment."""
    comment = trailing.comment
    if comment is None or _TO_LINTERS.match(comment.value):
        return []
    return [cst.EmptyLine(comment=comment)]


def spoken(lines: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Return lines without the blank ones at their end."""
    found = list(lines)
    while found and found[-1].comment is None:
        found.pop()
    return found
