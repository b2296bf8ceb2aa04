"""What a name means: through imports, re-exports, aliases and scopes, to the definition or a qualified name outside."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from session_lint.facts.program import Bind, Class, Define, DefineClass, Function
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Parameter, Subscript
from session_lint.project.modules import Binding, Imported, Module, bindings
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, ModuleSymbol, Scope, Symbol, ValueSymbol


class Names:
    """Resolves names through all modules of a project.

    Args:
        modules: the project's modules; several may bear one name (scripts of different folders).
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        self.modules = tuple(modules)
        self._modules: dict[str, list[Module]] = {}
        for module in self.modules:
            for name in {module.name, module.also}:
                self._modules.setdefault(name, []).append(module)
        self._lineages: dict[tuple[str, str, int], list[ClassSymbol | External]] = {}
        self._tables: dict[tuple[str, str, int], dict[str, list[Binding]]] = {}
        self._exported: dict[tuple[str, str], Symbol | None] = {}

    def resolve(self, expression: Expression, scope: Scope) -> Symbol | None:
        """Return what a name or dotted name means in a scope; None when nothing in the code says so."""
        match expression:
            case Name():
                return self.look_up(expression.id, scope)
            case Attribute():
                value = self.resolve(expression.value, scope)
                return None if value is None else self.member(value, expression.name)
            case Subscript():  # a generic class with its parameters
                return self.resolve(expression.value, scope)
            case _:
                return None

    def look_up(self, name: str, scope: Scope) -> Symbol | None:
        """Return what a bare name means in a scope."""
        for index in range(len(scope.around) - 1, -1, -1):
            definition = scope.around[index]
            if isinstance(definition, Class) and index != len(scope.around) - 1:
                continue  # the names of a class are not seen from its methods
            inner = Scope(scope.module, scope.around[: index + 1])
            found = self._table(definition, inner).get(name)
            if found:
                return self._bound(name, found, inner, set())
        return self.exported(scope.module, name)

    def times_bound(self, name: str, scope: Scope) -> int:
        """Return how many statements bind a name in the innermost definition of a scope, or in its module."""
        table = self._table(scope.around[-1], scope) if scope.around else scope.module.table
        return len(table.get(name, ()))

    def member(self, symbol: Symbol, name: str) -> Symbol | None:
        """Return what ``symbol.name`` means for a module, a class or something outside."""
        match symbol:
            case External():
                dotted = f"{symbol.name}.{name}"
                found = self._modules.get(dotted, ())  # a package in a folder that is none itself
                return ModuleSymbol(found[0]) if len(found) == 1 else External(dotted)
            case ModuleSymbol():
                return self.exported(symbol.module, name) or External(f"{symbol.module.name}.{name}")
            case ClassSymbol():
                return self.class_member(symbol, name)
            case _:
                return None

    def class_member(self, symbol: ClassSymbol, name: str) -> Symbol | None:
        """Return a class's own or inherited member, by the order in which the bases are written."""
        for ancestor in self.lineage(symbol):
            if isinstance(ancestor, ClassSymbol):
                inner = ancestor.scope.inside(ancestor.definition)
                found = self._table(ancestor.definition, inner).get(name)
                if found:
                    return self._bound(name, found, inner, set())
        return None

    def lineage(self, symbol: ClassSymbol) -> list[ClassSymbol | External]:
        """Return a class and all its bases, nearest first; bases outside the project as qualified names."""
        if symbol.key not in self._lineages:
            self._lineages[symbol.key] = self._lineage(symbol)
        return self._lineages[symbol.key]

    def _lineage(self, symbol: ClassSymbol) -> list[ClassSymbol | External]:
        found: list[ClassSymbol | External] = []
        seen: set[object] = set()
        waiting: list[ClassSymbol | External] = [symbol]
        while waiting:
            current = waiting.pop(0)
            key = current.name if isinstance(current, External) else current.key
            if key in seen:
                continue
            seen.add(key)
            found.append(current)
            if isinstance(current, ClassSymbol):
                waiting += self.bases(current)
        return found

    def bases(self, symbol: ClassSymbol) -> list[ClassSymbol | External]:
        """Return a class's own bases; one that nothing is known of is called ``?``."""
        return [self._base(base.value, symbol.scope) for base in symbol.definition.bases if base.keyword is None]

    def _base(self, expression: Expression, scope: Scope) -> ClassSymbol | External:
        meant = self.resolve(expression, scope)
        for _ in range(8):  # an alias of an alias of a class, or what declarative_base() made
            if isinstance(meant, ValueSymbol) and isinstance(meant.binding, Bind) and meant.binding.value is not None:
                value = meant.binding.value
                meant = self.resolve(value.function if isinstance(value, Call) else value, meant.scope)
        return meant if isinstance(meant, (ClassSymbol, External)) else External("?")

    def exported(self, module: Module, name: str, seen: set[tuple[str, str]] | None = None) -> Symbol | None:
        """Return what a module offers under a name: its own, imported, star-imported, or a submodule."""
        if seen is None:
            key = (module.path, name)
            if key not in self._exported:
                self._exported[key] = self._offered(module, name, set())
            return self._exported[key]
        return self._offered(module, name, seen)

    def _offered(self, module: Module, name: str, seen: set[tuple[str, str]]) -> Symbol | None:
        if (module.path, name) in seen:
            return None
        seen.add((module.path, name))
        found = module.table.get(name)
        if found:
            return self._bound(name, found, Scope(module), seen)
        for star in module.stars:
            source = self.module(star, module)
            if source is not None and not name.startswith("_"):
                symbol = self.exported(source, name, seen)
                if symbol is not None and not isinstance(symbol, ModuleSymbol):
                    return symbol
        if module.is_package:
            submodule = self.module(f"{module.name}.{name}" if module.name else name, module)
            if submodule is not None:
                return ModuleSymbol(submodule)
        return None

    def module(self, name: str, near: Module) -> Module | None:
        """Return the project's module of a name; of several, the one whose path is nearest to another module's."""
        found = self._modules.get(name)
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        here = PurePosixPath(near.path).parts
        return max(found, key=lambda module: _shared(PurePosixPath(module.path).parts, here))

    def _bound(self, name: str, found: list[Binding], scope: Scope, seen: set[tuple[str, str]]) -> Symbol | None:
        # The last binding that says something: later definitions replace earlier ones (overloads, a registry made of
        # a factory), and `X = None` in an `except ImportError` says nothing.
        for binding in reversed(found):
            symbol = self._symbol(name, binding, scope, seen)
            if symbol is not None:
                return symbol
        return None

    def _symbol(self, name: str, binding: Binding, scope: Scope, seen: set[tuple[str, str]]) -> Symbol | None:
        match binding:
            case Imported():
                return self._imported(binding, scope.module, seen)
            case Define():
                return FunctionSymbol(binding.function, scope)
            case DefineClass():
                return ClassSymbol(binding.definition, scope)
            case Bind():
                if isinstance(binding.value, Literal) and binding.value.kind == "None" and binding.annotation is None:
                    return None
                return ValueSymbol(name, binding, scope)
            case Parameter():
                return ValueSymbol(name, binding, scope)
            case None:
                return None

    def _imported(self, binding: Imported, near: Module, seen: set[tuple[str, str]]) -> Symbol:
        module = self.module(binding.module, near)
        if binding.name is None:
            return ModuleSymbol(module) if module is not None else External(binding.module)
        if module is not None:
            symbol = self.exported(module, binding.name, seen)
            if symbol is not None:
                return symbol
        submodule = self.module(f"{binding.module}.{binding.name}", near)
        if submodule is not None:
            return ModuleSymbol(submodule)
        return External(f"{binding.module}.{binding.name}")

    def _table(self, definition: Class | Function, scope: Scope) -> dict[str, list[Binding]]:
        key = (scope.module.path, definition.qualname, definition.span.line)
        table = self._tables.get(key)
        if table is None:
            table, _ = bindings(definition.body, scope.module.name, scope.module.is_package)
            if isinstance(definition, Function):
                for parameter in definition.parameters:
                    table.setdefault(parameter.name, []).insert(0, parameter)
            self._tables[key] = table
        return table


def _shared(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
