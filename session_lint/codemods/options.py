"""How sessions are called, typed and opened in a project that is repaired."""

from __future__ import annotations

from msgspec import Struct

from session_lint.codemods.changes import ImportChange
from session_lint.config import TABLE, ConfigError
from session_lint.facts import walk
from session_lint.facts.program import Enter
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_SESSION = ImportChange("sqlalchemy.orm", "Session", typing=True)
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession", typing=True)


class Options(Struct, frozen=True):
    """What holds for one run.

    ``opener`` is the scope function that boundaries get, ``keyword_only`` whether sessions stand behind ``*``,
    ``candidates`` are the scope functions of the project by qualified name.
    """

    opener: ImportChange | None
    keyword_only: bool = True
    candidates: tuple[str, ...] = ()

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
            which = f"has several: {', '.join(self.candidates)}" if self.candidates else "has none that takes nothing"
            example = self.candidates[0] if self.candidates else "package.module.session_scope"
            raise ConfigError(
                f"boundaries need a scope function, and the project {which}. Write boundary-scope = {example!r} in "
                f"[{TABLE}], or say --scope {example}."
            )
        return self.opener


def options_of(project: Project, named: str = "", *, keyword_only: bool = True) -> Options:
    """Return what holds for a project.

    Args:
        project: all files as one program.
        named: the scope function of boundaries; empty for the configured one, or else the only one of the project.
        keyword_only: whether sessions stand behind ``*``.

    Raises:
        ConfigError: when there is no scope function of that name.
    """
    candidates = tuple(sorted(symbol.name for symbol in _scope_functions(project)))
    return Options(opener_of(project, named), keyword_only, candidates)


def opener_of(project: Project, named: str) -> ImportChange | None:
    """Return the scope function that boundaries are to open: the one that is named, or the only one of the project.

    One from outside of the project is taken by its whole name.

    Raises:
        ConfigError: when there is no such function.
    """
    found = sorted(_scope_functions(project), key=lambda symbol: symbol.name)
    where = f"--scope {named}" if named else f"key 'boundary-scope' in [{TABLE}]: {project.config.boundary_scope!r}"
    named = named or project.config.boundary_scope
    if not named:
        return _import_of(found[0]) if len(found) == 1 else None
    meant = [symbol for symbol in found if f".{symbol.name}".endswith(f".{named}")]
    exact = [symbol for symbol in meant if symbol.name == named] or meant
    if len(exact) == 1:
        return _import_of(exact[0])
    if meant:
        raise ConfigError(f"{where}: several are called that. Write one of {_listed(meant)}.")
    package, _, name = named.rpartition(".")
    top = named.partition(".")[0]
    if package and not any(f"{module.name}.".startswith(f"{top}.") for module in project.modules.values()):
        return ImportChange(package, name)
    raise ConfigError(f"{where}: no scope function of the project is called that. Known: {_listed(found) or 'none'}.")


def _listed(symbols: list[FunctionSymbol]) -> str:
    return ", ".join(symbol.name for symbol in symbols)


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
