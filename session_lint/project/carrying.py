"""Which classes carry a session: in an attribute, in a property, or in an object that carries one itself."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define
from session_lint.facts.values import Attribute, Name
from session_lint.project.held import Held
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, FunctionSymbol
from session_lint.project.usage import is_property, is_static
from session_lint.project.values import Values


class Carrying:
    """Answers which classes carry a session, each once.

    Args:
        names: the project's names.
        values: what attributes hold.
    """

    def __init__(self, names: Names, values: Values) -> None:
        self._names = names
        self._values = values
        self._found: dict[object, bool] = {}

    def carries(self, symbol: ClassSymbol) -> bool:
        """Tell whether a class's instances carry a session."""
        if symbol.key not in self._found:
            self._found[symbol.key] = False  # two that carry each other carry nothing
            self._found[symbol.key] = any(self._holds(symbol, name) for name in self._attributes(symbol))
        return self._found[symbol.key]

    def hands_one(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function gets a carrier: as the instance that it is called on, or in a parameter."""
        owner = symbol.owner
        if owner is not None and not is_static(symbol.function) and self.carries(owner):
            return True
        for parameter in symbol.function.parameters:
            annotation = parameter.annotation
            for held in (
                self._values.annotations.held(annotation, symbol.scope, Held("session"))
                if annotation is not None
                else ()
            ):
                if held.kind == "session" or (held.of is not None and self.carries(held.of)):
                    return True
        return False

    def _holds(self, symbol: ClassSymbol, name: str) -> bool:
        for held in self._values.attribute_of(symbol, name):
            if held.kind == "session" or (held.kind == "instance" and held.of is not None and self.carries(held.of)):
                return True
        return False

    def _attributes(self, symbol: ClassSymbol) -> Iterator[str]:
        seen: set[str] = set()
        for ancestor in self._names.lineage(symbol):
            if isinstance(ancestor, ClassSymbol):
                for name in _named(ancestor):
                    if name not in seen:
                        seen.add(name)
                        yield name


def _named(symbol: ClassSymbol) -> Iterator[str]:
    for statement in walk.statements(symbol.definition.body):
        if isinstance(statement, Bind):
            yield from (target.id for target in statement.targets if isinstance(target, Name))
        elif isinstance(statement, Define):
            function = statement.function
            if is_property(function):
                yield function.name
            if not function.parameters:
                continue
            instance = Name(function.parameters[0].name)
            for inner in walk.statements(function.body):
                if isinstance(inner, Bind):
                    for target in inner.targets:
                        if isinstance(target, Attribute) and target.value == instance:
                            yield target.name
