"""What a caller may know of a function without reading it again."""

from __future__ import annotations

from typing import Protocol

from session_lint.facts.values import Attribute, Parameter
from session_lint.project.held import Held, Holding
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope


class Summaries(Protocol):
    """What a caller may know of a function without reading it again."""

    def returned(self, symbol: FunctionSymbol) -> Holding:
        """Return what a function gives back."""
        ...

    def is_scope_function(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function makes scopes."""
        ...

    def generates(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function is a generator, and no context manager made of one."""
        ...

    def is_dependency(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function is a generator that yields a session which it opened."""
        ...

    def yielded(self, symbol: FunctionSymbol) -> Holding:
        """Return what a generator or context manager hands out."""
        ...

    def is_scope_class(self, symbol: ClassSymbol) -> bool:
        """Tell whether a class makes scopes."""
        ...

    def parameter(self, parameter: Parameter, scope: Scope) -> Holding:
        """Return what a parameter holds when its function begins."""
        ...

    def carried(self, expression: Attribute, scope: Scope) -> Held | None:
        """Return the session that an attribute of unknown type holds; None when nothing says that it holds one."""
        ...
