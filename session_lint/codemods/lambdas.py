"""A lambda that needs a scope becomes a function of its own in front of the statement that it stands in."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import ScopeChange
from session_lint.codemods.children import children
from session_lint.codemods.source import Source
from session_lint.facts.values import Span


def scope_in(node: cst.Lambda, source: Source, scopes: dict[Span, ScopeChange]) -> ScopeChange | None:
    """Return the scope that the calls in a lambda need, None when they need none."""
    waiting: list[cst.CSTNode] = [node.body]
    while waiting:
        current = waiting.pop()
        span = source.span(current) if isinstance(current, cst.Call) else None
        change = scopes.get(span) if span is not None else None
        if change is not None and change.function:
            return change
        if not isinstance(current, cst.Lambda):
            waiting += children(current)
    return None


def as_function(node: cst.Lambda, change: ScopeChange) -> cst.FunctionDef:
    """Return the function that opens a scope and returns what a lambda returned."""
    item = cst.WithItem(cst.parse_expression(f"{change.opener}()"), cst.AsName(cst.Name(change.name)))
    body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Return(_closed(node.body))])])
    return cst.FunctionDef(
        name=cst.Name(change.function),
        params=node.params,
        body=cst.IndentedBlock([cst.With(items=[item], body=body)]),
    )


def bare(name: cst.Name) -> cst.Name:
    """Return a name without the parentheses that a lambda stood in; those that hold comments or lines stay."""
    blanks = [*(one.whitespace_after for one in name.lpar), *(one.whitespace_before for one in name.rpar)]
    return name.with_changes(lpar=[], rpar=[]) if all(isinstance(b, cst.SimpleWhitespace) for b in blanks) else name


def _closed(value: cst.BaseExpression) -> cst.BaseExpression:
    """Return a value in parentheses where it goes over lines that only those around its lambda held together."""
    try:
        cst.parse_module(f"_ = {cst.Module([]).code_for_node(value)}\n")
    except cst.ParserSyntaxError:
        return value.with_changes(lpar=[cst.LeftParen(), *value.lpar], rpar=[*value.rpar, cst.RightParen()])
    return value
