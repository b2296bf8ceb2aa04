"""Statements without the commits and rollbacks that go, and with the savepoints that come."""

from __future__ import annotations

from typing import Literal

import libcst as cst
from msgspec import Struct, field

from session_lint.codemods.editing import Inner, dropped, edited, without_idle_else
from session_lint.codemods.savepoints import Savepoint, with_savepoint
from session_lint.codemods.source import Source
from session_lint.codemods.statements import Block, Statement, called, statements
from session_lint.codemods.with_items import with_items
from session_lint.facts.values import Span

Action = tuple[Literal["flush", "expire_all"], ...]
"""What takes the place of a commit or rollback: methods that are called on the same session."""

FLUSH: Action = ("flush",)
AS_COMMITTED: Action = ("flush", "expire_all")
"""All that a commit does for what is loaded: it is written, and read anew."""


class EndingChanges(Struct):
    """What is to be done in one file.

    ``calls`` are commits and rollbacks by the place of the call; ``blocks`` the ``with session.begin()`` by the place
    of what is entered, with the session and what is to be done with it at their end; ``branches`` are the commits whose
    ``if`` goes with them, ``savepoints`` the ``try`` statements that get one.
    """

    calls: dict[Span, Action] = field(default_factory=dict[Span, Action])
    blocks: dict[Span, tuple[str, Action]] = field(default_factory=dict[Span, tuple[str, Action]])
    branches: set[Span] = field(default_factory=set[Span])
    savepoints: dict[Span, Savepoint] = field(default_factory=dict[Span, Savepoint])


def with_endings(source: Source, changes: EndingChanges) -> cst.Module:
    """Return a file's tree with its endings changed."""
    return edited(source, [*changes.calls, *changes.blocks, *changes.savepoints], _Endings(source, changes).edit)


class _Endings:
    def __init__(self, source: Source, changes: EndingChanges) -> None:
        self._source = source
        self._changes = changes

    def edit(self, statement: Statement, block: Block, inner: Inner) -> bool:
        match statement:
            case cst.SimpleStatementLine():
                return self._line(statement, block)
            case cst.With():
                return self._with(statement, block, inner)
            case cst.If(orelse=None):
                return self._if(statement, block)
            case cst.Try():
                span = self._source.span(statement)
                savepoint = self._changes.savepoints.get(span) if span is not None else None
                if savepoint is not None:
                    with_savepoint(statement, savepoint, block, inner)
                    return True
                return False
            case _:
                return False

    def _line(self, line: cst.SimpleStatementLine, block: Block) -> bool:
        left: list[cst.BaseSmallStatement] = []
        for small in line.body:
            found = self._call(small)
            action = self._changes.calls.get(found[1]) if found is not None else None
            left += [small] if found is None or action is None else [_put(small, found[0], one) for one in action]
        if not left:
            dropped(line, block, line.trailing_whitespace)
        elif len(left) == len(line.body) and all(a is b for a, b in zip(left, line.body, strict=True)):
            block.add(line)
        elif len(line.body) == 1:
            for index, small in enumerate(left):
                block.add(line.with_changes(body=[small]) if index == 0 else cst.SimpleStatementLine([small]))
        else:
            left[-1] = left[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
            block.add(line.with_changes(body=left))
        return True

    def _call(self, small: cst.BaseSmallStatement) -> tuple[cst.Call, Span] | None:
        value = small.value if isinstance(small, cst.Expr) else None
        call = value.expression if isinstance(value, cst.Await) else value
        if not isinstance(call, cst.Call):
            return None
        span = self._source.span(call)
        return (call, span) if span is not None else None

    def _if(self, statement: cst.If, block: Block) -> bool:
        body = statements(statement.body)
        if len(body) != 1 or not isinstance(body[0], cst.SimpleStatementLine) or len(body[0].body) != 1:
            return False
        found = self._call(body[0].body[0])
        if found is None or found[1] not in self._changes.branches:
            return False
        inside = Block()
        self._line(body[0], inside)
        if inside.statements:
            block.splice(statement.leading_lines, statement.body, inside)
        else:
            dropped(statement, block, cst.TrailingWhitespace())
            block.splice((), statement.body, inside)
        return True

    def _with(self, statement: cst.With, block: Block, inner: Inner) -> bool:
        left: list[cst.WithItem] = []
        flush: tuple[str, Action] | None = None
        for item in statement.items:
            span = self._source.span(item.item)
            if span is not None and span in self._changes.blocks:
                flush = self._changes.blocks[span]
            else:
                left.append(item)
        if flush is None:
            return False
        inside = inner(statements(statement.body))
        inside = _ended(inside, *flush, is_async=statement.asynchronous is not None)
        if left:
            body = statement.body.with_changes(body=inside.statements or [cst.SimpleStatementLine([cst.Pass()])])
            block.add(without_idle_else(statement, with_items(statement, left).with_changes(body=body)))
        else:
            block.splice(statement.leading_lines, statement.body, inside)
        return True


def _put(small: cst.BaseSmallStatement, call: cst.Call, method: str) -> cst.BaseSmallStatement:
    assert isinstance(small, cst.Expr)
    call = call.with_deep_changes(call.func, attr=cst.Name(method))
    if method == "expire_all":  # no matter of waiting in asynchronous sessions either
        return cst.Expr(call)
    value = small.value
    return small.with_changes(value=value.with_changes(expression=call) if isinstance(value, cst.Await) else call)


def _ended(block: Block, session: str, action: Action, *, is_async: bool) -> Block:
    """Return a block with something done at its end: before the ``return`` there, if there is one."""
    last = block.statements.pop() if action and block.terminated else None
    for index, method in enumerate(action):
        done = called(session, method, is_async=is_async and method == "flush")
        block.add(done.with_changes(leading_lines=last.leading_lines) if last is not None and index == 0 else done)
    if last is not None:
        block.statements.append(last.with_changes(leading_lines=[]))
    return block
