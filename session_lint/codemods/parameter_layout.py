"""How parameters are laid out: what joins them is written as those beside it are, and every comment stays with its own.

Between two parameters stand the comment at the end of the first one's line, and what leads to the second: a space, or
a line end, lines of comments and an indentation. The closing parenthesis is led to in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from session_lint.codemods.comments import kept

Part = cst.Param | cst.ParamStar | cst.ParamSlash
Space = cst.BaseParenthesizableWhitespace

_NONE = cst.SimpleWhitespace("")
_ONE = cst.SimpleWhitespace(" ")


def with_parameters(
    function: cst.FunctionDef, parameters: cst.Parameters, new: cst.Param, old: cst.Param | None
) -> cst.FunctionDef:
    """Return a function with other parameters, laid out as its own are.

    Args:
        function: the function.
        parameters: what it is to take; their commas do not matter.
        new: the one among them that is new or stands at another place.
        old: the function's own parameter that the new one is made of; None when there is none.
    """
    before = [*_parts(function.params)]
    own = {id(part): number for number, part in enumerate(before)}
    places = [own.get(id(old)) if part is new else own.get(id(part)) for part in _parts(parameters)]
    leads = [function.whitespace_before_params, *(_lead(_after(part)) for part in before)]
    remarks = [_remark(_after(part)) for part in before]
    between = _between(leads[:-1], leads[-1]) if before else _ONE
    after = [*_parts(parameters)]
    ends = isinstance(_comma(before[-1]), cst.Comma) if before else False
    laid: dict[int, Part] = {}
    for number, part in enumerate(after):
        place = places[number]
        remark = remarks[place] if place is not None else None
        if part is new and remark is not None and not kept(remark):
            remark = None
        if number + 1 == len(after):
            laid[id(part)] = _closed(part, _behind(remark, leads[-1] if before else _NONE, between), ends)
        else:
            following = places[number + 1]
            lead = leads[following] if following else between
            if after[number + 1] is new and not isinstance(lead, cst.ParenthesizedWhitespace):
                lead = between
            laid[id(part)] = _separated(part, _behind(remark, _level(lead, between), between))
    changed = _replaced(parameters, laid)
    if places and places[0]:  # what stood in front of it is gone
        lead = leads[places[0]]
        if _says(lead):
            return function.with_changes(params=changed, whitespace_before_params=lead)
    return function.with_changes(params=changed)


def _parts(parameters: cst.Parameters) -> Iterator[Part]:
    yield from parameters.posonly_params
    if isinstance(parameters.posonly_ind, cst.ParamSlash):
        yield parameters.posonly_ind
    yield from parameters.params
    if isinstance(parameters.star_arg, (cst.Param, cst.ParamStar)):
        yield parameters.star_arg
    yield from parameters.kwonly_params
    if parameters.star_kwarg is not None:
        yield parameters.star_kwarg


def _replaced(parameters: cst.Parameters, laid: dict[int, Part]) -> cst.Parameters:
    def of(part: object) -> object:
        return laid.get(id(part), part)

    return parameters.with_changes(
        posonly_params=[of(one) for one in parameters.posonly_params],
        posonly_ind=of(parameters.posonly_ind),
        params=[of(one) for one in parameters.params],
        star_arg=of(parameters.star_arg),
        kwonly_params=[of(one) for one in parameters.kwonly_params],
        star_kwarg=of(parameters.star_kwarg),
    )


def _comma(part: Part) -> cst.Comma | cst.MaybeSentinel:
    return part.comma


def _after(part: Part) -> Space:
    """Return all the space between a parameter and what follows it."""
    comma = _comma(part)
    if isinstance(comma, cst.Comma):
        return comma.whitespace_after
    match part:
        case cst.Param(whitespace_after_param=space) | cst.ParamSlash(whitespace_after=space):
            return space
        case _:
            return _NONE


def _remark(space: Space) -> cst.TrailingWhitespace | None:
    if isinstance(space, cst.ParenthesizedWhitespace) and space.first_line.comment is not None:
        return space.first_line
    return None


def _lead(space: Space) -> Space:
    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.with_changes(first_line=cst.TrailingWhitespace(newline=space.first_line.newline))
    return space


def _says(space: Space) -> bool:
    return isinstance(space, cst.ParenthesizedWhitespace) and any(line.comment for line in space.empty_lines)


def _between(leads: list[Space], closing: Space) -> Space:
    # One parameter a line stays one a line; of a single one, the parentheses tell.
    for lead in leads[1:]:
        if isinstance(lead, cst.ParenthesizedWhitespace):
            return lead.with_changes(empty_lines=[])
    first = leads[0]
    alone = len(leads) == 1 and isinstance(closing, cst.ParenthesizedWhitespace)
    if alone and isinstance(first, cst.ParenthesizedWhitespace):
        return first.with_changes(first_line=cst.TrailingWhitespace(newline=first.first_line.newline), empty_lines=[])
    return _ONE


def _level(lead: Space, between: Space) -> Space:
    """Return what leads to a parameter, where the one before it may have stood on another line."""
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
    comma = _comma(part)
    if isinstance(comma, cst.Comma):
        return part.with_changes(comma=comma.with_changes(whitespace_after=space))
    return _bare(part).with_changes(comma=cst.Comma(whitespace_after=space))


def _closed(part: Part, space: Space, ends: bool) -> Part:
    bare = _bare(part) if not isinstance(_comma(part), cst.Comma) else part
    if ends:
        return bare.with_changes(comma=cst.Comma(whitespace_after=space))
    match bare:
        case cst.Param():
            return bare.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_param=space)
        case cst.ParamSlash():
            return bare.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after=space)
        case _:
            return bare


def _bare(part: Part) -> Part:
    match part:
        case cst.Param():
            return part.with_changes(whitespace_after_param=_NONE)
        case cst.ParamSlash():
            return part.with_changes(whitespace_after=_NONE)
        case _:
            return part
