"""Which modules can know of money: those from which an import leads to ``decimal`` or to a Numeric column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from session_lint.facts import walk
from session_lint.facts.program import Bind, Import, Statement
from session_lint.facts.values import Attribute
from session_lint.project.modules import Module, classes, definitions
from session_lint.project.names import Names

_TYPES = frozenset({"Numeric", "NUMERIC", "DECIMAL", "Decimal", "condecimal"})


def modules_with_money(names: Names) -> frozenset[str]:
    """Return the paths of the modules whose names can lead to a Decimal: nothing is followed but what is imported."""
    importers: dict[str, list[str]] = {}
    waiting: list[str] = []
    for module in names.modules:
        imported = set(_imported(module))
        if any(name.rpartition(".")[2] in _TYPES or name == "decimal" for name in imported) or _in_classes(module):
            waiting.append(module.path)
        for name in imported:
            for target in _leading_to(name, module, names):
                importers.setdefault(target, []).append(module.path)
    found = set(waiting)
    while waiting:
        for importer in importers.get(waiting.pop(), ()):
            if importer not in found:
                found.add(importer)
                waiting.append(importer)
    return frozenset(found)


def sees(module: Module, names: Names, called: frozenset[str], paths: frozenset[str]) -> bool:
    """Tell whether a module defines or imports something of given names, or imports one of some modules."""
    if module.path in paths:
        return True
    for name in _imported(module):
        if name.rpartition(".")[2] in called or any(target in paths for target in _leading_to(name, module, names)):
            return True
    return False


def _imported(module: Module) -> Iterator[str]:
    bodies: list[tuple[Statement, ...]] = [module.facts.body]
    bodies += [function.body for function, _ in definitions(module.facts.body)]
    for statement in _statements(bodies):
        if isinstance(statement, Import):
            source = _absolute(statement, module)
            for there, _ in statement.names:
                yield there if statement.module is None and not statement.level else f"{source}.{there}"


def _statements(bodies: Iterable[tuple[Statement, ...]]) -> Iterator[Statement]:
    for body in bodies:
        yield from walk.statements(body)


def _absolute(statement: Import, module: Module) -> str:
    if not statement.level:
        return statement.module or ""
    parts = module.name.split(".")
    drop = statement.level - 1 if module.is_package else statement.level
    return ".".join([*parts[: len(parts) - drop], *([statement.module] if statement.module else [])])


def _leading_to(name: str, module: Module, names: Names) -> Iterator[str]:
    # ``import a.b`` and ``from a.b import c`` lead to a, to a.b and to a.b.c, whichever are modules.
    parts = name.removesuffix(".*").split(".")
    for count in range(1, len(parts) + 1):
        target = names.module(".".join(parts[:count]), module)
        if target is not None:
            yield target.path


def _in_classes(module: Module) -> bool:
    # sa.Numeric and db.Numeric need no import of that name.
    return any(
        isinstance(expression, Attribute) and expression.name in _TYPES
        for body in (module.facts.body, *(definition.body for definition in classes(module.facts.body)))
        for statement in body
        if isinstance(statement, Bind)
        for part in walk.parts(statement)
        for expression in walk.expressions(part)
    )
