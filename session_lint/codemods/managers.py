"""Managers: classes that keep the session of their ``__init__`` on themselves, with the classes made of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Conditional, Expression, Name, Operation
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, classes_of
from session_lint.project.usage import is_static


class Family(Struct, frozen=True, eq=False):
    """A base of managers and all classes below it.

    ``parameter`` is what the base calls its session, ``attribute`` where its objects keep it. ``classes`` begin with
    the base; ``methods`` are all that they define.
    """

    parameter: str
    attribute: str
    classes: tuple[ClassSymbol, ...]
    methods: tuple[ProjectFunction, ...]

    @property
    def base(self) -> ClassSymbol:
        """The class that keeps the session."""
        return self.classes[0]

    @property
    def inits(self) -> list[ProjectFunction]:
        """The ``__init__`` methods, the base's first."""
        return [one for one in self.methods if one.symbol.function.name == "__init__"]

    def carrier(self, method: ProjectFunction) -> str:
        """Return what holds the session in a method; empty in one that has no object."""
        definition = method.symbol.function
        if is_static(definition) or any(walk.dotted(one) == "classmethod" for one in definition.decorators):
            return ""
        return f"{definition.parameters[0].name}.{self.attribute}" if definition.parameters else ""


class Managers:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def families(self) -> list[Family]:
        """The families in which a session can be left out, in the order of the project."""
        return [one for one in self._all if _can_lack(one)]

    @cached_property
    def settled(self) -> list[Family]:
        """The families that require their session already."""
        return [one for one in self._all if not _can_lack(one)]

    @cached_property
    def _all(self) -> list[Family]:
        below: dict[object, list[ClassSymbol]] = {}
        kept: dict[object, tuple[ClassSymbol, str, str]] = {}
        for owner in self._classes():
            found = self._kept(owner)
            if found is not None and self._project.roles.of_module(owner.scope.module) not in ("test", "migration"):
                kept[owner.key] = (owner, *found)
        for owner in self._classes():
            lineage = [one for one in self._project.names.lineage(owner) if isinstance(one, ClassSymbol)]
            bases = [one for one in lineage if one.key in kept]
            if bases:
                below.setdefault(bases[-1].key, []).append(owner)
        families: list[Family] = []
        for key, classes in below.items():
            base, parameter, attribute = kept[key]
            ordered = (base, *(one for one in classes if one.key != key))
            methods = tuple(method for one in ordered for method in self._methods.get(one.key, ()))
            families.append(Family(parameter, attribute, ordered, methods))
        return families

    def of(self, symbol: FunctionSymbol) -> Family | None:
        """Return the family that a function is a method of."""
        return self._by_method.get(symbol.key)

    def is_manager(self, symbol: object) -> bool:
        """Tell whether a symbol is a class of one of the families."""
        return isinstance(symbol, ClassSymbol) and any(symbol.key == o.key for f in self.families for o in f.classes)

    @cached_property
    def _by_method(self) -> dict[object, Family]:
        return {method.symbol.key: family for family in self.families for method in family.methods}

    @cached_property
    def _methods(self) -> dict[object, list[ProjectFunction]]:
        found: dict[object, list[ProjectFunction]] = {}
        for module in self._project.modules.values():
            for function in self._project.functions_in(module):
                if (owner := function.symbol.owner) is not None:
                    found.setdefault(owner.key, []).append(function)
        return found

    def _classes(self) -> Iterator[ClassSymbol]:
        for module in self._project.modules.values():
            yield from classes_of(module)

    def _kept(self, owner: ClassSymbol) -> tuple[str, str] | None:
        # The parameter of a class's __init__ that holds its session, and the attribute that keeps it.
        for method in self._methods.get(owner.key, ()):
            if method.symbol.function.name != "__init__" or len(method.session_parameters) != 1:
                continue
            definition = method.symbol.function
            name, me = method.session_parameters[0].parameter.name, definition.parameters[0].name
            for statement in walk.statements(definition.body):
                if isinstance(statement, Bind) and statement.value is not None and _may_be(statement.value, name):
                    for target in statement.targets:
                        if isinstance(target, Attribute) and target.value == Name(me):
                            return name, target.name
        return None


def _can_lack(family: Family) -> bool:
    return any(one.optional and not one.injected for init in family.inits for one in init.session_parameters)


def _may_be(value: Expression, name: str) -> bool:
    # The parameter itself, or it with something that stands in for it.
    match value:
        case Name(id=found):
            return found == name
        case Operation(operands=operands):
            return any(_may_be(one, name) for one in operands)
        case Conditional(body=body, orelse=orelse):
            return _may_be(body, name) or _may_be(orelse, name)
        case _:
            return False
