"""Whether a function is offered to others."""

from __future__ import annotations

from session_lint.facts.program import Class
from session_lint.project.symbols import FunctionSymbol


def is_private(symbol: FunctionSymbol) -> bool:
    """Tell whether a function is its module's or class's own affair: an underscore leads its name, or its class's."""
    names = [definition.name for definition in symbol.scope.around if isinstance(definition, Class)]
    return any(_is_hidden(name) for name in [*names, symbol.function.name])


def _is_hidden(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))
