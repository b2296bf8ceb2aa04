"""Who computes with the entries of dicts, so that they cannot be text there."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.source import Source
from session_lint.codemods.uses import walk
from session_lint.facts.values import Span

_COMPUTES = frozenset({"sum", "min", "max", "round", "abs", "float", "int", "fsum"})


def computing_lines(function: cst.FunctionDef, source: Source, key: str, container: str = "") -> list[int]:
    """Return the lines on which a function computes with what dicts hold under a key, or with what one of them holds.

    Args:
        function: the function.
        source: the file.
        key: the key; ``*`` for any of the container.
        container: the name of a dict, empty for any.
    """
    found: set[int] = set()
    for node in walk(function.body):
        if _computes(node) and any(_is_entry(part, key) or _is_of(part, container, key) for part in walk(node)):
            span = source.span(node)
            found.add(span.line if span is not None else 0)
    return sorted(found)


def formatted_lines(function: cst.FunctionDef, source: Source, name: str) -> list[int]:
    """Return the lines on which a function formats an attribute as text cannot be: ``f"{event.total:.2f}"``."""
    found: set[int] = set()
    for node in walk(function.body):
        match node:
            case cst.FormattedStringExpression(expression=cst.Attribute(attr=cst.Name(value=written)) as value):
                span = source.span(value)
                if node.format_spec and written == name and span is not None:
                    found.add(span.line)
            case _:
                pass
    return sorted(found)


def matched_lines(function: cst.FunctionDef, source: Source, dto: str, field: str) -> list[int]:
    """Return the lines on which a function matches a DTO by one of its fields: ``case Cost(total=0)``."""
    found: set[int] = set()
    for node in walk(function.body):
        match node:
            case cst.MatchClass(cls=cls, kwds=keywords) if dotted(cls).rpartition(".")[2] == dto:
                lines = [source.span(one.key) for one in keywords if one.key.value == field]
                found |= {span.line for span in lines if span is not None}
            case _:
                pass
    return sorted(found)


def test_lines(function: cst.FunctionDef, source: Source) -> list[int]:
    """Return the lines of the tests of a function's own ``if`` statements, in their order."""
    tests = [node.test for node in walk(function, into_functions=False) if isinstance(node, cst.If)]
    return sorted(span.line for test in tests if (span := source.span(test)) is not None)


def container_of(function: cst.FunctionDef, source: Source, value: Span) -> str:
    """Return the name of the dict that a value is put into under a computed key; empty where it has none."""
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(value=name)))]):
                if source.span(node.value) == value:
                    return name
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.DictComp()):
                if source.span(node.value) == value:
                    return name
            case _:
                pass
    return ""


def is_added(function: cst.FunctionDef, source: Source, value: Span) -> bool:
    """Tell whether a value is added to something: ``costs["total"] += value``."""
    return any(isinstance(node, cst.AugAssign) and source.span(node.value) == value for node in walk(function.body))


def _computes(node: cst.CSTNode) -> bool:
    match node:
        case cst.BinaryOperation() | cst.Comparison() | cst.AugAssign():
            return True
        case cst.Call(func=function, args=arguments):
            is_sorted = any(one.keyword is not None and one.keyword.value == "key" for one in arguments)
            return is_sorted or dotted(function).rpartition(".")[2] in _COMPUTES
        case cst.FormattedStringExpression(format_spec=spec):
            return bool(spec)
        case _:
            return False


def _is_entry(part: cst.CSTNode, key: str) -> bool:
    match part:
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as text))]):
            return text.evaluated_value == key
        case cst.Call(
            func=cst.Attribute(attr=cst.Name(value="get" | "pop")) | cst.Name(value="itemgetter"), args=given
        ):
            text = given[0].value if given else None
            return isinstance(text, cst.SimpleString) and text.evaluated_value == key
        case _:
            return False


def _is_of(part: cst.CSTNode, container: str, key: str) -> bool:
    return key == "*" and bool(container) and isinstance(part, cst.Name) and part.value == container
