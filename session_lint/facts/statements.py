"""The bodies of one file, lowered statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import libcst as cst

from session_lint.facts.expressions import Expressions
from session_lint.facts.program import Statement

Lowered = tuple[Statement, ...]
"""What one statement of LibCST's lowers to: none, one, or several."""

Kinds = Mapping[type[cst.CSTNode], Callable[["Statements", Any], Lowered]]
"""What lowers each kind of statement; LibCST's classes share no base with the fields that it reads."""


class Statements:
    """Lowers the statements of one file, and knows whose body they stand in.

    Args:
        expressions: what lowers the file's expressions.
        kinds: what lowers each kind of statement.
    """

    def __init__(self, expressions: Expressions, kinds: Kinds) -> None:
        self.expressions = expressions
        self.path: list[str] = []
        self._kinds = kinds

    def block(self, node: cst.BaseSuite | cst.Module) -> Lowered:
        """Return the statements of a block or module, in order."""
        return self.sequence(node.body)

    def sequence(self, nodes: Sequence[cst.CSTNode]) -> Lowered:
        """Return the statements that the nodes lower to; ``pass`` and bare constants lower to none."""
        found: list[Statement] = []
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                found += self.sequence(node.body)
            elif (lower := self._kinds.get(type(node))) is not None:
                found += lower(self, node)
        return tuple(found)

    def qualname(self, name: str) -> str:
        """Return the ``__qualname__`` of a definition that is called ``name`` here."""
        return ".".join([*self.path, name])
