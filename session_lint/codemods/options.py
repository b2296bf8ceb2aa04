"""How sessions are called, typed and opened in a project that is repaired."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.uncertain import Uncertain
from session_lint.config import TABLE, ConfigError, matches
from session_lint.facts.values import Span
from session_lint.project.modules import Imported
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol


class Opener(Struct, frozen=True):
    """A scope function, and how it is entered; ``symbol`` is None for one from outside of the project."""

    needed: ImportChange
    is_async: bool
    symbol: FunctionSymbol | None = None

    @property
    def name(self) -> str:
        """The qualified name."""
        return f"{self.needed.module}.{self.needed.name}"


class Options(Struct, frozen=True):
    """What holds for one run.

    ``openers`` are the scope functions that boundaries may open, synchronous and asynchronous ones; ``keyword_only``
    tells whether sessions stand behind ``*``. ``left_alone`` are functions that are not to be changed, by path and
    qualified name, with the reason; a plan adds what it finds. ``only`` are the findings that are to be repaired, by
    file and place; None for all.
    """

    openers: tuple[Opener, ...]
    keyword_only: bool = True
    left_alone: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    only: frozenset[tuple[str, Span]] | None = None

    def spares(self, path: str, span: Span) -> bool:
        """Tell whether a finding is none of those that are to be repaired."""
        return self.only is not None and (path, span) not in self.only

    def refuse_left_alone(self, path: str, name: str) -> None:
        """Return when something may be changed.

        Args:
            path: its file, relative to the root.
            name: its qualified name.

        Raises:
            Uncertain: with the reason why it may not.
        """
        if reason := self.left_alone.get((path, name)):
            raise Uncertain(reason)

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
        kind = "an asynchronous scope function" if is_async else "a scope function"
        known = ", ".join(one.name for one in fitting)
        example = fitting[0].name if fitting else "package.module.session_scope"
        raise ConfigError(
            f"boundaries need {kind} that can be called without arguments, and the project has "
            f"{f'several: {known}' if known else 'none'}. Write boundary-scopes = [{example!r}] in [{TABLE}], or say "
            f"--scope {example}."
        )


def openers_of(project: Project, named: Sequence[str] = ()) -> tuple[Opener, ...]:
    """Return the scope functions that boundaries may open: those that are named, or configured, or all of the project.

    One from outside of the project is taken by its whole name, and as synchronous.

    Args:
        project: all files as one program.
        named: what the command line says: qualified names, or as much of their end as tells them from all others.

    Raises:
        ConfigError: when the project has no function of a name, or several.
    """
    tops = _imported_tops(project)
    known = sorted((_opener(symbol, tops) for symbol in _scope_functions(project)), key=lambda one: one.name)
    if not named and not project.config.boundary_scopes:
        return tuple(known)
    chosen = {name: [one for one in known if f".{one.name}".endswith(f".{name}")] for name in named}
    if not named:
        chosen = {entry: [o for o in known if matches((entry,), o.name)] for entry in project.config.boundary_scopes}
    own = {name.partition(".")[0] for module in project.modules.values() for name in (module.name, module.also)}
    found: list[Opener] = []
    for name, fitting in chosen.items():
        fitting = [one for one in fitting if one.name == name] or fitting
        package, _, last = name.rpartition(".")
        if not fitting and package and package.partition(".")[0] not in own:
            fitting = [Opener(ImportChange(package, last), False)]
        if len(fitting) != 1:
            where = f"--scope {name}" if named else f"key 'boundary-scopes' in [{TABLE}]: {name!r}"
            which = "several scope functions are" if fitting else "no scope function of the project is"
            listed = ", ".join(one.name for one in fitting or known) or "none"
            raise ConfigError(f"{where}: {which} called that. Known: {listed}.")
        found += fitting
    return tuple(found)


def _opener(symbol: FunctionSymbol, imported: frozenset[str]) -> Opener:
    module = symbol.scope.module
    # A namespace package has no __init__ that tells where names begin: the project's own imports do.
    is_namespace = module.name.partition(".")[0] not in imported and module.also.partition(".")[0] in imported
    name = module.also if is_namespace else module.name
    return Opener(ImportChange(name, symbol.function.name), symbol.function.is_async, symbol)


def _imported_tops(project: Project) -> frozenset[str]:
    return frozenset(
        binding.module.partition(".")[0]
        for module in project.modules.values()
        for bound in module.table.values()
        for binding in bound
        if isinstance(binding, Imported)
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
                and all(one.kind in ("*", "**") or one.default is not None for one in symbol.function.parameters)
                and project.functions.is_scope_function(symbol)
            ):
                found.append(symbol)
    return found
