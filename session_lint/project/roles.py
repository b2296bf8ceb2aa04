"""What a function is: service, boundary, infrastructure, test, migration or other; and because of what.

The first that says something decides:

1. the last override with a role for the path; tests and migrations by path. Tests and migrations are so as a whole.
2. what makes scopes or sessions is infrastructure, by its shape.
3. names: ``infrastructure-names``, ``boundary-names``, ``service-names``; of several the most specific pattern.
4. decorators: ``boundary-decorators``, ``service-decorators``.
5. the path, where it says infrastructure.
6. boundaries by shape: routes, commands, tasks, what is given to a thread.
7. visibility, where the path is one of ``public-boundaries``.
8. the path: ``boundaries``, ``services``.
9. a module that defines scopes or makes sessions is infrastructure; everything else is other.

A nested function has the role of the one around it, unless its own decorator makes it a boundary.
"""

from __future__ import annotations

from msgspec import Struct

from session_lint.config import Config, Role, covering, matching, path_pattern, specificity
from session_lint.facts.program import Function
from session_lint.project.functions import Functions
from session_lint.project.interfaces import Interfaces
from session_lint.project.modules import Module
from session_lint.project.role_shapes import RoleShapes
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.visibility import is_private

__all__ = ["Reason", "Role", "Roles"]


class Reason(Struct, frozen=True):
    """A role and why: a key of the configuration and the entry that decided, or a shape in words."""

    role: Role
    key: str = ""
    entry: str = ""
    shape: str = ""


class Roles:
    """Gives every module and function its role.

    Args:
        config: roles by path, name, decorator and visibility.
        interfaces: recognises what threads and schedulers call.
        functions: recognises scope functions and injectors by their shape.
    """

    def __init__(self, config: Config, functions: Functions, interfaces: Interfaces) -> None:
        self._config = config
        self._shapes = RoleShapes(functions, interfaces)
        self._overrides = tuple(override for override in config.overrides if override.role is not None)
        self._by_path: dict[str, Reason | None] = {}
        self._modules: dict[str, Reason] = {}

    def of_module(self, module: Module) -> Role:
        """Return the role that a module's functions have unless they say otherwise themselves."""
        return self.reason_of_module(module).role

    def of(self, symbol: FunctionSymbol) -> Role:
        """Return a function's role."""
        return self.reason(symbol).role

    def reason_of_module(self, module: Module) -> Reason:
        """Return a module's role, and why."""
        reason = self._modules.get(module.path)
        if reason is None:
            reason = self._path(module)
            if reason is None:
                shape = self._shapes.of_module(module)
                reason = Reason("infrastructure", shape=shape) if shape else Reason("other", shape="nothing says more")
            self._modules[module.path] = reason
        return reason

    def reason(self, symbol: FunctionSymbol) -> Reason:
        """Return a function's role, and why."""
        path = self._path(symbol.scope.module)
        if path is not None and path.role in ("test", "migration"):
            return path
        outermost, *inside = _functions(symbol)
        if shape := self._shapes.of_infrastructure(outermost):
            return Reason("infrastructure", shape=shape)
        named = self._by_name(outermost) or self._by_decorator(outermost)
        if named is not None:
            return named
        if path is not None and path.role == "infrastructure":
            return path
        if shape := self._shapes.of_boundary(outermost) or self._decorated(inside):
            module = self.reason_of_module(symbol.scope.module)
            return module if module.role == "infrastructure" else Reason("boundary", shape=shape)
        return self._by_visibility(outermost, path) or self.reason_of_module(symbol.scope.module)

    def _decorated(self, inside: list[FunctionSymbol]) -> str:
        # def create_router(): … @router.get("/") def read(): …
        return next((shape for function in inside if (shape := self._shapes.by_decorator(function))), "")

    def _path(self, module: Module) -> Reason | None:
        if module.path not in self._by_path:
            reason = self._decide_path(module.path)
            settled = reason is not None and (reason.role in ("test", "migration") or reason.key == "overrides")
            if not settled and (shape := self._shapes.of_migration(module)):
                reason = Reason("migration", shape=shape)
            self._by_path[module.path] = reason
        return self._by_path[module.path]

    def _decide_path(self, path: str) -> Reason | None:
        for override in reversed(self._overrides):
            if override.role is not None and (entry := path_pattern(override.paths, path)):
                return Reason(override.role, "overrides", entry)
        config = self._config
        keys: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
            ("test", "tests", config.tests),
            ("migration", "migrations", config.migrations),
            ("infrastructure", "infrastructure", config.infrastructure),
            ("boundary", "boundaries", config.boundaries),
            ("service", "services", config.services),
        )
        for role, key, patterns in keys:
            if entry := path_pattern(patterns, path):
                return Reason(role, key, entry)
        return None

    def _by_name(self, symbol: FunctionSymbol) -> Reason | None:
        config = self._config
        keys: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
            ("infrastructure", "infrastructure-names", config.infrastructure_names),
            ("boundary", "boundary-names", config.boundary_names),
            ("service", "service-names", config.service_names),
        )
        found: Reason | None = None
        for role, key, patterns in keys:
            entry = covering(patterns, symbol.name) if patterns else None
            if entry is not None and (found is None or specificity(entry) > specificity(found.entry)):
                found = Reason(role, key, entry)
        return found

    def _by_decorator(self, symbol: FunctionSymbol) -> Reason | None:
        config = self._config
        keys: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
            ("boundary", "boundary-decorators", config.boundary_decorators),
            ("service", "service-decorators", config.service_decorators),
        )
        for role, key, patterns in keys:
            for decorator in symbol.function.decorators if patterns else ():
                if entry := matching(patterns, self._shapes.called(decorator, symbol.scope)):
                    return Reason(role, key, entry)
        return None

    def _by_visibility(self, symbol: FunctionSymbol, path: Reason | None) -> Reason | None:
        entry = path_pattern(self._config.public_boundaries, symbol.scope.module.path)
        if entry is None or (path is not None and path.key == "overrides"):
            return None
        return Reason("service" if is_private(symbol) else "boundary", "public-boundaries", entry)


def _functions(symbol: FunctionSymbol) -> list[FunctionSymbol]:
    # The functions that one stands in, the outermost first, and itself.
    module, around = symbol.scope.module, symbol.scope.around
    outer = [
        FunctionSymbol(definition, Scope(module, around[:index]))
        for index, definition in enumerate(around)
        if isinstance(definition, Function)
    ]
    return [*outer, symbol]
