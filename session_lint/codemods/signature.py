"""A function's parameters with a required session among them."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import SessionParameterChange
from session_lint.codemods.comments import kept
from session_lint.codemods.folding import dotted

_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def with_session(function: cst.FunctionDef, change: SessionParameterChange) -> cst.FunctionDef:
    """Return a function that requires its session."""
    if not change.signature:
        return function
    return function.with_changes(params=_parameters(function.params, change))


def _parameters(before: cst.Parameters, change: SessionParameterChange) -> cst.Parameters:
    old = _found(before, change.existing)
    session = cst.Param(cst.Name(change.parameter), _annotation(old, change))
    if old is not None:
        session = session.with_changes(whitespace_after_param=old.whitespace_after_param)
    if change.moves and old is not None:
        session = old.with_changes(comma=cst.MaybeSentinel.DEFAULT)
    if old is not None and old in before.kwonly_params:
        new = old.with_changes(annotation=session.annotation, default=None, equal=cst.MaybeSentinel.DEFAULT)
        return before.with_changes(kwonly_params=[new if one is old else one for one in before.kwonly_params])
    plain = [one for one in before.params if one is not old]
    if not change.keyword_only and old is not None and _is_first_optional(before, old):
        new = old.with_changes(annotation=session.annotation, default=None, equal=cst.MaybeSentinel.DEFAULT)
        return before.with_changes(params=[new if one is old else one for one in before.params])
    if not change.keyword_only:
        required = [one for one in plain if one.default is None]
        session = session.with_changes(comma=_COMMA)
        return _closed(before.with_changes(params=[*required, session, *plain[len(required) :]]), before)
    star = before.star_arg
    if isinstance(star, cst.MaybeSentinel):
        star = cst.ParamStar(comma=_comma(before))
    elif isinstance(star, cst.Param) and isinstance(star.comma, cst.MaybeSentinel):
        star = star.with_changes(comma=_COMMA)
    keywords = [*before.kwonly_params, session]
    if len(keywords) > 1 and isinstance(keywords[-2].comma, cst.MaybeSentinel):
        keywords[-2] = keywords[-2].with_changes(comma=_COMMA)
    after = before.with_changes(params=_separated(plain, _comma(before)), star_arg=star, kwonly_params=keywords)
    closed = _closed(after, before)
    return _laid_out(closed, old, _comma(before)) if change.moves and old is not None else closed


def _is_first_optional(parameters: cst.Parameters, one: cst.Param) -> bool:
    optional = [other for other in parameters.params if other.default is not None]
    return bool(optional) and optional[0] is one


def without_none(annotation: cst.BaseExpression) -> cst.BaseExpression:
    """Return a type without its None: of ``Optional[X]``, ``X | None``, ``Union[X, None]``, also as a string."""
    match annotation:
        case cst.SimpleString():
            inner = without_none(cst.parse_expression(str(annotation.evaluated_value)))
            return annotation.with_changes(
                value=f"{annotation.quote}{cst.Module([]).code_for_node(inner)}{annotation.quote}"
            )
        case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=inner))]) if (
            dotted(value).rpartition(".")[2] == "Optional"
        ):
            return without_none(inner)
        case cst.Subscript(value=value, slice=elements) if dotted(value).rpartition(".")[2] == "Union":
            left = [
                one.slice.value
                for one in elements
                if isinstance(one.slice, cst.Index) and not _is_none(one.slice.value)
            ]
            return left[0] if len(left) == 1 else annotation
        case cst.BinaryOperation(left=left, operator=cst.BitOr(), right=right):
            if _is_none(right):
                return without_none(left)
            return without_none(right) if _is_none(left) else annotation
        case _:
            return annotation


def _is_none(expression: cst.BaseExpression) -> bool:
    return isinstance(expression, cst.Name) and expression.value == "None"


def _found(parameters: cst.Parameters, name: str) -> cst.Param | None:
    for one in (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params):
        if one.name.value == name:
            return one
    return None


def _annotation(old: cst.Param | None, change: SessionParameterChange) -> cst.Annotation:
    written = old.annotation.annotation if old is not None and old.annotation is not None else None
    return cst.Annotation(
        annotation=cst.parse_expression(change.annotation) if written is None else without_none(written),
        whitespace_before_indicator=cst.SimpleWhitespace(""),
        whitespace_after_indicator=cst.SimpleWhitespace(" "),
    )


def _last(parameters: cst.Parameters) -> cst.Param | cst.ParamStar | None:
    if parameters.star_kwarg is not None:
        return parameters.star_kwarg
    if parameters.kwonly_params:
        return parameters.kwonly_params[-1]
    if isinstance(parameters.star_arg, cst.Param):
        return parameters.star_arg
    listed = [*parameters.posonly_params, *parameters.params]
    return listed[-1] if listed else None


def _comma(parameters: cst.Parameters) -> cst.Comma:
    # One parameter a line stays one a line: the comma between the first two says how they are laid out.
    listed = [*parameters.posonly_params, *parameters.params]
    for one in listed[:-1]:
        if isinstance(one.comma, cst.Comma) and "\n" in cst.Module([]).code_for_node(one.comma):
            return _plain(one.comma)
    return _COMMA


def _plain(comma: cst.Comma) -> cst.Comma:
    after = comma.whitespace_after
    if isinstance(after, cst.ParenthesizedWhitespace):
        line = after.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
        return comma.with_changes(whitespace_after=after.with_changes(first_line=line, empty_lines=[]))
    return comma


def _separated(listed: list[cst.Param], comma: cst.Comma) -> list[cst.Param]:
    if listed and isinstance(listed[-1].comma, cst.MaybeSentinel):
        listed[-1] = listed[-1].with_changes(comma=comma)
    elif listed and isinstance(listed[-1].comma, cst.Comma):
        between = listed[-1].comma
        if not _spaced(between):
            listed[-1] = listed[-1].with_changes(comma=comma)
    return listed


def _spaced(comma: cst.Comma) -> bool:
    return cst.Module([]).code_for_node(comma) != ","


def _closed(after: cst.Parameters, before: cst.Parameters) -> cst.Parameters:
    """Give the last parameter the comma, line end and comment that the last one had."""
    ended = _last(before)
    comma = ended.comma if ended is not None else cst.MaybeSentinel.DEFAULT
    if after.star_kwarg is not None:
        return after
    if after.kwonly_params:
        listed = [*after.kwonly_params]
        listed[-1] = listed[-1].with_changes(comma=_without_comment(comma))
        return after.with_changes(kwonly_params=listed)
    listed = [*after.params]
    listed[-1] = listed[-1].with_changes(comma=_without_comment(comma))
    return after.with_changes(params=listed)


def _without_comment(comma: cst.Comma | cst.MaybeSentinel) -> cst.Comma | cst.MaybeSentinel:
    # A comment that silences a finding of the parameter before has nothing to silence any more.
    if isinstance(comma, cst.MaybeSentinel):
        return comma
    after = comma.whitespace_after
    if isinstance(after, cst.ParenthesizedWhitespace) and after.first_line.comment and not kept(after.first_line):
        line = after.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
        return comma.with_changes(whitespace_after=after.with_changes(first_line=line))
    return comma


def _laid_out(parameters: cst.Parameters, moved: cst.Param, between: cst.Comma) -> cst.Parameters:
    """Give the parameter that is the last one now its own comment, and those before it the space of those between."""
    params, keywords = [*parameters.params], [*parameters.kwonly_params]
    session = keywords[-1]
    star = parameters.star_arg
    if len(keywords) > 1 and isinstance(star, cst.ParamStar):
        between = star.comma
    before = params if len(keywords) == 1 and params else keywords[:-1]
    if before:
        last = before[-1]
        end = last.whitespace_after_param
        comma = _spaced_like(last.comma, between)
        if isinstance(end, cst.ParenthesizedWhitespace):  # a line end without a comma before it
            session = session.with_changes(whitespace_after_param=_without_comment_at(end))
            comma = between if end.first_line.comment is None else cst.Comma(whitespace_after=_like(end, between))
        elif end != moved.whitespace_after_param:
            session = session.with_changes(whitespace_after_param=end)
        before[-1] = last.with_changes(comma=comma, whitespace_after_param=cst.SimpleWhitespace(""))
    session = session.with_changes(comma=_remarked_like(session.comma, moved.comma))
    if before is params:
        return parameters.with_changes(params=params, kwonly_params=[session])
    return parameters.with_changes(kwonly_params=[*before, session])


def _without_comment_at(space: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    line = space.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
    return space.with_changes(first_line=line)


def _like(space: cst.ParenthesizedWhitespace, between: cst.Comma) -> cst.BaseParenthesizableWhitespace:
    after = between.whitespace_after
    if isinstance(after, cst.ParenthesizedWhitespace):
        return after.with_changes(first_line=space.first_line)
    return space


def _spaced_like(comma: cst.Comma | cst.MaybeSentinel, between: cst.Comma) -> cst.Comma | cst.MaybeSentinel:
    match comma, between:
        case (
            cst.Comma(whitespace_after=cst.ParenthesizedWhitespace() as own),
            cst.Comma(whitespace_after=cst.ParenthesizedWhitespace(indent=indent, last_line=last)),
        ):
            return comma.with_changes(whitespace_after=own.with_changes(indent=indent, last_line=last))
        case _:
            return comma


def _remarked_like(
    comma: cst.Comma | cst.MaybeSentinel, own: cst.Comma | cst.MaybeSentinel
) -> cst.Comma | cst.MaybeSentinel:
    match comma:
        case cst.Comma(whitespace_after=cst.ParenthesizedWhitespace(first_line=line) as after):
            plain = line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
            match own:
                case cst.Comma(whitespace_after=cst.ParenthesizedWhitespace(first_line=first)) if kept(first):
                    plain = first.with_changes(newline=line.newline)
                case _:
                    pass
            return comma.with_changes(whitespace_after=after.with_changes(first_line=plain))
        case _:
            return comma
