"""Who decides on a function's signature: itself, or an interface, a registry, an event."""

from __future__ import annotations

from functools import cached_property

from session_lint.facts import walk
from session_lint.facts.program import Define, Function, Raise, Return, Statement
from session_lint.facts.values import Call, Expression, Name
from session_lint.project.listeners import MAPPER_EVENTS, Listeners
from session_lint.project.mentions import Mentions, mentions
from session_lint.project.modules import Module
from session_lint.project.names import Names
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, classes_of

_LISTENERS = frozenset({"listens_for", "listens"})
_DECLARING = frozenset({"overload", "abstractmethod", "abstractproperty"})
_REGISTERS = frozenset({"register", "hookimpl", "singledispatch", "singledispatchmethod"})
_FREE_BASES = frozenset({
    "ABC", "Generic", "Protocol", "BaseModel", "DeclarativeBase", "NamedTuple", "TypedDict", "Enum", "Exception",
    "MappedAsDataclass", "Struct", "object", "declarative_base", "automap_base", "SQLModel",
})  # fmt: skip
"""Bases outside the project that leave the names of their subclasses' methods free, by their last name."""


class Interfaces:
    """Answers who decides on signatures.

    Args:
        names: the project's names.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._mentioned: dict[str, Mentions] = {}

    def signature_is_forced(self, symbol: FunctionSymbol) -> bool:
        """Tell whether somebody else decides which parameters a function takes."""
        name = symbol.function.name
        special = name.startswith("__") and name not in ("__init__", "__new__")
        return (
            special
            or self.is_stub(symbol)
            or self.is_listener(symbol)
            or self._is_registered(symbol.function)
            or self.overridden(symbol) is not None
            or self._is_overridden(symbol)
            or self._is_handed_over(symbol)
        )

    def is_stub(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function only declares: an overload, an abstract or Protocol method, or an empty body."""
        if any(_decorated(decorator) in _DECLARING for decorator in symbol.function.decorators):
            return True
        owner = symbol.owner
        if owner is not None and any(
            isinstance(base, External) and base.name.rpartition(".")[2] == "Protocol"
            for base in self.names.bases(owner)
        ):
            return True
        return all(_says_nothing(statement) for statement in symbol.function.body)

    def overridden(self, symbol: FunctionSymbol) -> FunctionSymbol | External | None:
        """Return the method that a method overrides.

        A base outside the project of which nothing is known may have every public method: it is returned itself.
        """
        owner = symbol.owner
        if owner is None:
            return None
        for ancestor in self.names.lineage(owner)[1:]:
            if isinstance(ancestor, External):
                if not _is_free(ancestor.name) and not symbol.function.name.startswith("_"):
                    return ancestor
                continue
            method = self.names.class_member(ClassSymbol(ancestor.definition, ancestor.scope), symbol.function.name)
            if isinstance(method, FunctionSymbol):
                return method
        return None

    def _is_overridden(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a subclass in the project overrides a method."""
        owner = symbol.owner
        if owner is None:
            return False
        return (owner.key, symbol.function.name) in self._overridden_methods

    @cached_property
    def _overridden_methods(self) -> set[tuple[object, str]]:
        found: set[tuple[object, str]] = set()
        for module in self.names.modules:
            for symbol in classes_of(module):
                ancestors = [base for base in self.names.lineage(symbol)[1:] if isinstance(base, ClassSymbol)]
                if ancestors:
                    names = {s.function.name for s in walk.statements(symbol.definition.body) if isinstance(s, Define)}
                    found |= {(ancestor.key, name) for ancestor in ancestors for name in names}
        return found

    def is_offered_to_subclasses(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a method is a public one of a class that leaves others to its subclasses.

        Such a class is an interface as a whole: its callers do not know which subclass they have, nor do we know all.
        """
        owner = symbol.owner
        return (
            owner is not None
            and not symbol.function.name.startswith("_")
            and any(_is_left_to_subclasses(method) for method in walk.functions(owner.definition.body))
        )

    def is_listener(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function listens to SQLAlchemy's events, by a decorator or by ``event.listen``."""
        for decorator in symbol.function.decorators:
            callee = decorator.function if isinstance(decorator, Call) else decorator
            if walk.dotted(callee).rpartition(".")[2] in _LISTENERS:
                return True
        return symbol.function.name in self._mentions(symbol.scope.module).listening or bool(
            self._listeners.events(symbol)
        )

    def listens_in_flush(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function listens to a mapper's events, in the midst of a flush and on its connection."""
        return bool(self._listeners.events(symbol) & MAPPER_EVENTS)

    @cached_property
    def _listeners(self) -> Listeners:
        registering = [module for module in self.names.modules if self._mentions(module).listening]
        return Listeners(self.names, registering)

    def runs_in_background(self, symbol: FunctionSymbol) -> bool:
        """Tell whether its module gives a function to a thread, an executor or a scheduler, where it begins anew."""
        return symbol.function.name in self._mentions(symbol.scope.module).background

    def _is_handed_over(self, symbol: FunctionSymbol) -> bool:
        """Tell whether a function is used as a value, so that others may decide on its signature."""
        if symbol.owner is not None or len(symbol.scope.around) > 0:
            return symbol.function.name in self._mentions(symbol.scope.module).values
        return symbol.key in self._handed_over

    @cached_property
    def _handed_over(self) -> set[object]:
        # The functions at module level that any module mentions as a value, by whatever name it knows them.
        found: set[object] = set()
        for module in self.names.modules:
            for name in self._mentions(module).paths:
                meant = self.names.resolve(name, Scope(module))
                if isinstance(meant, FunctionSymbol):
                    found.add(meant.key)
        return found

    def _mentions(self, module: Module) -> Mentions:
        if module.path not in self._mentioned:
            self._mentioned[module.path] = mentions(module)
        return self._mentioned[module.path]

    def _is_registered(self, function: Function) -> bool:
        return any(_decorated(decorator) in _REGISTERS for decorator in function.decorators)


def _decorated(decorator: Expression) -> str:
    """Return the last name of a decorator."""
    return walk.dotted(decorator.function if isinstance(decorator, Call) else decorator).rpartition(".")[2]


def _is_left_to_subclasses(method: Function) -> bool:
    if any(_decorated(decorator) in ("abstractmethod", "abstractproperty") for decorator in method.decorators):
        return True
    return all(_says_nothing(statement) for statement in method.body) and any(
        isinstance(statement, Raise) and _decorated(statement.value or Name("")) == "NotImplementedError"
        for statement in method.body
    )


def _is_free(name: str) -> bool:
    return name.rpartition(".")[2] in _FREE_BASES


def _says_nothing(statement: Statement) -> bool:
    match statement:
        case Raise():
            return True  # a refusal alone, for a subclass or a registered case to replace
        case Return():
            return statement.value is None or walk.dotted(statement.value) == "NotImplemented"
        case _:
            return False
