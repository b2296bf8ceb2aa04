"""What may run after the statement that is looked at, while a function's blocks are gone through."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

import libcst as cst

from session_lint.codemods.statements import Statement


class After:
    """The statements behind the present one, of its block and of the blocks around it, the outermost first."""

    def __init__(self) -> None:
        self._levels: list[tuple[Sequence[Statement], bool]] = []

    @contextmanager
    def block(self, rest: Sequence[Statement]) -> Generator[None]:
        """Look at a statement, or at a block, that other statements follow."""
        self._levels.append((rest, False))
        yield
        self._levels.pop()

    @contextmanager
    def turn(self, body: Sequence[Statement]) -> Generator[None]:
        """Look at the block of a loop: its next turn follows."""
        self._levels.append((body, True))
        yield
        self._levels.pop()

    def all(self) -> list[Statement]:
        """Return what may run, as far as no ``return``, ``raise``, ``break`` or ``continue`` stands before it."""
        found: list[Statement] = []
        jumps = ""
        for rest, is_turn in reversed(self._levels):
            if jumps and not is_turn:
                continue
            if jumps != "break":
                found += rest
            jumps = "" if is_turn else _jump(rest)
            if jumps == "leaves":
                break
        return found


def _jump(rest: Sequence[Statement]) -> str:
    last = rest[-1] if rest else None
    match last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None:
        case cst.Return() | cst.Raise():
            return "leaves"
        case cst.Break():
            return "break"
        case cst.Continue():
            return "continue"
        case _:
            return ""
