"""What a function is: service, boundary, infrastructure, test, migration or other."""

from __future__ import annotations

from typing import Literal

import pathspec

from session_lint.config import Config, matches, path_patterns
from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, DefineClass, Function
from session_lint.facts.values import Call, Name
from session_lint.project.functions import Functions
from session_lint.project.held import State
from session_lint.project.interfaces import Interfaces
from session_lint.project.modules import Module
from session_lint.project.names import ClassSymbol, External, FunctionSymbol, Scope

Role = Literal["service", "boundary", "infrastructure", "test", "migration", "other"]

_ROUTES = frozenset(
    {"route", "get", "post", "put", "delete", "patch", "head", "options", "websocket", "api_route", "expose"}
)
_COMMANDS = frozenset({"command", "group", "task", "shared_task", "periodic_task", "callback", "exception_handler"})


class Roles:
    """Gives every module and function its role.

    Args:
        config: roles by path, and decorators of boundaries.
        interfaces: recognises what threads and schedulers call.
        functions: recognises scope functions and injectors by their shape.
    """

    def __init__(self, config: Config, functions: Functions, interfaces: Interfaces) -> None:
        self._config = config
        self._functions = functions
        self._interfaces = interfaces
        self._patterns: dict[Role, pathspec.GitIgnoreSpec] = {
            "test": path_patterns(config.tests),
            "migration": path_patterns(config.migrations),
            "infrastructure": path_patterns(config.infrastructure),
            "boundary": path_patterns(config.boundaries),
            "service": path_patterns(config.services),
        }
        self._modules: dict[str, Role] = {}

    def of_module(self, module: Module) -> Role:
        """Return the role that a module's functions have unless they say otherwise themselves.

        A path decides; tests and migrations come first, what the configuration calls infrastructure or boundary before
        services. A module that matches nothing is infrastructure when it defines a scope or makes sessions at module
        level.
        """
        role = self._modules.get(module.path)
        if role is None:
            role = self._by_path(module.path)
            if role is None:
                role = "infrastructure" if self._defines_sessions(module) else "other"
            self._modules[module.path] = role
        return role

    def _by_path(self, path: str) -> Role | None:
        for role in _ORDER:
            if self._patterns[role].match_file(path):
                return role
        return None

    def of(self, symbol: FunctionSymbol) -> Role:
        """Return a function's role; a nested function has that of the one around it."""
        role = self.of_module(symbol.scope.module)
        if role in ("test", "migration", "infrastructure"):
            return role
        outermost = symbol
        around = symbol.scope.around
        for index, definition in enumerate(around):
            if isinstance(definition, Function):
                outermost = FunctionSymbol(definition, Scope(symbol.scope.module, around[:index]))
                break
        if self._is_infrastructure(outermost):
            return "infrastructure"
        return "boundary" if self._is_boundary(outermost) else role

    def _is_infrastructure(self, symbol: FunctionSymbol) -> bool:
        if self._functions.is_scope_function(symbol) or self._functions.is_dependency(symbol):
            return True
        owner = symbol.owner
        return owner is not None and (
            self._functions.is_scope_class(owner) or self._functions.types.is_session_class(owner)
        )

    def _is_boundary(self, symbol: FunctionSymbol) -> bool:
        if self._interfaces.runs_in_background(symbol):
            return True
        for decorator in symbol.function.decorators:
            callee = decorator.function if isinstance(decorator, Call) else decorator
            meant = self._functions.names.resolve(callee, symbol.scope)
            name = meant.name if isinstance(meant, (External, FunctionSymbol, ClassSymbol)) else walk.dotted(callee)
            last = name.rpartition(".")[2]
            if matches(self._config.boundary_decorators, name) or last in _COMMANDS:
                return True
            if last in _ROUTES and "." in walk.dotted(callee):
                return True
        return False

    def _defines_sessions(self, module: Module) -> bool:
        scope = Scope(module)
        for name, found in module.table.items():
            for binding in found:
                match binding:
                    case Define():
                        if self._functions.is_scope_function(FunctionSymbol(binding.function, scope)):
                            return True
                    case DefineClass():
                        symbol = ClassSymbol(binding.definition, scope)
                        if self._functions.is_scope_class(symbol) or self._functions.types.is_session_class(symbol):
                            return True
                    case _:
                        pass
            if self._makes_sessions(name, module):
                return True
        return False

    def _makes_sessions(self, name: str, module: Module) -> bool:
        if not any(isinstance(binding, Bind) and isinstance(binding.value, Call) for binding in module.table[name]):
            return False
        holding = self._functions.values.of(Name(name), Scope(module), State())
        return any(held.kind in ("factory", "registry") for held in holding)


_ORDER: tuple[Role, ...] = ("test", "migration", "infrastructure", "boundary", "service")
