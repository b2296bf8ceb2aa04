"""LibCST's statements, lowered to facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from session_lint.facts.bounds import bounded
from session_lint.facts.expressions import OPERATORS, Expressions
from session_lint.facts.program import (
    Bind,
    Branch,
    Case,
    Class,
    ContextItem,
    Declare,
    Define,
    DefineClass,
    Delete,
    Enter,
    Evaluate,
    Function,
    Handler,
    Import,
    Jump,
    Loop,
    Match,
    Raise,
    Return,
    Statement,
    Try,
)
from session_lint.facts.values import Literal, Span

Lowered = tuple[Statement, ...]


class Statements:
    """Lowers the statements of one file, and knows whose body they stand in.

    Args:
        expressions: what lowers the file's expressions.
    """

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions
        self.path: list[str] = []

    def block(self, node: cst.BaseSuite | cst.Module) -> Lowered:
        """Return the statements of a block or module, in order."""
        return self.sequence(node.body)

    def sequence(self, nodes: Sequence[cst.CSTNode]) -> Lowered:
        """Return the statements that the nodes lower to; ``pass`` and bare constants lower to none."""
        found: list[Statement] = []
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                found += self.sequence(node.body)
            elif (lower := _LOWER.get(type(node))) is not None:
                found += lower(self, node)
        return tuple(found)

    def qualname(self, name: str) -> str:
        """Return the ``__qualname__`` of a definition that is called ``name`` here."""
        return ".".join([*self.path, name])


def _bind(
    lower: Statements,
    targets: Sequence[cst.BaseExpression],
    value: cst.BaseExpression,
    operator: str = "",
) -> Lowered:
    expressions = lower.expressions
    value_span = expressions.span(value)
    span = _joined(expressions.span(targets[0]), value_span)
    lowered = tuple(expressions.lower(target) for target in targets)
    return (Bind(lowered, expressions.lower(value), None, operator, span, value_span),)


def _joined(start: Span, end: Span) -> Span:
    return Span(start.line, start.column, end.end_line, end.end_column)


def _annotated(lower: Statements, node: cst.AnnAssign) -> Lowered:
    expressions = lower.expressions
    start, end = expressions.span(node.target), expressions.span(node.value or node.annotation.annotation)
    span = _joined(start, end)
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
    return (Evaluate(lower.expressions.lower(node.test), lower.expressions.span(node.test)),)


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


def _if(lower: Statements, node: cst.If) -> Lowered:
    # A long elif chain leans right: a loop collects it, and the branches are built from its end.
    arms: list[cst.If] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        arms.append(rest)
        rest = rest.orelse
    bodies = [(lower.expressions.lower(arm.test), lower.block(arm.body)) for arm in arms]
    orelse = lower.block(rest.body) if rest is not None else ()
    for test, body in reversed(bodies):
        orelse = (Branch(test, body, orelse),)
    return orelse


def _for(lower: Statements, node: cst.For) -> Lowered:
    expressions = lower.expressions
    orelse = lower.block(node.orelse.body) if node.orelse else ()
    target, iterable = expressions.lower(node.target), expressions.lower(node.iter)
    return (Loop(target, iterable, lower.block(node.body), orelse, expressions.span(node.iter)),)


def _while(lower: Statements, node: cst.While) -> Lowered:
    orelse = lower.block(node.orelse.body) if node.orelse else ()
    test = lower.expressions.lower(node.test)
    return (Loop(None, test, lower.block(node.body), orelse, lower.expressions.span(node.test)),)


def _with(lower: Statements, node: cst.With) -> Lowered:
    items: list[ContextItem] = []
    for item in node.items:
        target = lower.expressions.lower(item.asname.name) if item.asname else None
        items.append(ContextItem(lower.expressions.lower(item.item), target, lower.expressions.span(item.item)))
    return (Enter(tuple(items), lower.block(node.body), node.asynchronous is not None),)


def _try(lower: Statements, node: cst.Try | cst.TryStar) -> Lowered:
    handlers = tuple(
        Handler(
            lower.expressions.optional(handler.type),
            handler.name.name.value if handler.name and isinstance(handler.name.name, cst.Name) else None,
            lower.block(handler.body),
            _except(lower, handler),
        )
        for handler in node.handlers
    )
    orelse = lower.block(node.orelse.body) if node.orelse else ()
    final = lower.block(node.finalbody.body) if node.finalbody else ()
    return (Try(lower.block(node.body), handlers, orelse, final),)


def _except(lower: Statements, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> Span:
    start = lower.expressions.span(handler)
    if handler.type is None:
        return Span(start.line, start.column, start.line, start.column + len("except"))
    return _joined(start, lower.expressions.span(handler.type))


def _case_kind(pattern: cst.MatchPattern) -> str:
    if isinstance(pattern, cst.MatchSingleton) and pattern.value.value == "None":
        return "None"
    return "_" if isinstance(pattern, cst.MatchAs) and pattern.pattern is None else ""


def _captured(pattern: cst.CSTNode) -> list[str]:
    names: list[str] = []
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar)) and isinstance(pattern.name, cst.Name):
        names.append(pattern.name.value)
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        names.append(pattern.rest.value)
    for child in pattern.children:
        if not isinstance(child, cst.Name):
            names += _captured(child)
    return names


def _match(lower: Statements, node: cst.Match) -> Lowered:
    cases = tuple(
        Case(
            _case_kind(case.pattern),
            tuple(_captured(case.pattern)),
            lower.expressions.optional(case.guard),
            lower.block(case.body),
        )
        for case in node.cases
    )
    return (Match(lower.expressions.lower(node.subject), cases),)


def _function(lower: Statements, node: cst.FunctionDef) -> Lowered:
    name = node.name.value
    qualname = lower.qualname(name)
    lower.path += [name, "<locals>"]
    body = lower.block(node.body)
    del lower.path[-2:]
    expressions = lower.expressions
    bounds = expressions.bounds(node.type_parameters)
    return (
        Define(
            Function(
                name,
                qualname,
                tuple(bounded(parameter, bounds) for parameter in expressions.parameters(node.params)),
                expressions.annotation(node.returns),
                tuple(expressions.lower(decorator.decorator) for decorator in node.decorators),
                body,
                node.asynchronous is not None,
                expressions.span(node.name),
            )
        ),
    )


def _class(lower: Statements, node: cst.ClassDef) -> Lowered:
    name = node.name.value
    qualname = lower.qualname(name)
    lower.path.append(name)
    body = lower.block(node.body)
    lower.path.pop()
    expressions = lower.expressions
    bases = expressions.arguments([*node.bases, *node.keywords])
    decorators = tuple(expressions.lower(decorator.decorator) for decorator in node.decorators)
    return (DefineClass(Class(name, qualname, bases, decorators, body, expressions.span(node.name))),)


def _assign(lower: Statements, node: cst.Assign) -> Lowered:
    return _bind(lower, [target.target for target in node.targets], node.value)


def _type_alias(lower: Statements, node: cst.TypeAlias) -> Lowered:
    return _bind(lower, [node.name], node.value, operator="type")


_LOWER: dict[type[cst.CSTNode], Callable[[Statements, Any], Lowered]] = {
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
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
}
