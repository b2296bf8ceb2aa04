"""LibCST's statements with a body that runs where they stand, lowered to facts."""

from __future__ import annotations

import libcst as cst

from session_lint.facts.program import Branch, Case, ContextItem, Enter, Handler, Loop, Match, Try
from session_lint.facts.statements import Kinds, Lowered, Statements
from session_lint.facts.values import Span


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
    return start.until(lower.expressions.span(handler.type))


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


COMPOUND: Kinds = {
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
}
