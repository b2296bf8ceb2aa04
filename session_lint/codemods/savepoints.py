"""A ``try`` that undoes only what it did: its block goes into a savepoint, its handlers lose their rollback."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from session_lint.codemods.editing import Inner
from session_lint.codemods.statements import Block, Statement, statements, with_statements


class Savepoint(Struct, frozen=True):
    """How a ``try`` gets its savepoint.

    ``session`` is whose it is, ``moved`` how many of the statements right above the ``try`` go into it; where
    ``is_there`` a savepoint is around the whole block already.
    """

    session: str
    moved: int = 0
    is_async: bool = False
    is_there: bool = False


def with_savepoint(statement: cst.Try, savepoint: Savepoint, block: Block, inner: Inner) -> None:
    """Put a ``try`` with its savepoint into a block.

    A handler that has nothing left but its ``raise`` goes: the savepoint undoes its work by itself. Without
    handlers the ``try`` goes too.

    Args:
        statement: the ``try``.
        savepoint: how it gets it.
        block: the block that it stands in; the statements that move are the last there.
        inner: edits the statements of a block.
    """
    moved = [block.statements.pop() for _ in range(savepoint.moved)][::-1]
    above = [*statement.leading_lines]
    if moved:
        blank = [line for line in moved[0].leading_lines if line.comment is None]
        moved[0] = moved[0].with_changes(leading_lines=[one for one in moved[0].leading_lines if one.comment])
        above = [*blank, *above]
    inside = inner(statements(statement.body))
    body = _wrapped(statement.body, moved, inside, savepoint)
    handlers = _handlers(statement, inner)
    orelse = inner(statements(statement.orelse.body)) if statement.orelse is not None else Block()
    if not handlers and statement.finalbody is None:
        _spread(above, statement.body, body, orelse, block)
        return
    changes: dict[str, object] = {"body": body, "handlers": handlers, "leading_lines": above}
    if statement.orelse is not None:
        if not handlers:
            assert isinstance(body, cst.IndentedBlock)
            changes["body"] = body.with_changes(body=[*body.body, *orelse.statements])
        kept = handlers and orelse.statements
        suite = with_statements(statement.orelse.body, orelse)
        changes["orelse"] = statement.orelse.with_changes(body=suite) if kept else None
    if statement.finalbody is not None:
        suite = with_statements(statement.finalbody.body, inner(statements(statement.finalbody.body)))
        changes["finalbody"] = statement.finalbody.with_changes(body=suite)
    block.add(statement.with_changes(**changes))


def _wrapped(suite: cst.BaseSuite, moved: list[Statement], inside: Block, savepoint: Savepoint) -> cst.BaseSuite:
    if savepoint.is_there:
        return with_statements(suite, inside)
    body = [*moved, *inside.statements]
    footer = [*inside.pending, *(suite.footer if isinstance(suite, cst.IndentedBlock) else ())]
    indent = suite.indent if isinstance(suite, cst.IndentedBlock) else None
    nested = cst.With(
        items=[cst.WithItem(cst.parse_expression(f"{savepoint.session}.begin_nested()"))],
        body=cst.IndentedBlock(body=body, footer=footer, indent=indent),
        asynchronous=cst.Asynchronous() if savepoint.is_async else None,
    )
    if isinstance(suite, cst.IndentedBlock):
        return suite.with_changes(body=[nested], footer=[])
    return cst.IndentedBlock(body=[nested])


def _handlers(statement: cst.Try, inner: Inner) -> list[cst.ExceptHandler]:
    found: list[cst.ExceptHandler] = []
    for handler in reversed(statement.handlers):
        block = inner(statements(handler.body))
        changed = with_statements(handler.body, block)
        if changed is handler.body:
            found.append(handler)
        elif found or not _only_raises(block):  # one before others keeps what they would catch from them
            found.append(handler.with_changes(body=changed))
    return found[::-1]


def _only_raises(block: Block) -> bool:
    match block.statements:
        case [cst.SimpleStatementLine(body=[cst.Raise(exc=None)])]:
            return not block.pending and not any(line.comment for line in block.statements[0].leading_lines)
        case _:
            return False


def _spread(above: list[cst.EmptyLine], suite: cst.BaseSuite, body: cst.BaseSuite, orelse: Block, block: Block) -> None:
    left = Block()
    for one in statements(body):
        left.add(one)
    for one in orelse.statements:
        left.add(one)
    block.splice(above, suite, left)
    if isinstance(body, cst.IndentedBlock):
        block.pending += [line for line in body.footer if line.comment is not None]
