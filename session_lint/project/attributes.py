"""What the attributes of an instance hold: by what its class and the bases say and assign."""

from __future__ import annotations

from session_lint.facts import walk
from session_lint.facts.program import Bind, Define, Function
from session_lint.facts.values import Attribute, Name
from session_lint.project.annotations import Annotations
from session_lint.project.evaluates import Evaluates
from session_lint.project.given_back import GivenBack
from session_lint.project.held import NOTHING, Held, Holding, State
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope


class Attributes:
    """Looks up attributes of instances.

    Args:
        names: the project's names.
        annotations: what annotations say of sessions.
        given_back: what properties give.
        values: evaluates what is assigned.
    """

    def __init__(self, names: Names, annotations: Annotations, given_back: GivenBack, values: Evaluates) -> None:
        self._names = names
        self._annotations = annotations
        self._given_back = given_back
        self._values = values
        self._found: dict[tuple[object, str], Holding] = {}

    def of_class(self, symbol: ClassSymbol, name: str) -> Holding:
        """Return what an instance's attribute holds, by what the class and its bases say and assign."""
        key = (symbol.key, name)
        if key not in self._found:
            self._found[key] = NOTHING  # an attribute that is defined by itself says nothing
            self._found[key] = self._find(symbol, name)
        return self._found[key]

    def _find(self, symbol: ClassSymbol, name: str) -> Holding:
        carried = Held("session", "carrier")
        for ancestor in self._names.lineage(symbol):
            if not isinstance(ancestor, ClassSymbol):
                continue
            inner = ancestor.scope.inside(ancestor.definition)
            member = self._names.class_member(ancestor, name)
            if isinstance(member, FunctionSymbol):  # a property, or a method that hands out a session
                return self._given_back.by_member(member, inner)
            found: set[Held] = set()
            for statement in walk.statements(ancestor.definition.body):
                if isinstance(statement, Bind) and Name(name) in statement.targets:
                    found |= self._annotations.held(statement.annotation, inner, carried)
                    if not found and statement.value is not None:
                        found |= self._values.of(statement.value, inner, State())
            for statement in walk.statements(ancestor.definition.body):
                if isinstance(statement, Define):
                    found |= self._assigned(statement.function, inner, name)
            if found:
                return frozenset(
                    held.becomes("session", "carrier") if held.origin == "parameter" else held.elsewhere(held.origin)
                    for held in found
                )
        return NOTHING

    def _assigned(self, method: Function, scope: Scope, name: str) -> Holding:
        if not method.parameters:
            return NOTHING
        target = Attribute(Name(method.parameters[0].name), name)
        found: set[Held] = set()
        inner = scope.inside(method)
        for statement in walk.statements(method.body):
            if isinstance(statement, Bind) and target in statement.targets:
                found |= self._annotations.held(statement.annotation, inner, Held("session", "carrier"))
                if statement.value is not None:
                    found |= self._values.of(statement.value, inner, State())
        return frozenset(held for held in found if held.kind != "none")
