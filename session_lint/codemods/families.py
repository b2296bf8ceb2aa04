"""Functions whose parameters change together: a method with its overrides, a function with its overloads."""

from __future__ import annotations

from functools import cached_property

from session_lint.codemods.census import Census
from session_lint.facts import walk
from session_lint.facts.program import Define
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope, classes_of


class Families:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, function: ProjectFunction) -> list[ProjectFunction]:
        """Return the functions whose parameters are the same promise, the function itself first."""
        symbols = [function.symbol, *self._overloads(function)]
        for symbol in list(symbols):
            for other in self._related(symbol):
                if other not in symbols:
                    symbols.append(other)
        found = [self._project.function_of(symbol) for symbol in symbols]
        return [function, *(one for one in found[1:] if one is not None)]

    def is_called(self, function: ProjectFunction, census: Census) -> bool:
        """Tell whether somebody in the project calls a function, or one whose parameters are the same promise."""
        return any(census.of(one.symbol) for one in self.of(function))

    def _overloads(self, function: ProjectFunction) -> list[FunctionSymbol]:
        module = function.symbol.scope.module
        return [
            other.symbol
            for other in self._project.functions_in(module)
            if other.qualname == function.qualname and other.symbol != function.symbol
        ]

    def _related(self, symbol: FunctionSymbol) -> set[FunctionSymbol]:
        found: set[FunctionSymbol] = set()
        waiting = [symbol] if symbol.owner is not None and symbol.function.name != "__init__" else []
        while waiting:
            current = waiting.pop()
            for other in self._pairs.get(current, ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found - {symbol}

    @cached_property
    def _pairs(self) -> dict[FunctionSymbol, set[FunctionSymbol]]:
        # Every method with those that it overrides, and those that override it.
        found: dict[FunctionSymbol, set[FunctionSymbol]] = {}
        for module in self._project.modules.values():
            for owner in classes_of(module):
                ancestors = [one for one in self._project.names.lineage(owner)[1:] if isinstance(one, ClassSymbol)]
                for method in _methods(owner) if ancestors else ():
                    for ancestor in ancestors:
                        for other in _methods(ancestor):
                            if other.function.name == method.function.name:
                                found.setdefault(method, set()).add(other)
                                found.setdefault(other, set()).add(method)
        return found


def _methods(owner: ClassSymbol) -> list[FunctionSymbol]:
    inside = Scope(owner.scope.module, (*owner.scope.around, owner.definition))
    return [
        FunctionSymbol(statement.function, inside)
        for statement in walk.statements(owner.definition.body)
        if isinstance(statement, Define)
    ]
