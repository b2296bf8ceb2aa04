"""What the handlers of exceptions do: raise on, go on, roll back; and what takes the place of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.statements import Block, Statement, statements
from session_lint.codemods.uses import header, walk

_OTHERS = frozenset({
    "ValueError", "TypeError", "KeyError", "IndexError", "LookupError", "AttributeError", "ArithmeticError",
    "ZeroDivisionError", "OverflowError", "OSError", "FileNotFoundError", "UnicodeError", "StopIteration", "NameError",
    "AssertionError", "ImportError",
})  # fmt: skip
"""Failures of Python's own, which no database raises."""


def raises_again(block: Block) -> bool:
    """Tell whether a block is a bare ``raise`` and nothing else."""
    match block.statements:
        case [cst.SimpleStatementLine(body=[cst.Raise(exc=None)])]:
            return True
        case _:
            return False


def always_raises(suite: cst.BaseSuite) -> bool:
    """Tell whether a block ends with a ``raise``."""
    return raises(statements(suite))


def raises(body: Sequence[Statement]) -> bool:
    """Tell whether statements end with a ``raise``."""
    last = body[-1] if body else None
    return isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Raise)


def goes_on(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Tell whether a function may go on after a handler, or return from there."""
    return not always_raises(handler.body)


def catches_failures(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Tell whether a handler may catch what a flush fails with."""
    return handler.type is None or names_failures(handler.type)


def names_failures(kinds: cst.CSTNode) -> bool:
    """Tell whether kinds of exceptions, as they are written, may be among what a flush fails with."""
    names = {part.value for part in walk(kinds) if isinstance(part, cst.Name)}
    return not names <= _OTHERS


def rolls_back(body: Sequence[Statement]) -> bool:
    """Tell whether a rollback is among statements."""
    return any(
        isinstance(part, cst.Attribute) and part.attr.value == "rollback"
        for statement in body
        for part in header(statement)
    )


def suppresses(entered: cst.BaseExpression) -> bool:
    """Tell whether a context manager goes on after an error: ``contextlib.suppress``, a handler that does nothing."""
    return isinstance(entered, cst.Call) and dotted(entered.func) in ("suppress", "contextlib.suppress")


def raises_later(after: Iterable[Statement]) -> bool:
    """Tell whether statements that may follow something raise an exception."""
    return any(isinstance(part, cst.Raise) for one in after for part in walk(one, into_functions=False))


EXCEPTION_FOLLOWS = "an exception follows, with which the owner would undo the work"
