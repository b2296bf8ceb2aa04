"""A function's parameters with a required session among them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from session_lint.codemods.changes import SessionParameterChange
from session_lint.codemods.folding import dotted
from session_lint.codemods.layout import laid_out


def with_session(function: cst.FunctionDef, change: SessionParameterChange) -> cst.FunctionDef:
    """Return a function that requires its session."""
    if not change.signature:
        return function
    before = function.params
    old = _found(before, change.existing)
    if old is None:
        session = cst.Param(cst.Name(change.parameter), _annotation(None, change))
    elif change.moves:
        session = old.with_changes()
    else:
        annotation = _annotation(old, change)
        session = old.with_changes(annotation=annotation, default=None, equal=cst.MaybeSentinel.DEFAULT)
    if old is not None and old in before.kwonly_params:
        return function.with_changes(params=before.with_changes(kwonly_params=_replaced(before, old, session)))
    plain = [one for one in before.params if one is not old]
    if not change.keyword_only and old is not None and _is_first_optional(before, old):
        new = old.with_changes(annotation=session.annotation, default=None, equal=cst.MaybeSentinel.DEFAULT)
        replaced = [new if one is old else one for one in before.params]
        return function.with_changes(params=before.with_changes(params=replaced))
    if not change.keyword_only:
        required = [one for one in plain if one.default is None]
        after = before.with_changes(params=[*required, session, *plain[len(required) :]])
        return _with_parameters(function, after, session, old)
    star = cst.ParamStar() if isinstance(before.star_arg, cst.MaybeSentinel) else before.star_arg
    after = before.with_changes(params=plain, star_arg=star, kwonly_params=[*before.kwonly_params, session])
    return _with_parameters(function, after, session, old)


def _with_parameters(
    function: cst.FunctionDef, parameters: cst.Parameters, new: cst.Param, old: cst.Param | None
) -> cst.FunctionDef:
    listed = [*_parts(parameters)]
    opening, laid = laid_out([*_parts(function.params)], listed, function.whitespace_before_params, new, old)
    placed: dict[int, object] = {id(part): one for part, one in zip(listed, laid, strict=True)}

    def of(part: object) -> object:
        return placed.get(id(part), part)

    changed = parameters.with_changes(
        posonly_params=[of(one) for one in parameters.posonly_params],
        posonly_ind=of(parameters.posonly_ind),
        params=[of(one) for one in parameters.params],
        star_arg=of(parameters.star_arg),
        kwonly_params=[of(one) for one in parameters.kwonly_params],
        star_kwarg=of(parameters.star_kwarg),
    )
    return function.with_changes(params=changed, whitespace_before_params=opening)


def _parts(parameters: cst.Parameters) -> Iterator[cst.Param | cst.ParamStar | cst.ParamSlash]:
    yield from parameters.posonly_params
    if isinstance(parameters.posonly_ind, cst.ParamSlash):
        yield parameters.posonly_ind
    yield from parameters.params
    if isinstance(parameters.star_arg, (cst.Param, cst.ParamStar)):
        yield parameters.star_arg
    yield from parameters.kwonly_params
    if parameters.star_kwarg is not None:
        yield parameters.star_kwarg


def _replaced(parameters: cst.Parameters, old: cst.Param, new: cst.Param) -> list[cst.Param]:
    return [new if one is old else one for one in parameters.kwonly_params]


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
