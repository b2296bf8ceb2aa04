"""Why a function's parameters cannot be changed: who else relies on them, and where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from session_lint.codemods.decorators import Decorators
from session_lint.facts import walk
from session_lint.facts.program import Bind, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Call,
    Conditional,
    Display,
    Expression,
    Literal,
    Mapping,
    Name,
    Operation,
)
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Module, definitions
from session_lint.project.project import Project
from session_lint.project.symbols import External, FunctionSymbol, ModuleSymbol, Scope, classes_of

_NAMED = frozenset({"getattr", "methodcaller", "attrgetter", "import_string"})


class Forced:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._decorators = Decorators(project)

    def reason(self, function: ProjectFunction) -> str:
        """Return who else decides on a function's parameters; empty when nobody does."""
        symbol = function.symbol
        name = symbol.function.name
        if function.is_listener:
            return f"SQLAlchemy's events call {function.qualname!r}"
        if name.startswith("__") and name != "__init__":
            return f"Python itself calls {function.qualname!r}"
        overridden = self._project.interfaces.overridden(symbol)
        if isinstance(overridden, External):
            return f"{function.qualname!r} may override a method of {overridden.name}, outside of the project"
        if place := self._as_value.get(symbol.key) or self._decorators.place(symbol):
            return f"{function.qualname!r} is used as a value at {place}: whoever calls it there passes no session"
        if symbol.owner is not None and (place := self._methods.get(name)):
            return f"{function.qualname!r} may be the method that is used as a value at {place}"
        if place := self._by_text.get(name):
            return f"{function.qualname!r} may be what is looked up by its name at {place}"
        return ""

    def keeps(self, module: Module) -> bool:
        """Tell whether a module is kept as a value: its functions may be called through whatever holds it."""
        return module.path in self._modules

    @cached_property
    def _modules(self) -> set[str]:
        found: set[str] = set()
        for module, scope, expression in self._values:
            if self._project.roles.of_module(module) != "test":  # patch.object() and the like take it to change it
                meant = self._project.names.resolve(expression, scope)
                if isinstance(meant, ModuleSymbol):
                    found.add(meant.module.path)
        return found

    @cached_property
    def _as_value(self) -> dict[object, str]:
        found: dict[object, str] = {}
        for module, scope, expression in self._values:
            meant = self._project.names.resolve(expression, scope)
            if isinstance(meant, FunctionSymbol):
                found.setdefault(meant.key, module.path)
        return found

    @cached_property
    def _methods(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for module, scope, expression in self._values:
            if isinstance(expression, Attribute) and expression.name not in self._fields:
                if self._project.names.resolve(expression, scope) is not None:
                    continue
                found.setdefault(expression.name, module.path)
        return found

    @cached_property
    def _fields(self) -> set[str]:
        # What some class of the project keeps under a name is more likely meant than a method without its call.
        return {
            target.id
            for module in self._project.modules.values()
            for symbol in classes_of(module)
            for statement in walk.statements(symbol.definition.body)
            if isinstance(statement, Bind)
            for target in statement.targets
            if isinstance(target, Name)
        }

    @cached_property
    def _by_text(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for module in self._project.modules.values():
            for expression in walk.everything(module.facts.body):
                if isinstance(expression, Call) and walk.dotted(expression.function).rpartition(".")[2] in _NAMED:
                    for argument in expression.arguments:
                        if isinstance(argument.value, Literal) and argument.value.text:
                            found.setdefault(argument.value.text.rpartition(".")[2], module.path)
        return found

    @cached_property
    def _values(self) -> list[tuple[Module, Scope, Expression]]:
        found: list[tuple[Module, Scope, Expression]] = []
        for module in self._project.modules.values():
            bodies: list[tuple[tuple[Statement, ...], Scope]] = [(module.facts.body, Scope(module))]
            for function, around in definitions(module.facts.body):
                bodies.append((function.body, Scope(module, (*around, function))))
                defaults = [one.default for one in function.parameters]
                found += [
                    (module, Scope(module, around), one) for one in defaults if isinstance(one, (Name, Attribute))
                ]
            for body, scope in bodies:
                found += [(module, scope, value) for value in _used(body) if isinstance(value, (Name, Attribute))]
        return found


def _used(body: tuple[Statement, ...]) -> Iterator[Expression]:
    """Yield what a body stores, returns or hands over as a value."""
    for statement in walk.statements(body):
        if isinstance(statement, (Bind, Return)) and statement.value is not None:
            yield statement.value
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                match expression:
                    case Call():
                        yield from (argument.value for argument in expression.arguments)
                    case Display():
                        yield from expression.items
                    case Mapping():
                        yield from (entry.value for entry in expression.entries)
                    case Conditional():
                        yield from (expression.body, expression.orelse)
                    case Operation(operator="or" | "and"):
                        yield from expression.operands
                    case _:
                        pass
