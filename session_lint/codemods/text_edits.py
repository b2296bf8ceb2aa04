"""Values that become text, and fields that are declared to be text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import libcst as cst
from msgspec import Struct, field

from session_lint.codemods.clauses import mapped
from session_lint.codemods.editing import Inner, edited
from session_lint.codemods.folding import dotted
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block, Statement, statements, with_statements
from session_lint.codemods.text_types import Text
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import header, walk
from session_lint.facts.values import Span

Way = Literal["wrapped", "unless None", "instead"]
"""How a value becomes text: by a call around it, by one where it is not None, or by a call instead of its own."""

_PLACES = (cst.BaseExpression, cst.Arg, cst.DictElement)


class TextChanges(Struct):
    """All that becomes text in one file, by where it stands; ``formatter`` is what makes it.

    ``fields`` tells what is written where their Decimals are.
    """

    formatter: str
    values: dict[Span, Way] = field(default_factory=dict[Span, Way])
    fields: dict[Span, Text] = field(default_factory=dict[Span, Text])


def value_at(source: Source, span: Span) -> cst.BaseExpression:
    """Return the value that stands at a place, be it with its key or keyword.

    Raises:
        Uncertain: when none does.
    """
    found: cst.BaseExpression | None = None
    for node in walk(source.module):
        if isinstance(node, _PLACES) and source.span(node) == span and found is None:
            found = node if isinstance(node, cst.BaseExpression) else node.value
    if found is not None:
        return found
    raise Uncertain("it is made of several values at once")


def way_of(value: cst.BaseExpression, form: str, single: str) -> Way:
    """Return how a value becomes text.

    Args:
        value: the value.
        form: what it holds: ``decimal``, ``column``, ``float`` or ``text``.
        single: whether it is one amount: ``sure``, ``perhaps`` for None too, or empty.

    Raises:
        Uncertain: when it cannot be said for certain.
    """
    if form in ("float", "text"):
        match value:
            case cst.Call(func=cst.Name(value="float" | "str"), args=[cst.Arg(star="", keyword=None)]):
                return "instead"
            case _:
                raise Uncertain("it was computed with before it was written: keep the Decimal, and format the result")
    if single == "sure":
        return "wrapped"
    if not single:
        raise Uncertain("it is not for certain one amount")
    simple = (cst.Name, cst.Attribute, cst.Subscript)
    if not isinstance(value, simple) or any(isinstance(part, (cst.Call, cst.Await)) for part in walk(value)):
        raise Uncertain("it may be None, and to ask it twice may not give the same: give it a name first")
    return "unless None"


def with_texts(source: Source, changes: TextChanges) -> cst.Module:
    """Return a file's tree with its changes made."""

    def edit(statement: Statement, block: Block, inner: Inner) -> bool:
        if isinstance(statement, cst.SimpleStatementLine):
            block.add(_line(statement, source, changes))
            return True
        if not any(source.span(part) in changes.values for part in header(statement)):
            return False
        changed = statement.visit(_Header(source, changes))
        assert isinstance(changed, cst.BaseCompoundStatement)
        block.add(mapped(changed, lambda suite: with_statements(suite, inner(statements(suite)))))
        return True

    return edited(source, [*changes.values, *changes.fields], edit)


def _line(line: cst.SimpleStatementLine, source: Source, changes: TextChanges) -> Statement:
    small: list[cst.BaseSmallStatement] = []
    for one in line.body:
        span = source.span(one)
        text = changes.fields.get(span) if span is not None else None
        if isinstance(one, cst.AnnAssign) and text is not None:
            small.append(_declared(one, text, changes.formatter))
        else:
            new = one.visit(_Values(source, changes))
            assert isinstance(new, cst.BaseSmallStatement)
            small.append(new)
    return line.with_changes(body=small)


class _Values(cst.CSTTransformer):
    def __init__(self, source: Source, changes: TextChanges) -> None:
        super().__init__()
        self._source = source
        self._changes: Mapping[Span, Way] = changes.values
        self._formatter = changes.formatter
        self._done: set[Span] = set()

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        if not isinstance(updated_node, _PLACES):
            return updated_node
        span = self._source.span(original_node)
        way = self._changes.get(span) if span is not None else None
        if way is None or span is None or span in self._done:
            return updated_node
        self._done.add(span)
        if isinstance(updated_node, cst.BaseExpression):
            return _text(updated_node, way, self._formatter)
        return updated_node.with_changes(value=_text(updated_node.value, way, self._formatter))


class _Header(_Values):
    def on_visit(self, node: cst.CSTNode) -> bool:
        return False if isinstance(node, cst.BaseSuite) else super().on_visit(node)


def _text(value: cst.BaseExpression, way: Way, formatter: str) -> cst.BaseExpression:
    function = cst.Name(formatter)
    match way:
        case "instead":
            assert isinstance(value, cst.Call)
            return value.with_changes(func=function)
        case "wrapped":
            return _around(function, value)
        case "unless None":
            there = cst.Comparison(value, [cst.ComparisonTarget(cst.IsNot(), cst.Name("None"))])
            return cst.IfExp(there, cst.Call(function, [cst.Arg(value)]), cst.Name("None"))


def _around(function: cst.Name, value: cst.BaseExpression) -> cst.Call:
    if not value.lpar:
        return cst.Call(function, [cst.Arg(value)])
    # Its parentheses become those of the call, with the lines and comments in them.
    first, last = value.lpar[0], value.rpar[-1]
    inner = value.with_changes(lpar=value.lpar[1:], rpar=value.rpar[:-1])
    argument = cst.Arg(inner, whitespace_after_arg=last.whitespace_before)
    return cst.Call(function, [argument], whitespace_before_args=first.whitespace_after)


def _declared(assigned: cst.AnnAssign, text_type: Text, formatter: str) -> cst.AnnAssign:
    annotation = _as_text(assigned.annotation.annotation, text_type)
    changed = assigned.with_changes(annotation=assigned.annotation.with_changes(annotation=annotation))
    match assigned.value:
        case cst.Call(func=function, args=[cst.Arg(value=cst.SimpleString() | cst.Integer() as given)]) if (
            dotted(function).rpartition(".")[2] == "Decimal"
        ):
            # What it is made of is what str() gives back.
            text = given if isinstance(given, cst.SimpleString) else cst.SimpleString(f'"{given.value}"')
            value = text if formatter == "str" else cst.Call(cst.Name(formatter), [cst.Arg(assigned.value)])
            return changed.with_changes(value=value)
        case _:
            return changed


def _as_text(annotation: cst.BaseExpression, text: Text) -> cst.BaseExpression:
    match annotation:
        case cst.Name(value="None"):
            return annotation
        case cst.Name() | cst.Attribute():
            return cst.parse_expression(text)
        case cst.SimpleString():
            inner = _as_text(cst.parse_expression(str(annotation.evaluated_value)), text)
            return annotation.with_changes(
                value=f"{annotation.quote}{cst.Module([]).code_for_node(inner)}{annotation.quote}"
            )
        case cst.BinaryOperation(left=left, right=right):
            return annotation.with_changes(left=_as_text(left, text), right=_as_text(right, text))
        case cst.Subscript(slice=items):
            return annotation.with_changes(
                slice=[
                    one.with_changes(slice=cst.Index(_as_text(one.slice.value, text)))
                    if isinstance(one.slice, cst.Index)
                    else one
                    for one in items
                ]
            )
        case _:
            return annotation
