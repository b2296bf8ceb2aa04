"""All files as one program: what the rules ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from session_lint.config import Config
from session_lint.facts.program import FileFacts
from session_lint.project.carrying import Carrying
from session_lint.project.dtos import Dtos
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import Functions, functions_of
from session_lint.project.graph import CallGraph, Key
from session_lint.project.interfaces import Interfaces
from session_lint.project.leaks import Leaks
from session_lint.project.modules import Module, ModuleNames
from session_lint.project.names import Names
from session_lint.project.roles import Roles
from session_lint.project.sessionless import Sessionless
from session_lint.project.symbols import FunctionSymbol
from session_lint.project.transactions import Transactions
from session_lint.project.usual_types import UsualTypes


class Project:
    """A project's modules, joined.

    Args:
        config: what holds for the project.
        facts: each file's facts, by path relative to the root.
        root: the project's folder.
    """

    def __init__(self, config: Config, facts: dict[str, FileFacts], root: Path) -> None:
        self.config = config
        self._root = root
        source_roots = tuple(root / folder for folder in config.source_roots)
        if not source_roots and (root / "src").is_dir():
            source_roots = (root / "src",)
        packages = {(root / path).parent for path in facts if Path(path).stem == "__init__"}
        names = ModuleNames(root, source_roots, packages)
        self.modules = {path: Module.of(path, names.names(root / path), facts[path]) for path in sorted(facts)}
        self.names = Names(self.modules.values())
        self.functions = Functions(self.names, config)
        self.interfaces = Interfaces(self.names)
        self.roles = Roles(config, self.functions, self.interfaces)
        self._functions_in: dict[str, list[ProjectFunction]] = {}
        self._by_key: dict[str, dict[Key, ProjectFunction]] = {}

    def with_facts(self, facts: Mapping[str, FileFacts]) -> Project:
        """Return the project as it would be with other facts of some files."""
        every = {path: module.facts for path, module in self.modules.items()}
        return Project(self.config, {**every, **facts}, self._root)

    def functions_in(self, module: Module) -> list[ProjectFunction]:
        """Return a module's functions, outermost first; the same objects each time."""
        found = self._functions_in.get(module.path)
        if found is None:
            symbols = functions_of([module])
            found = [ProjectFunction(symbol, self.functions, self.interfaces, self.roles) for symbol in symbols]
            self._functions_in[module.path] = found
        return found

    def function_of(self, symbol: FunctionSymbol) -> ProjectFunction | None:
        """Return a symbol's function; None for one that stands in no module's list of functions."""
        path = symbol.scope.module.path
        known = self._by_key.get(path)
        if known is None:
            known = {one.symbol.key: one for one in self.functions_in(symbol.scope.module)}
            self._by_key[path] = known
        return known.get(symbol.key)

    @cached_property
    def graph(self) -> CallGraph:
        """The calls of the whole project, without its tests and migrations: built when a rule first asks for it."""
        return CallGraph([one for module in self._read() for one in self.functions_in(module)], self.functions)

    @cached_property
    def carrying(self) -> Carrying:
        """The classes whose instances carry a session."""
        return Carrying(self.names, self.functions.values)

    @cached_property
    def transactions(self) -> Transactions:
        """Where transactions fall apart."""
        return Transactions(self.graph, self.functions, self.interfaces, self.carrying)

    @cached_property
    def sessionless(self) -> Sessionless:
        """The functions that take no session."""
        return Sessionless(self.graph, self.functions, self.interfaces, self.carrying)

    @cached_property
    def usual_types(self) -> UsualTypes:
        """How the project writes a session's type."""
        return UsualTypes([one for module in self._read() for one in self.functions_in(module)], self.config)

    @cached_property
    def dtos(self) -> Dtos:
        """The project's DTOs: built from all services, whichever file is asked about."""
        return Dtos(self.names, self.config, self.modules.values(), [*self._services()])

    def _read(self) -> list[Module]:
        return [module for module in self.modules.values() if self.roles.of_module(module) not in ("test", "migration")]

    def _services(self) -> Iterator[FunctionSymbol]:
        config = self.config
        single = bool(config.service_names or config.service_decorators)
        for module in self.modules.values():
            whole = self.roles.of_module(module) == "service"
            for symbol in functions_of([module]) if whole or single else ():
                if whole or self.roles.of(symbol) == "service":
                    yield symbol

    @cached_property
    def leaks(self) -> Leaks:
        """Where money gets out of the project."""
        return Leaks(self.names, self.dtos, self.config, self.roles)
