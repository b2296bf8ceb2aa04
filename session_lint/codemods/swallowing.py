"""Calls whose failure is caught and gone on from: what they did by then has to be undone without the caller's work.

With a session of its own the callee's transaction was rolled back. With the caller's session that takes a savepoint.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import libcst as cst

from session_lint.codemods import containers
from session_lint.codemods.changes import ScopeChange
from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import always_raises, rolls_back, suppresses
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Standing, standing
from session_lint.codemods.statements import statements
from session_lint.codemods.uncertain import Uncertain
from session_lint.facts import walk
from session_lint.facts.program import Bind, Enter, Try
from session_lint.facts.values import Attribute, Call, Literal, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.sites import Site
from session_lint.project.symbols import FunctionSymbol

if TYPE_CHECKING:
    from session_lint.project.graph import Key

_WRITES = frozenset({
    "add", "add_all", "merge", "delete", "insert", "update", "save", "flush", "commit", "begin", "begin_nested",
    "run_sync", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "text",
})  # fmt: skip
"""Calls that may leave something in a transaction, whatever they are called on."""

_STORING = frozenset({"append", "extend", "insert", "remove", "add", "update", "clear", "pop"})


class Swallowing:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        sources: the files.
    """

    def __init__(self, project: Project, sources: Sources) -> None:
        self._project = project
        self._sources = sources
        self._writing: dict[Key, bool] = {}

    def savepoint(self, function: ProjectFunction, site: Site, session: str) -> ScopeChange | None:
        """Return the savepoint that a call needs which is handed its caller's session; None when it needs none.

        Args:
            function: the caller.
            site: the call.
            session: what the session is called there.

        Raises:
            Uncertain: when the call stands where a savepoint cannot be put around it alone.
        """
        definition = function.symbol.function
        if not function.qualname or not any(isinstance(one, (Enter, Try)) for one in walk.statements(definition.body)):
            return None
        tree = self._sources.function(function.path, definition.span)
        found = standing(tree, self._sources.of(function.path), site.span)
        if found is None or not _is_swallowed(found) or not self.may_write(site.callee):
            return None
        if not isinstance(found.statement, cst.SimpleStatementLine):
            raise Uncertain(
                f"where it fails, the function goes on: put it into 'with {session}.begin_nested():', so that what it "
                "did is undone"
            )
        return ScopeChange(site.span, f"{session}.begin_nested", "", site.callee.function.is_async)

    def may_write(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function, or one that it calls, may leave something in a transaction."""
        if symbol.key not in self._writing:
            self._writing[symbol.key] = False  # who calls himself is asked already
            self._writing[symbol.key] = self._writes(symbol)
        return self._writing[symbol.key]

    def may_write_itself(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function, or one that it hands a session, may leave something in that transaction."""
        node = self._project.graph.node(symbol)
        handed = [site.callee for site in node.sites if site.handed] if node is not None else []
        return self._writes_here(symbol) or any(self.may_write(callee) for callee in handed)

    def _writes(self, symbol: FunctionSymbol) -> bool:
        node = self._project.graph.node(symbol)
        sites = node.sites if node is not None else ()
        return self._writes_here(symbol) or any(
            self.may_write(site.callee) for site in sites if self.touches_sessions(site)
        )

    def _writes_here(self, symbol: FunctionSymbol) -> bool:
        body = symbol.function.body
        node = self._project.graph.node(symbol)
        sites = node.sites if node is not None else ()
        known = {site.span for site in sites}
        taken = self._project.functions.session_parameters(symbol)
        names = {*self._project.config.session_names, *(found.parameter.name for found in taken)}
        for statement in walk.statements(body):
            if isinstance(statement, Bind) and any(
                isinstance(target, Attribute) and walk.dotted(target).partition(".")[0] not in ("self", "cls")
                for target in statement.targets
            ):
                return True
        held = containers.of_function(symbol.function)
        for expression in walk.everything(body):
            if isinstance(expression, Call) and expression.span not in known:
                if _may_write(expression, held):
                    return True
                if any(isinstance(one.value, Name) and one.value.id in names for one in expression.arguments):
                    return True
        return False

    def touches_sessions(self, site: Site) -> bool:
        """Tell whether a call may work with a session, its own or one that it is handed."""
        node = self._project.graph.node(site.callee)
        return bool(site.handed) or node is None or bool(node.effects)


def _may_write(call: Call, held: Collection[str]) -> bool:
    if isinstance(call.function, Attribute):
        receiver = call.function.value
        if isinstance(receiver, Name) and receiver.id in held:
            return False
        if isinstance(receiver, Attribute) and call.function.name in _STORING:
            return walk.dotted(receiver).partition(".")[0] not in ("self", "cls")  # a relationship of an object
    if walk.dotted(call.function).rpartition(".")[2] == "text":
        given = call.arguments[0].value if call.arguments else None
        return not (isinstance(given, Literal) and given.text.lstrip().lower().startswith("select"))
    return walk.dotted(call.function).rpartition(".")[2] in _WRITES or _method(call) in _WRITES


def _method(call: Call) -> str:
    return call.function.name if isinstance(call.function, Attribute) else ""


def _is_swallowed(found: Standing) -> bool:
    """Tell whether what is around something goes on after its failure, with neither rollback nor savepoint between."""
    for one in reversed(found.around):
        match one.statement:
            case cst.With(items=items):
                for entered in reversed([item.item for item in items]):
                    if isinstance(entered, cst.Call) and dotted(entered.func).endswith(".begin_nested"):
                        return False
                    if suppresses(entered):
                        return True
            case cst.Try(handlers=handlers) if one.part == "body":
                if any(
                    not always_raises(handler.body) and not rolls_back(statements(handler.body)) for handler in handlers
                ):
                    return True
            case _:
                pass
    return False
