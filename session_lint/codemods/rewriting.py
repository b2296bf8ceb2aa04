"""One file's tree with all of its changes made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import libcst as cst
from msgspec import structs

from session_lint.codemods.arguments import ExpressionEditor
from session_lint.codemods.changes import FileChanges, ScopeChange
from session_lint.codemods.children import children
from session_lint.codemods.clauses import mapped
from session_lint.codemods.docstrings import with_session as documented
from session_lint.codemods.heads import moved
from session_lint.codemods.local_imports import with_local_import
from session_lint.codemods.manager_methods import on_its_session
from session_lint.codemods.signature import with_session
from session_lint.codemods.source import Source
from session_lint.codemods.specialise import Specialiser
from session_lint.codemods.statements import Block, Statement, statements, with_statements
from session_lint.codemods.uses import parameters, walk
from session_lint.facts.values import Span

_ANYWHERE = Span(0, 0, 0, 0)


class Rewriting:
    """Makes the changes of one file.

    Args:
        source: the file.
        changes: what is to be done.
    """

    def __init__(self, source: Source, changes: FileChanges) -> None:
        self._source = source
        self._changes = changes
        self.scopes = 0
        """How many scopes have come."""
        self._functions: list[cst.FunctionDef] = []  # that come in front of the statement that is edited
        self._lines = sorted(
            span.line for span in (*changes.functions, *changes.managers, *changes.calls, *changes.scopes)
        )

    def module(self) -> cst.Module:
        """Return the changed tree.

        Raises:
            Uncertain: when a change of a function cannot be made for certain.
        """
        module = self._source.module
        block = self._block([*module.body], {})  # type: ignore[list-item]
        if block.pending:
            return module.with_changes(body=block.statements, footer=[*block.pending, *module.footer])
        return module.with_changes(body=block.statements)

    def _suite(self, suite: cst.BaseSuite, renames: dict[str, str]) -> cst.BaseSuite:
        return with_statements(suite, self._block(statements(suite), renames))

    def _block(self, body: Sequence[Statement], renames: dict[str, str]) -> Block:
        block = Block()
        waiting: list[Statement] = []
        around: ScopeChange | None = None
        for statement in body:
            if self._goes(statement):
                continue
            scope = self._scope_for(statement)
            if waiting and (scope != around or (scope is not None and (scope.alone or not scope.name))):
                block.add(self._in_scope(waiting, around, renames))
                waiting = []
            before, self._functions = self._functions, list[cst.FunctionDef]()
            changed = self._statement(statement, renames)
            self.scopes += len(self._functions)
            for function in self._functions:
                blank = [cst.EmptyLine(indent=False)] if block.statements and not changed.leading_lines else []
                block.add(function.with_changes(leading_lines=[*blank, *changed.leading_lines]))
                changed = changed.with_changes(leading_lines=[cst.EmptyLine(indent=False)])
            self._functions = before
            if scope is None:
                block.add(changed)
            elif scope.head:
                first, changed = moved(changed, scope.head)
                block.add(self._in_scope([first], scope, renames))
                block.add(changed)
            else:
                waiting.append(changed)
            around = scope
        if waiting:
            block.add(self._in_scope(waiting, around, renames))
        return block

    def _in_scope(self, body: list[Statement], scope: ScopeChange | None, renames: dict[str, str]) -> cst.With:
        made = _in_scope(body, scope, renames)
        self.scopes += scope is not None and bool(scope.name)  # one without a name is a savepoint
        return made

    def _scope_for(self, statement: Statement) -> ScopeChange | None:
        # What stands in the statement itself; what stands in one of its blocks gets its scope there.
        own = self._source.span(statement)
        if own is not None and (found := self._changes.scopes.get(own)) is not None:
            return structs.replace(found, call=_ANYWHERE)
        if not self._changes.scopes or isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
            return None
        waiting: list[cst.CSTNode] = [statement]
        while waiting:
            node = waiting.pop()
            if isinstance(node, cst.Call):
                span = self._source.span(node)
                found = self._changes.scopes.get(span) if span is not None else None
                if found is not None and not found.function:
                    return structs.replace(found, call=_ANYWHERE)
            waiting += [child for child in children(node) if not isinstance(child, cst.BaseSuite)]
        return None

    def _statement(self, statement: Statement, renames: dict[str, str]) -> Statement:
        if not renames and not self._concerned(statement):
            return statement
        if isinstance(statement, cst.FunctionDef):
            return self._function(statement, renames)
        if isinstance(statement, cst.SimpleStatementLine):
            return self._edited(statement, renames)
        inner = mapped(statement, lambda suite: self._suite(suite, renames))
        return self._header(inner, renames)

    def _goes(self, statement: Statement) -> bool:
        if not isinstance(statement, cst.FunctionDef) or not self._changes.managers:
            return False
        span = self._source.span(statement.name)
        change = self._changes.managers.get(span) if span is not None else None
        return change is not None and change.goes

    def _concerned(self, statement: Statement) -> bool:
        span = self._source.span(statement)
        if span is None:
            return True
        above = getattr(statement, "decorators", ())  # a definition's place begins behind them
        start = min((place.line for one in above if (place := self._source.span(one)) is not None), default=span.line)
        first = bisect_left(self._lines, start)
        return first < len(self._lines) and self._lines[first] <= span.end_line

    def _function(self, function: cst.FunctionDef, renames: dict[str, str]) -> cst.FunctionDef:
        span = self._source.span(function.name)
        change = self._changes.functions.get(span) if span is not None else None
        own = {one.name.value for one in parameters(function)}
        inner = {old: new for old, new in renames.items() if old not in own}
        changed = function
        manager = self._changes.managers.get(span) if span is not None else None
        if change is not None and change.signature and not change.moves:
            changed = documented(changed, change.parameter, change.annotation)
        if manager is not None:
            changed, renamed = on_its_session(self._source, changed, manager)
            inner |= renamed
        elif change is not None and not change.moves:
            name = change.existing or change.parameter
            known = Specialiser(
                self._source,
                name,
                change.scopes,
                may_write=change.may_write,
                stands_in=bool(change.existing) and change.signature,
                autoflush=change.autoflush,
            )
            changed = known.body(changed)
            for alias in (*known.aliases, *([change.existing] if change.existing else [])):
                if alias != change.parameter:
                    inner[alias] = change.parameter
        body = self._suite(changed.body, inner)
        if body is not changed.body:
            changed = changed.with_changes(body=body)
        edited = self._header(changed, {})
        assert isinstance(edited, cst.FunctionDef)
        local = self._changes.local_imports.get(span) if span is not None else None
        if local is not None and local.needed not in self._changes.imports:
            edited = with_local_import(edited, local)
        return with_session(edited, change) if change is not None else edited

    def _header(self, statement: Statement, renames: dict[str, str]) -> Statement:
        """Return a compound statement with the expressions outside of its blocks edited."""
        editor = _HeaderEditor(self._source, self._changes, renames)
        changed = statement.visit(editor)
        self._functions += editor.functions
        assert isinstance(changed, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        return changed

    def _edited(self, line: cst.SimpleStatementLine, renames: dict[str, str]) -> Statement:
        if not any(self._touches(part, renames) for part in walk(line)):
            return line
        editor = ExpressionEditor(self._source, self._changes, renames)
        changed = line.visit(editor)
        self._functions += editor.functions
        assert isinstance(changed, cst.SimpleStatementLine)
        return changed

    def _touches(self, part: cst.CSTNode, renames: dict[str, str]) -> bool:
        match part:
            case cst.Name(value=name):
                return name in renames
            case cst.Call():
                return self._source.span(part) in self._changes.calls
            case _:
                return False


class _HeaderEditor(ExpressionEditor):
    """Edits a compound statement's own expressions and leaves its blocks alone."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        return False if isinstance(node, cst.BaseSuite) else super().on_visit(node)


def _in_scope(body: list[Statement], scope: ScopeChange | None, renames: dict[str, str]) -> cst.With:
    assert scope is not None
    root, dot, rest = scope.opener.partition(".")
    opener = cst.parse_expression(f"{root if scope.name else renames.get(root, root)}{dot}{rest}()")
    first = body[0]
    inside = [first.with_changes(leading_lines=[]), *body[1:]]
    item = cst.WithItem(opener, cst.AsName(cst.Name(scope.name)) if scope.name else None)
    return cst.With(
        items=[item],
        body=cst.IndentedBlock(inside),
        asynchronous=cst.Asynchronous() if scope.is_async else None,
        leading_lines=first.leading_lines,
    )
