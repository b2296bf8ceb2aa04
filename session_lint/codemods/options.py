"""How sessions are called, typed and opened in a project that is repaired."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from session_lint.codemods.changes import ImportChange
from session_lint.config import ConfigError
from session_lint.facts import walk
from session_lint.facts.program import Branch, Enter
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Imported, Module, bindings
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_SESSION = ImportChange("sqlalchemy.orm", "Session", typing=True)
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession", typing=True)


class Opener(Struct, frozen=True):
    """A scope function, and how it is entered."""

    needed: ImportChange
    is_async: bool


class Options(Struct, frozen=True):
    """What holds for one run.

    ``openers`` are the scope functions that boundaries may open, synchronous and asynchronous ones; ``keyword_only``
    tells whether sessions stand behind ``*``. ``only`` are the findings that are to be repaired, by file and place;
    None for all.
    """

    openers: tuple[Opener, ...]
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

    def written(self, function: ProjectFunction) -> str:
        """Return a function's session type as it is to be written: quoted where only type checkers know it."""
        name = self.annotation(function).name
        module = function.symbol.scope.module
        return f'"{name}"' if is_for_checkers(module, name) else name

    def opener(self, is_async: bool) -> Opener:
        """Return the scope function that a boundary opens its session with.

        Args:
            is_async: whether it is to be entered with ``async with``.

        Raises:
            ConfigError: when none is known, or several are.
        """
        fitting = [one for one in self.openers if one.is_async is is_async]
        if len(fitting) == 1:
            return fitting[0]
        kind = "asynchronous scope function" if is_async else "scope function"
        known = ", ".join(f"{one.needed.module}.{one.needed.name}" for one in fitting)
        raise ConfigError(
            f"boundaries need {'an' if is_async else 'a'} {kind}, and the project has {known or 'none'}. Name one: "
            "--scope package.module.session_scope."
        )


def is_for_checkers(module: Module, name: str) -> bool:
    """Tell whether a name is bound under ``TYPE_CHECKING`` alone, where annotations are evaluated."""
    if any(bound == Imported("__future__", "annotations") for bound in module.table.get("annotations", ())):
        return False
    guarded = [
        statement
        for statement in module.facts.body
        if isinstance(statement, Branch) and walk.dotted(statement.test).rpartition(".")[2] == "TYPE_CHECKING"
    ]
    inside = sum(len(bindings(one.body, module.name, module.is_package)[0].get(name, ())) for one in guarded)
    return bool(inside) and inside == len(module.table.get(name, ()))


def openers_of(project: Project, named: Sequence[str] = ()) -> tuple[Opener, ...]:
    """Return the scope functions that boundaries may open: those that are named, or all of the project.

    Raises:
        ConfigError: when the project has no function of a name.
    """
    found = [*_scope_functions(project)]
    chosen = found if not named else []
    for name in named:
        fitting = [symbol for symbol in found if symbol.name == name or symbol.name.endswith(f".{name}")]
        if len(fitting) != 1:
            known = ", ".join(sorted(symbol.name for symbol in found)) or "none"
            raise ConfigError(f"--scope {name}: is {len(fitting)} of the project's scope functions. Known: {known}.")
        chosen += fitting
    return tuple(
        Opener(ImportChange(symbol.scope.module.name, symbol.function.name), symbol.function.is_async)
        for symbol in chosen
    )


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
