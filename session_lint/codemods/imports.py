"""Imports that a change needs, and imports that nobody needs after it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

import libcst as cst

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.folding import dotted
from session_lint.codemods.quoted import quoted_names
from session_lint.codemods.statements import Statement
from session_lint.codemods.uses import read_names
from session_lint.project.modules import Module

_SPACE = cst.SimpleWhitespace(" ")
_BLANK = cst.EmptyLine(indent=False)


def with_imports(
    tree: cst.Module, module: Module, needed: Iterable[ImportChange], packages: frozenset[str]
) -> cst.Module:
    """Return a tree that imports what is needed; what it binds already is left alone.

    Args:
        tree: a file's tree.
        module: the file as part of the project.
        needed: the names that it must be able to use.
        packages: the first names of the project's own modules: their imports stand in a section of their own.
    """
    wanted = dict.fromkeys(change for change in needed if change.bound not in module.table)
    body = [*tree.body]
    for change in wanted:
        body = _with(body, module, change, packages)
    return tree.with_changes(body=body) if wanted else tree


def _with(body: list[Statement], module: Module, change: ImportChange, packages: frozenset[str]) -> list[Statement]:
    for index, statement in enumerate(body):
        found = _import_in(statement)
        if found is None or isinstance(found.names, cst.ImportStar):
            continue
        if _absolute(found, module) == change.module:
            return [*body[:index], _extended(statement, found, change), *body[index + 1 :]]
    new = _new(change, module, body)
    order = _place_of(new, packages)
    at = 0
    section = -1  # of the import before the new one
    for index, statement in enumerate(body):
        places = [*_places(statement, packages)]
        if places and places[-1] <= order:
            at, section = index + 1, places[-1][0]
        elif not places and index == 0 and _is_docstring(statement):
            at = 1
        elif not places:
            break
    line = cst.SimpleStatementLine([new])
    following = body[at] if at < len(body) else None
    after = [*_places(following, packages)] if following is not None else []
    if section != order[0] and at:
        line = line.with_changes(leading_lines=[_BLANK])
    if following is not None and after and after[0][0] != order[0] and not following.leading_lines:
        body[at] = following.with_changes(leading_lines=[_BLANK])
    elif following is not None and after and after[0][0] == order[0] and section != order[0]:
        # The new one is the first of its section: the blank line and comments above it are the section's.
        line = line.with_changes(leading_lines=following.leading_lines)
        body[at] = following.with_changes(leading_lines=[])
    elif following is not None and not after and not following.leading_lines and not at:
        body[at] = following.with_changes(leading_lines=[_BLANK, _BLANK])
    return [*body[:at], line, *body[at:]]


def _places(statement: cst.BaseStatement, packages: frozenset[str]) -> Iterator[tuple[int, int, int, str]]:
    if isinstance(statement, cst.SimpleStatementLine):
        for one in statement.body:
            if isinstance(one, (cst.Import, cst.ImportFrom)):
                yield _place_of(one, packages)


def _place_of(found: cst.Import | cst.ImportFrom, packages: frozenset[str]) -> tuple[int, int, int, str]:
    """Return where import sorters put an import: its section, plain imports first, the farthest package first."""
    if isinstance(found, cst.Import):
        name = dotted(found.names[0].name)
        return (_section(name, 0, packages), 0, 0, name.lower())
    name = _named(found)
    level = len(found.relative)
    return (_section(name, level, packages), 1, -level, name.lower())


def _section(name: str, level: int, packages: frozenset[str]) -> int:
    first = name.partition(".")[0]
    if name == "__future__":
        return 0
    if level:
        return 4
    if first in sys.stdlib_module_names:
        return 1
    return 3 if first in packages else 2


def _is_docstring(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            return True
        case _:
            return False


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


def _extended(statement: Statement, found: cst.ImportFrom, change: ImportChange) -> Statement:
    assert not isinstance(found.names, cst.ImportStar)
    names = [*found.names]
    new, name = _alias(change), change.name
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
    return found.with_changes(names=[_alias(change)])


def _alias(change: ImportChange) -> cst.ImportAlias:
    other = None if change.bound == change.name else cst.AsName(cst.Name(change.bound))
    return cst.ImportAlias(cst.Name(change.name), other)


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
    gone = (_reads(before) | quoted_names(before, within=cst.Annotation)) - _reads(after)
    gone = gone - quoted_names(after) if gone else gone
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
