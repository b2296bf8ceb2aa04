"""How sessions are called, typed and opened in a project that is repaired."""

from __future__ import annotations

from msgspec import Struct

from session_lint.codemods.changes import ImportChange
from session_lint.config import ConfigError
from session_lint.facts import walk
from session_lint.facts.program import Enter
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_SESSION = ImportChange("sqlalchemy.orm", "Session", typing=True)
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession", typing=True)


class Options(Struct, frozen=True):
    """What holds for one run.

    ``opener`` is the scope function that boundaries get, ``keyword_only`` whether sessions stand behind ``*``. ``only``
    are the findings that are to be repaired, by file and place; None for all.
    """

    opener: ImportChange | None
    keyword_only: bool = True
    only: frozenset[tuple[str, Span]] | None = None

    def spares(self, path: str, span: Span) -> bool:
        """Tell whether a finding is none of those that are to be repaired."""
        return self.only is not None and (path, span) not in self.only

    def annotation(self, function: ProjectFunction) -> ImportChange:
        """Return the type of a function's session."""
        definition = function.symbol.function
        asynchronous = definition.is_async and any(
            isinstance(statement, Enter) and statement.is_async for statement in walk.statements(definition.body)
        )
        return _ASYNC_SESSION if asynchronous else _SESSION

    @property
    def scope(self) -> ImportChange:
        """The scope function that a boundary opens its session with.

        Raises:
            ConfigError: when none is known.
        """
        if self.opener is None:
            raise ConfigError(
                "boundaries need a scope function, and the project has none or several. Name one: "
                "--scope package.module.session_scope"
            )
        return self.opener


def opener_of(project: Project, named: str) -> ImportChange | None:
    """Return the scope function that boundaries are to open: the one that is named, or the only one of the project.

    Raises:
        ConfigError: when the project has no such function.
    """
    found = [*_scope_functions(project)]
    if named:
        for symbol in found:
            if symbol.name == named or symbol.name.endswith(f".{named}"):
                return _import_of(symbol)
        known = ", ".join(sorted(symbol.name for symbol in found)) or "none"
        raise ConfigError(f"--scope {named}: no scope function of the project is called that. Known: {known}.")
    return _import_of(found[0]) if len(found) == 1 else None


def _scope_functions(project: Project) -> list[FunctionSymbol]:
    found: list[FunctionSymbol] = []
    for module in project.modules.values():
        if project.roles.of_module(module) in ("test", "migration"):
            continue
        for function in project.functions_in(module):
            symbol = function.symbol
            if (
                not symbol.scope.around
                and not symbol.function.parameters
                and project.functions.is_scope_function(symbol)
            ):
                found.append(symbol)
    return found


def _import_of(symbol: FunctionSymbol) -> ImportChange:
    return ImportChange(symbol.scope.module.name, symbol.function.name)
