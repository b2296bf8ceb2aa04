"""Statements with clauses: what is in them, and how a clause changes without that the others are touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import libcst as cst

from session_lint.codemods.statements import Block, Statement, with_statements

_CLAUSES = (cst.Else, cst.Finally, cst.ExceptHandler, cst.ExceptStarHandler, cst.MatchCase)


def suites(statement: cst.CSTNode) -> Iterator[cst.BaseSuite]:
    """Yield the suites directly inside a statement, those of its clauses too."""
    body = getattr(statement, "body", None)
    if isinstance(body, cst.BaseSuite):
        yield body
    for name in ("handlers", "cases"):
        for clause in getattr(statement, name, ()):
            yield clause.body
    for name in ("orelse", "finalbody"):
        clause = getattr(statement, name, None)
        if isinstance(clause, cst.If):
            yield from suites(clause)
        elif clause is not None:
            yield clause.body


def mapped(statement: Statement, change: Callable[[cst.BaseSuite], cst.BaseSuite]) -> Statement:
    """Return a compound statement with each suite directly inside it changed; the same object when none is."""
    changes: dict[str, object] = {}
    body = getattr(statement, "body", None)
    if isinstance(body, cst.BaseSuite):
        new = change(body)
        if new is not body:
            changes["body"] = new
    for name in ("handlers", "cases"):
        clauses = getattr(statement, name, ())
        changed = [_clause(clause, change) for clause in clauses]
        if any(a is not b for a, b in zip(changed, clauses, strict=True)):
            changes[name] = changed
    for name in ("orelse", "finalbody"):
        clause = getattr(statement, name, None)
        if clause is None:
            continue
        new = mapped(clause, change) if isinstance(clause, cst.If) else _clause(clause, change)
        if new is not clause:
            changes[name] = new
    return statement.with_changes(**changes) if changes else statement


def as_clause(block: Block, before: cst.If) -> cst.If | cst.Else | None:
    """Return what is left of an ``elif`` as a clause, None when nothing is."""
    if not block.statements:
        return None
    first = block.statements[0]
    if len(block.statements) == 1 and isinstance(first, cst.If):
        return first
    return cst.Else(body=cst.IndentedBlock(body=block.statements), leading_lines=before.leading_lines)


def try_of(
    statement: cst.Try, body: Block, handlers: Sequence[cst.ExceptHandler], orelse: Block, final: Block
) -> cst.Try:
    """Return a ``try`` with other blocks; the same object where none is another. An empty clause goes.

    Args:
        statement: the statement as it was.
        body: what is tried.
        handlers: the handlers that are left.
        orelse: what is in its ``else``.
        final: what is in its ``finally``.
    """
    changes: dict[str, object] = {}
    suite = with_statements(statement.body, body)
    if suite is not statement.body:
        changes["body"] = suite
    if [*map(id, handlers)] != [*map(id, statement.handlers)]:
        changes["handlers"] = handlers
    for name, clause, block in (("orelse", statement.orelse, orelse), ("finalbody", statement.finalbody, final)):
        if clause is not None:
            left = with_block(clause, block)
            if left is not clause:
                changes[name] = left
    return statement.with_changes(**changes) if changes else statement


def with_block(clause: cst.Else | cst.Finally, block: Block) -> cst.Else | cst.Finally | None:
    """Return a clause with another block, None when nothing is left of it."""
    suite = with_statements(clause.body, block)
    if not block.statements:
        return None
    return clause if suite is clause.body else clause.with_changes(body=suite)


def _clause(clause: cst.CSTNode, change: Callable[[cst.BaseSuite], cst.BaseSuite]) -> cst.CSTNode:
    assert isinstance(clause, _CLAUSES)
    new = change(clause.body)
    return clause if new is clause.body else clause.with_changes(body=new)
