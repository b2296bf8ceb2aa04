"""Imports that a change needs, and imports that nobody needs after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import libcst as cst

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.folding import dotted
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import read_names
from session_lint.project.modules import Module

_SPACE = cst.SimpleWhitespace(" ")


def with_imports(tree: cst.Module, module: Module, needed: Iterable[ImportChange]) -> cst.Module:
    """Return a tree that imports what is needed; what it binds already is left alone."""
    wanted = {change: None for change in needed if change.name not in module.table}
    body = [*tree.body]
    for change in wanted:
        body = _with(body, module, change)
    return tree if not wanted else tree.with_changes(body=body)


def _with(body: list[Statement], module: Module, change: ImportChange) -> list[Statement]:
    for index, statement in enumerate(body):
        found = _import_in(statement)
        if (
            found is not None
            and _absolute(found, module) == change.module
            and not isinstance(found.names, cst.ImportStar)
        ):
            return [*body[:index], _extended(statement, found, change.name), *body[index + 1 :]]
    new = _new(change, module, body)
    line = cst.SimpleStatementLine([new])
    at = _place(body, new)
    if at < len(body) and not _is_import(body[at]) and not _is_import(body[at - 1] if at else None):
        line = line.with_changes(leading_lines=[cst.EmptyLine(indent=False)] if at else [])
    return [*body[:at], line, *body[at:]]


def _import_in(statement: cst.BaseStatement) -> cst.ImportFrom | None:
    match statement:
        case cst.SimpleStatementLine(body=[cst.ImportFrom() as found]):
            return found
        case _:
            return None


def _is_import(statement: cst.BaseStatement | None) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        isinstance(one, (cst.Import, cst.ImportFrom)) for one in statement.body
    )


def _absolute(found: cst.ImportFrom, module: Module) -> str:
    name = _named(found)
    level = len(found.relative)
    if not level:
        return name
    parts = module.name.split(".")
    base = parts[: len(parts) - level + module.is_package]
    return ".".join([*base, *([name] if name else [])])


def _extended(statement: Statement, found: cst.ImportFrom, name: str) -> Statement:
    assert not isinstance(found.names, cst.ImportStar)
    names = [*found.names]
    new = cst.ImportAlias(cst.Name(name))
    keys = [_order(dotted(one.name)) for one in names]
    at = (
        next((i for i, key in enumerate(keys) if key > _order(name)), len(names))
        if keys == sorted(keys)
        else len(names)
    )
    between = next((one.comma for one in names[:-1]), cst.Comma(whitespace_after=_SPACE))
    if at == len(names):
        last = names[-1].comma
        names[-1] = names[-1].with_changes(comma=between)
        names.append(new.with_changes(comma=last))
    else:
        names.insert(at, new.with_changes(comma=between))
    return statement.with_deep_changes(found, names=names)


def _order(name: str) -> tuple[int, str]:
    # As import sorters do: CONSTANTS, Classes, functions.
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower()


def _new(change: ImportChange, module: Module, body: Sequence[cst.BaseStatement]) -> cst.ImportFrom:
    relative = any(found.relative for statement in body if (found := _import_in(statement)) is not None)
    source, level = change.module, 0
    own = module.name.split(".")
    package = own if module.is_package else own[:-1]
    there = change.module.split(".")
    if relative and package and there[0] == package[0]:
        shared = 0
        while shared < min(len(package), len(there) - 1) and package[shared] == there[shared]:
            shared += 1
        level = len(package) - shared + 1
        source = ".".join(there[shared:])
    statement = cst.parse_statement(f"from {'.' * level}{source} import {change.name}")
    assert isinstance(statement, cst.SimpleStatementLine)
    found = statement.body[0]
    assert isinstance(found, cst.ImportFrom)
    return found


def _place(body: Sequence[cst.BaseStatement], new: cst.ImportFrom) -> int:
    """Return where a new import belongs: behind the last one of its kind that sorts before it."""
    after = 0
    best = -1
    for index, statement in enumerate(body):
        if isinstance(statement, cst.SimpleStatementLine):
            first = statement.body[0] if statement.body else None
            if isinstance(first, (cst.Import, cst.ImportFrom)):
                after = index + 1
                if isinstance(first, cst.ImportFrom) and _sorts_before(first, new):
                    best = index + 1
                continue
            if index == 0 and isinstance(first, cst.Expr):
                after = max(after, 1)  # the docstring
                continue
        elif isinstance(statement, (cst.If, cst.Try)):
            continue
        if after:
            break
    return best if best >= 0 else after


def _sorts_before(first: cst.ImportFrom, second: cst.ImportFrom) -> bool:
    one, other = _named(first), _named(second)
    return len(first.relative) == len(second.relative) and one <= other and one != "__future__"


def _named(found: cst.ImportFrom) -> str:
    return dotted(found.module) if found.module is not None else ""


def without_idle(
    before: cst.Module, after: cst.Module, is_needed: Callable[[str], bool]
) -> tuple[cst.Module, list[str]]:
    """Return a tree without the imports whose last use went, and the names that are kept because others need them.

    Args:
        before, after: the tree before and after a change.
        is_needed: tells whether somebody outside of the file, or a string, uses a name.
    """
    gone = _reads(before) - _reads(after)
    kept: list[str] = []
    body: list[Statement] = []
    above: Sequence[cst.EmptyLine] = ()
    for statement in after.body:
        new = _without(statement, gone, is_needed, kept)
        if new is None:
            above = above or statement.leading_lines
            continue
        if above and not new.leading_lines:
            new = new.with_changes(leading_lines=above)
        elif not body and after.body[0] is not statement and not after.header:
            new = new.with_changes(leading_lines=[line for line in new.leading_lines if line.comment is not None])
        above = ()
        body.append(new)
    if len(body) == len(after.body) and all(a is b for a, b in zip(body, after.body, strict=True)):
        return after, kept
    return after.with_changes(body=body), kept


def _reads(tree: cst.Module) -> set[str]:
    found: set[str] = set()
    for statement in tree.body:
        if not _is_import(statement):
            found |= read_names(statement)
    return found


def _without(
    statement: Statement, gone: set[str], is_needed: Callable[[str], bool], kept: list[str]
) -> Statement | None:
    found = _import_in(statement)
    if found is None or isinstance(found.names, cst.ImportStar):
        return statement
    names = [*found.names]
    left: list[cst.ImportAlias] = []
    for one in names:
        bound = one.evaluated_alias or one.evaluated_name
        if bound in gone and is_needed(bound):
            kept.append(bound)
        if bound not in gone or bound in kept:
            left.append(one)
    if len(left) == len(names):
        return statement
    if not left:
        return None
    left[-1] = left[-1].with_changes(comma=names[-1].comma)
    return statement.with_deep_changes(found, names=left)
