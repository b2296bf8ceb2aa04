"""Names in strings: of annotations that are written as text, and of what else may be evaluated."""

from __future__ import annotations

import ast

import libcst as cst

from session_lint.codemods.children import children

_LONGEST = 500
"""More than any annotation has; docstrings are longer, or no expressions."""


def quoted_names(tree: cst.CSTNode, within: type[cst.CSTNode] | None = None) -> set[str]:
    """Return the names in the strings of a tree that are expressions.

    Args:
        tree: the tree.
        within: the kind of nodes whose strings count; None for all strings.
    """
    found: set[str] = set()
    waiting: list[tuple[cst.CSTNode, bool]] = [(tree, within is None)]
    while waiting:
        node, counts = waiting.pop()
        counts = counts or (within is not None and isinstance(node, within))
        if isinstance(node, cst.SimpleString):
            if counts and len(node.value) < _LONGEST:
                found |= _names(node.evaluated_value)
        else:
            waiting += [(child, counts) for child in children(node)]
    return found


def _names(text: str | bytes) -> set[str]:
    try:
        expression = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}
