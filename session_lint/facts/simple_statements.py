"""LibCST's statements without a body, lowered to facts."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from session_lint.facts.expressions import OPERATORS
from session_lint.facts.program import Bind, Declare, Delete, Evaluate, Import, Jump, Raise, Return
from session_lint.facts.statements import Kinds, Lowered, Statements
from session_lint.facts.values import Call, Literal
from session_lint.facts.walk import expressions


def _bind(
    lower: Statements,
    targets: Sequence[cst.BaseExpression],
    value: cst.BaseExpression,
    operator: str = "",
) -> Lowered:
    expressions = lower.expressions
    value_span = expressions.span(value)
    span = expressions.span(targets[0]).until(value_span)
    lowered = tuple(expressions.lower(target) for target in targets)
    return (Bind(lowered, expressions.lower(value), None, operator, span, value_span),)


def _annotated(lower: Statements, node: cst.AnnAssign) -> Lowered:
    expressions = lower.expressions
    start, end = expressions.span(node.target), expressions.span(node.value or node.annotation.annotation)
    span = start.until(end)
    value_span = expressions.span(node.value) if node.value is not None else span
    target = (expressions.lower(node.target),)
    annotation = expressions.annotation(node.annotation)
    return (Bind(target, expressions.optional(node.value), annotation, "", span, value_span),)


def _augmented(lower: Statements, node: cst.AugAssign) -> Lowered:
    return _bind(lower, [node.target], node.value, operator=OPERATORS[type(node.operator)])


def _expression(lower: Statements, node: cst.Expr) -> Lowered:
    value = lower.expressions.lower(node.value)
    if isinstance(value, Literal):
        return ()  # docstrings and the dots of a stub
    return (Evaluate(value, lower.expressions.span(node.value)),)


def _assert(lower: Statements, node: cst.Assert) -> Lowered:
    tested = Evaluate(lower.expressions.lower(node.test), lower.expressions.span(node.test))
    if node.msg is None:
        return (tested,)
    message = lower.expressions.lower(node.msg)
    if not any(isinstance(part, Call) for part in expressions(message)):
        return (tested,)
    return (tested, Evaluate(message, lower.expressions.span(node.msg)))


def _return(lower: Statements, node: cst.Return) -> Lowered:
    span = lower.expressions.span(node.value if node.value is not None else node)
    return (Return(lower.expressions.optional(node.value), span),)


def _raise(lower: Statements, node: cst.Raise) -> Lowered:
    return (Raise(lower.expressions.optional(node.exc), lower.expressions.span(node)),)


def _delete(lower: Statements, node: cst.Del) -> Lowered:
    return (Delete(lower.expressions.lower(node.target), lower.expressions.span(node)),)


def _names(items: Sequence[cst.NameItem]) -> tuple[str, ...]:
    return tuple(item.name.value for item in items)


def _dotted(node: cst.BaseExpression | None) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


def _import(_: Statements, node: cst.Import) -> Lowered:
    names = tuple((_dotted(alias.name), alias.evaluated_alias or "") for alias in node.names)
    return (Import(None, 0, names),)


def _import_from(_: Statements, node: cst.ImportFrom) -> Lowered:
    if isinstance(node.names, cst.ImportStar):
        names: tuple[tuple[str, str], ...] = (("*", "*"),)
    else:
        names = tuple((_dotted(a.name), a.evaluated_alias or _dotted(a.name)) for a in node.names)
    return (Import(_dotted(node.module), len(node.relative), names),)


def _assign(lower: Statements, node: cst.Assign) -> Lowered:
    return _bind(lower, [target.target for target in node.targets], node.value)


def _type_alias(lower: Statements, node: cst.TypeAlias) -> Lowered:
    return _bind(lower, [node.name], node.value, operator="type")


SIMPLE: Kinds = {
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.TypeAlias: _type_alias,
    cst.Expr: _expression,
    cst.Assert: _assert,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Del: _delete,
    cst.Break: lambda _, __: (Jump("break"),),
    cst.Continue: lambda _, __: (Jump("continue"),),
    cst.Global: lambda _, node: (Declare("global", _names(node.names)),),
    cst.Nonlocal: lambda _, node: (Declare("nonlocal", _names(node.names)),),
    cst.Import: _import,
    cst.ImportFrom: _import_from,
}
