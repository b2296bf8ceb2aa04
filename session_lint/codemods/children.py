"""What stands inside a node of LibCST's tree, without the blanks: they are half of all nodes, and say nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import cast

import libcst as cst

_BLANK = ("whitespace", "leading_lines", "lines_after_decorators", "header", "footer", "newline", "trailing_whitespace")


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Return a node's children but for blanks and comments, in no order that means anything.

    :attr:`CSTNode.children` takes ten times as long: it visits the node as if to change it.
    """
    found: list[cst.CSTNode] = []
    for name in _names(type(node)):
        value: object = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            several = cast("Sequence[object]", value)  # a type that isinstance() cannot tell
            found += [one for one in several if isinstance(one, cst.CSTNode)]
    return found


@lru_cache(None)
def _names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if not field.name.startswith(_BLANK))  # type: ignore[arg-type]
