"""Imports inside of functions: where a service is imported, so that the module needs no database, the scope is too."""

from __future__ import annotations

import libcst as cst

from session_lint.codemods.changes import ImportChange, LocalImport
from session_lint.facts import walk
from session_lint.facts.program import Import
from session_lint.facts.values import Call
from session_lint.project.function import ProjectFunction


def local_import(function: ProjectFunction, call: Call, needed: ImportChange) -> LocalImport | None:
    """Return where a function has to import a name; None where the module may as well.

    Args:
        function: who needs the name.
        call: the call that needs it: by what its function imports, the place is known.
        needed: the name.
    """
    called = walk.dotted(call.function).partition(".")[0]
    table = function.symbol.scope.module.table
    if not called or called in table or needed.name in table:
        return None
    imports = [one for one in walk.statements(function.symbol.function.body) if isinstance(one, Import)]
    binding = [one for one in imports if any(called == here.partition(".")[0] for _, here in one.names)]
    return LocalImport(called, needed) if len(binding) == 1 else None


def with_local_import(function: cst.FunctionDef, local: LocalImport) -> cst.FunctionDef:
    """Return a function that imports a name behind the import which binds another one."""
    changed = function.visit(_Importer(local))
    assert isinstance(changed, cst.FunctionDef)
    return changed


class _Importer(cst.CSTTransformer):
    def __init__(self, local: LocalImport) -> None:
        super().__init__()
        self._local = local
        self._done = False

    def leave_IndentedBlock(
        self,
        original_node: cst.IndentedBlock,  # noqa: ARG002 - LibCST passes it
        updated_node: cst.IndentedBlock,
    ) -> cst.BaseSuite:
        body = [*updated_node.body]
        imported = [_names(statement) for statement in body]
        at = next((index for index, names in enumerate(imported) if self._local.beside in names), None)
        if at is None or self._done:
            return updated_node
        self._done = True
        needed = self._local.needed
        if any(needed.name in names for names in imported):
            return updated_node
        while at + 1 < len(body) and imported[at + 1]:
            at += 1
        line = cst.parse_statement(f"from {needed.module} import {needed.name}")
        assert isinstance(line, cst.SimpleStatementLine)
        return updated_node.with_changes(body=[*body[: at + 1], line, *body[at + 1 :]])


def _names(statement: cst.BaseStatement) -> set[str]:
    """Return the names that a line of imports binds."""
    found: set[str] = set()
    for part in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
        if isinstance(part, (cst.Import, cst.ImportFrom)) and not isinstance(part.names, cst.ImportStar):
            for alias in part.names:
                name = alias.evaluated_alias or alias.evaluated_name
                found.add(name.partition(".")[0])
    return found
