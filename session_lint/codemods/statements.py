"""Blocks of statements: what is in them, and how a block takes the place of the statement that it stood in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile

import libcst as cst

from session_lint.codemods.comments import kept, spoken
from session_lint.codemods.folding import dotted

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement

_PASSING = frozenset({"open", "begin", "begin_nested", "no_autoflush", "nullcontext", "closing"})


class Block:
    """Statements that are being put together; a comment without a statement goes to the next one, or to the end."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.pending: list[cst.EmptyLine] = []

    def add(self, statement: Statement) -> None:
        """Append a statement."""
        if self.pending:
            statement = statement.with_changes(leading_lines=[*self.pending, *statement.leading_lines])
            self.pending = []
        self.statements.append(statement)

    def splice(self, lines: Sequence[cst.EmptyLine], suite: cst.BaseSuite, inner: Block) -> None:
        """Append what stood in a block whose header goes.

        Args:
            lines: the lines above the header: they stay.
            suite: the block as it was; a comment behind its colon stays on a line of its own.
            inner: the statements that are left of it.
        """
        self.pending += lines
        if isinstance(suite, cst.IndentedBlock):
            self.pending += kept(suite.header)
        for number, statement in enumerate(inner.statements):
            self.add(statement if number else _without_space_above(statement))
        self.pending += inner.pending
        if isinstance(suite, cst.IndentedBlock):
            self.pending += spoken(suite.footer)

    @property
    def terminated(self) -> bool:
        """Whether nothing that follows can be reached."""
        return bool(self.statements) and terminates(self.statements[-1])


def statements(suite: cst.BaseSuite) -> list[Statement]:
    """Return a suite's statements; those behind a colon become lines of their own."""
    if isinstance(suite, cst.IndentedBlock):
        return [_statement(statement) for statement in suite.body]
    assert isinstance(suite, cst.SimpleStatementSuite)
    return [cst.SimpleStatementLine(body=[*suite.body], trailing_whitespace=suite.trailing_whitespace)]


def _without_space_above(statement: Statement) -> Statement:
    # That was between the header and its block.
    lines = [*dropwhile(lambda line: line.comment is None, statement.leading_lines)]
    return statement if len(lines) == len(statement.leading_lines) else statement.with_changes(leading_lines=lines)


def _statement(statement: cst.BaseStatement) -> Statement:
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    return statement


def with_statements(suite: cst.BaseSuite, block: Block) -> cst.BaseSuite:
    """Return a suite with other statements; ``pass`` where none is left."""
    if isinstance(suite, cst.SimpleStatementSuite) and block.statements == []:
        return suite.with_changes(body=[cst.Pass()])
    if not block.statements:  # what is said there is said of nothing now, and stands above it
        idle, block = cst.SimpleStatementLine([cst.Pass()], leading_lines=block.pending), Block()
        block.add(idle)
    body = block.statements
    if isinstance(suite, cst.IndentedBlock):
        same = len(body) == len(suite.body) and all(a is b for a, b in zip(body, suite.body, strict=True))
        if same and not block.pending:
            return suite
        return suite.with_changes(body=body, footer=[*block.pending, *suite.footer])
    if len(body) == 1 and isinstance(body[0], cst.SimpleStatementLine) and not block.pending:
        if [*body[0].body] == [*suite.body]:
            return suite
        return suite.with_changes(body=body[0].body)
    return cst.IndentedBlock(body=body, footer=block.pending)


def terminates(statement: Statement) -> bool:
    """Tell whether nothing behind a statement in its block can be reached."""
    match statement:
        case cst.SimpleStatementLine(body=body):
            return bool(body) and isinstance(body[-1], (cst.Return, cst.Raise, cst.Continue, cst.Break))
        case cst.If(body=body, orelse=orelse):
            if orelse is None or not _ends(body):
                return False
            return terminates(orelse) if isinstance(orelse, cst.If) else _ends(orelse.body)
        case cst.With(items=items, body=body):
            return _ends(body) and all(_passes_errors_on(one.item) for one in items)
        case cst.Try(finalbody=cst.Finally(body=body)) if _ends(body):
            return True
        case cst.Try(body=body, handlers=handlers, orelse=orelse):
            return _ends(orelse.body if orelse is not None else body) and all(_ends(one.body) for one in handlers)
        case _:
            return False


def _passes_errors_on(entered: cst.BaseExpression) -> bool:
    # Any other context manager may swallow what is raised in its block.
    name = dotted(entered.func if isinstance(entered, cst.Call) else entered).rpartition(".")[2]
    return name in _PASSING or name.lower().endswith("lock")


def _ends(suite: cst.BaseSuite) -> bool:
    inside = statements(suite)
    return bool(inside) and terminates(inside[-1])


def called(session: str, method: str, *, is_async: bool = False) -> cst.SimpleStatementLine:
    """Return the statement that calls a method of a session."""
    statement = cst.parse_statement(f"{'await ' if is_async else ''}{session}.{method}()")
    assert isinstance(statement, cst.SimpleStatementLine)
    return statement
