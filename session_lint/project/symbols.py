"""What names can mean: a module, a class, a function or a variable, each with the scope that it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Bind, Class, Define, DefineClass, Function, Statement
from session_lint.facts.values import Parameter
from session_lint.project.modules import Module


class Scope(Struct, frozen=True):
    """Where a name is looked up: a module, and the classes and functions around the place, outermost first."""

    module: Module
    around: tuple[Class | Function, ...] = ()

    def inside(self, definition: Class | Function) -> Scope:
        """Return the scope of a definition's body."""
        return Scope(self.module, (*self.around, definition))

    @property
    def key(self) -> tuple[str, str]:
        """A key for the innermost definition: the file's path and the qualified name."""
        return (self.module.path, self.around[-1].qualname if self.around else "")


class External(Struct, frozen=True):
    """Something outside the project, by qualified name; also what the project imports but does not have."""

    name: str


class ModuleSymbol(Struct, frozen=True):
    """A module of the project."""

    module: Module


class _Definition(Struct, frozen=True, eq=False):
    # Equal by place: comparing what they hold would compare whole bodies.

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells this definition from all others: file, qualified name, line."""
        raise AttributeError

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Definition) and self.key == other.key


class FunctionSymbol(_Definition, frozen=True, eq=False):
    """A function of the project; ``scope`` is where it is defined."""

    function: Function
    scope: Scope

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells this function from all others."""
        return (self.scope.module.path, self.function.qualname, self.function.span.line)

    @property
    def name(self) -> str:
        """The fully qualified name."""
        return f"{self.scope.module.name}.{self.function.qualname}"

    @property
    def owner(self) -> ClassSymbol | None:
        """The class that this is a method of."""
        if self.scope.around and isinstance(self.scope.around[-1], Class):
            return ClassSymbol(self.scope.around[-1], Scope(self.scope.module, self.scope.around[:-1]))
        return None


class ClassSymbol(_Definition, frozen=True, eq=False):
    """A class of the project; ``scope`` is where it is defined."""

    definition: Class
    scope: Scope

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells this class from all others."""
        return (self.scope.module.path, self.definition.qualname, self.definition.span.line)

    @property
    def name(self) -> str:
        """The fully qualified name."""
        return f"{self.scope.module.name}.{self.definition.qualname}"


class ValueSymbol(Struct, frozen=True):
    """A variable: a module's, a class's or a function's own. ``scope`` is where it is bound."""

    name: str
    binding: Bind | Parameter
    scope: Scope


Symbol = External | ModuleSymbol | FunctionSymbol | ClassSymbol | ValueSymbol


def classes_of(module: Module) -> Iterator[ClassSymbol]:
    """Yield every class of a module, with the scope that it is defined in."""
    waiting: list[tuple[tuple[Statement, ...], Scope]] = [(module.facts.body, Scope(module))]
    while waiting:
        body, scope = waiting.pop(0)
        for statement in walk.statements(body):
            if isinstance(statement, DefineClass):
                yield ClassSymbol(statement.definition, scope)
                waiting.append((statement.definition.body, scope.inside(statement.definition)))
            elif isinstance(statement, Define):
                waiting.append((statement.function.body, scope.inside(statement.function)))
