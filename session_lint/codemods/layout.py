"""How parameters and arguments are laid out: a new one as those beside it, and every comment stays with its own.

Between two of them stand the comment at the end of the first one's line, and what leads to the second: a space, or
a line end, lines of comments and an indentation. The closing parenthesis is led to in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import libcst as cst

from session_lint.codemods.comments import kept

Space = cst.BaseParenthesizableWhitespace
Part = TypeVar("Part", bound=cst.Param | cst.ParamStar | cst.ParamSlash | cst.Arg)

_NONE = cst.SimpleWhitespace("")
_ONE = cst.SimpleWhitespace(" ")


def laid_out(
    before: Sequence[Part], after: Sequence[Part], opening: Space, new: Part, old: Part | None
) -> tuple[Space, list[Part]]:
    """Return the space behind the opening parenthesis, and the parts as they are to stand behind it.

    Args:
        before: the parts as they stood.
        after: the same ones, and a new one; their commas do not matter.
        opening: the space behind the opening parenthesis as it was.
        new: the one that is new, or stands at another place.
        old: what the new one is made of; None when it is made of nothing.
    """
    own = {id(part): number for number, part in enumerate(before)}
    places = [own.get(id(old if part is new else part)) for part in after]
    leads = [_lead(space) for space in (opening, *(_after(part) for part in before))]
    between, closing = _between(leads), leads[-1] if before else _NONE
    ends = bool(before) and isinstance(before[-1].comma, cst.Comma)
    laid: list[Part] = []
    for number, part in enumerate(after):
        place = places[number]
        remark = _remark(_after(before[place])) if place is not None else None
        if part is new and remark is not None and not (_only_moves(new, old) or _stays(remark)):
            remark = None
        if number + 1 == len(after):
            laid.append(_closed(part, _behind(remark, closing, between), ends))
            continue
        following = places[number + 1]
        lead = leads[following] if following else between
        if after[number + 1] is new and not isinstance(lead, cst.ParenthesizedWhitespace):
            lead = between
        laid.append(_separated(part, _behind(remark, _level(lead, between), between)))
    first = leads[places[0]] if places and places[0] else _NONE
    return (first if _says(first) else opening), laid


def _after(part: cst.Param | cst.ParamStar | cst.ParamSlash | cst.Arg) -> Space:
    """Return all the space between a part and what follows it."""
    if isinstance(part.comma, cst.Comma):
        return part.comma.whitespace_after
    match part:
        case (
            cst.Param(whitespace_after_param=space)
            | cst.ParamSlash(whitespace_after=space)
            | cst.Arg(whitespace_after_arg=space)
        ):
            return space
        case _:
            return _NONE


def _remark(space: Space) -> cst.TrailingWhitespace | None:
    if isinstance(space, cst.ParenthesizedWhitespace) and space.first_line.comment is not None:
        return space.first_line
    return None


def _only_moves(new: Part, old: Part | None) -> bool:
    # What tools are told of a default or a type is still to be told.
    return (
        isinstance(new, cst.Param)
        and isinstance(old, cst.Param)
        and new.default is old.default
        and new.annotation is old.annotation
    )


def _stays(remark: cst.TrailingWhitespace) -> bool:
    # What is said to pylint is said about the name, which stays.
    return bool(kept(remark)) or (remark.comment is not None and "pylint:" in remark.comment.value)


def _lead(space: Space) -> Space:
    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.with_changes(first_line=cst.TrailingWhitespace(newline=space.first_line.newline))
    return space


def _says(space: Space) -> bool:
    return isinstance(space, cst.ParenthesizedWhitespace) and any(line.comment for line in space.empty_lines)


def _between(leads: list[Space]) -> Space:
    # One a line stays one a line; of a single one, the opening parenthesis tells.
    for lead in leads[1:-1] or leads[:-1]:
        if isinstance(lead, cst.ParenthesizedWhitespace):
            return lead.with_changes(empty_lines=[])
    return _ONE


def _level(lead: Space, between: Space) -> Space:
    """Return what leads to a part, where the one before it may have stood on another line."""
    if isinstance(lead, cst.ParenthesizedWhitespace) and isinstance(between, cst.ParenthesizedWhitespace):
        return lead.with_changes(indent=between.indent, last_line=between.last_line)
    return lead


def _behind(remark: cst.TrailingWhitespace | None, lead: Space, between: Space) -> Space:
    if remark is None:
        return lead
    if isinstance(lead, cst.ParenthesizedWhitespace):
        return lead.with_changes(first_line=remark)
    if isinstance(between, cst.ParenthesizedWhitespace):
        return between.with_changes(first_line=remark)
    return cst.ParenthesizedWhitespace(first_line=remark, indent=True, last_line=cst.SimpleWhitespace(" " * 4))


def _separated(part: Part, space: Space) -> Part:
    if isinstance(part.comma, cst.Comma):
        return part.with_changes(comma=part.comma.with_changes(whitespace_after=space))
    return _followed(part, _NONE).with_changes(comma=cst.Comma(whitespace_after=space))


def _closed(part: Part, space: Space, ends: bool) -> Part:
    if ends:
        bare = part if isinstance(part.comma, cst.Comma) else _followed(part, _NONE)
        return bare.with_changes(comma=cst.Comma(whitespace_after=space))
    return _followed(part, space).with_changes(comma=cst.MaybeSentinel.DEFAULT)


def _followed(part: Part, space: Space) -> Part:
    match part:
        case cst.Param():
            return part.with_changes(whitespace_after_param=space)
        case cst.ParamSlash():
            return part.with_changes(whitespace_after=space)
        case cst.Arg():
            return part.with_changes(whitespace_after_arg=space)
        case _:
            return part
