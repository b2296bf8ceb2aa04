"""Roles that the code itself shows: routes, commands and tasks; scope functions, and modules that make sessions."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, DefineClass
from session_lint.facts.values import Call, Expression, Name
from session_lint.project.functions import Functions
from session_lint.project.held import State
from session_lint.project.interfaces import Interfaces
from session_lint.project.modules import Module
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope

_ROUTES = frozenset(
    {"route", "get", "post", "put", "delete", "patch", "head", "options", "websocket", "api_route", "expose"}
)
_COMMANDS = frozenset({
    "command", "group", "callback", "exception_handler",
    "task", "shared_task", "periodic_task", "db_task", "db_periodic_task",  # Celery, Huey, Airflow, taskiq
    "actor", "job", "scheduled_job",  # Dramatiq, RQ, APScheduler
})  # fmt: skip


class RoleShapes:
    """Recognises roles by shape; every answer is why, or empty.

    Args:
        functions: recognises scope functions and injectors by their shape.
        interfaces: recognises what threads and schedulers call.
    """

    def __init__(self, functions: Functions, interfaces: Interfaces) -> None:
        self._functions = functions
        self._interfaces = interfaces

    def of_infrastructure(self, symbol: FunctionSymbol) -> str:
        """Return why a function is infrastructure by its shape."""
        if self._functions.is_scope_function(symbol):
            return "it makes scopes"
        if self._functions.is_dependency(symbol):
            return "it is a generator that yields a session which it opened"
        owner = symbol.owner
        if owner is not None and self._functions.is_scope_class(owner):
            return f"it is a method of {owner.definition.qualname}, which makes scopes"
        if owner is not None and self._functions.types.is_session_class(owner):
            return f"it is a method of {owner.definition.qualname}, a session type"
        return ""

    def of_boundary(self, symbol: FunctionSymbol) -> str:
        """Return why a function is a boundary by its shape."""
        if self._interfaces.runs_in_background(symbol):
            return "its module gives it to a thread, an executor or a scheduler"
        return self.by_decorator(symbol)

    def by_decorator(self, symbol: FunctionSymbol) -> str:
        """Return why a function is a boundary by its decorators: a route, a command, a task."""
        for decorator in symbol.function.decorators:
            last = self.called(decorator, symbol.scope).rpartition(".")[2]
            written = walk.dotted(decorator.function if isinstance(decorator, Call) else decorator)
            if last in _COMMANDS or (last in _ROUTES and "." in written):
                return f"the decorator @{written}"
        return ""

    def of_migration(self, module: Module) -> str:
        """Return why a module is a migration: it has what Alembic reads of one."""
        has_all = all(name in module.table for name in ("revision", "down_revision", "upgrade"))
        return "it has revision, down_revision and upgrade(), as Alembic's migrations have" if has_all else ""

    def of_module(self, module: Module) -> str:
        """Return why a module is infrastructure: it defines a scope, or makes sessions at module level."""
        scope = Scope(module)
        for name, found in module.table.items():
            for binding in found:
                match binding:
                    case Define():
                        if self._functions.is_scope_function(FunctionSymbol(binding.function, scope)):
                            return f"its module defines the scope function {name}()"
                    case DefineClass():
                        symbol = ClassSymbol(binding.definition, scope)
                        if self._functions.is_scope_class(symbol) or self._functions.types.is_session_class(symbol):
                            return f"its module defines {name}, which makes sessions"
                    case _:
                        pass
            if self._makes_sessions(name, module):
                return f"its module makes sessions with {name}"
        return ""

    def called(self, decorator: Expression, scope: Scope) -> str:
        """Return the qualified name of a decorator, as it is written when nothing is known of it."""
        callee = decorator.function if isinstance(decorator, Call) else decorator
        meant = self._functions.names.resolve(callee, scope)
        return meant.name if isinstance(meant, (External, FunctionSymbol, ClassSymbol)) else walk.dotted(callee)

    def _makes_sessions(self, name: str, module: Module) -> bool:
        if not any(isinstance(binding, Bind) and isinstance(binding.value, Call) for binding in module.table[name]):
            return False
        holding = self._functions.values.of(Name(name), Scope(module), State())
        return any(held.kind in ("factory", "registry") for held in holding)
