"""The project's modules: names, symbol tables, and who defines what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import (
    Bind,
    Class,
    Define,
    DefineClass,
    Enter,
    FileFacts,
    Function,
    Import,
    Loop,
    Match,
    Statement,
    Try,
)
from session_lint.facts.values import Display, Expression, Name, Parameter, Starred, Walrus


class Imported(Struct, frozen=True):
    """A name bound by an import: the absolute module, and the name in it (None for the module itself)."""

    module: str
    name: str | None


Binding = Imported | Define | DefineClass | Bind | Parameter | None
"""What a name is bound to; None when it is bound in a way that says nothing (a loop, ``except … as``)."""


class Module(Struct, eq=False):
    """One file as part of the program: ``path`` is relative to the root, ``name`` its dotted module name.

    ``also`` is the name that it has from the root, where that is another.
    """

    path: str
    name: str
    also: str
    is_package: bool
    facts: FileFacts
    table: dict[str, list[Binding]]
    stars: tuple[str, ...]

    @classmethod
    def of(cls, path: str, names: tuple[str, ...], facts: FileFacts) -> Module:
        """Return the module for a file's facts."""
        is_package = PurePosixPath(path).stem == "__init__"
        table, stars = bindings(facts.body, names[0], is_package)
        return cls(path, names[0], names[-1], is_package, facts, table, tuple(stars))


def bindings(body: tuple[Statement, ...], module: str, is_package: bool) -> tuple[dict[str, list[Binding]], list[str]]:
    """Return what a body's own statements bind, and the modules that it star-imports.

    Args:
        body: statements of a module, a class or a function.
        module: the dotted name of the module that they stand in, for relative imports.
        is_package: whether that module is a package's ``__init__``.
    """
    table: dict[str, list[Binding]] = {}
    stars: list[str] = []

    def bind(target: Expression, binding: Binding) -> None:
        match target:
            case Name():
                table.setdefault(target.id, []).append(binding)
            case Display():
                for item in target.items:
                    bind(item, None)
            case Starred():
                bind(target.value, None)
            case _:
                pass

    for statement in walk.statements(body):
        match statement:
            case Import():
                source = _absolute(statement, module, is_package)
                for there, here in statement.names:
                    if there == "*":
                        stars.append(source)
                    elif statement.module is None:
                        top = there.partition(".")[0]
                        bound = Imported(there, None) if here else Imported(top, None)
                        table.setdefault(here or top, []).append(bound)
                    else:
                        table.setdefault(here, []).append(Imported(source, there))
            case Define():
                table.setdefault(statement.function.name, []).append(statement)
            case DefineClass():
                table.setdefault(statement.definition.name, []).append(statement)
            case Bind():
                for target in statement.targets:
                    bind(target, statement)
            case Loop():
                if statement.target is not None:
                    bind(statement.target, None)
            case Enter():
                for item in statement.items:
                    if item.target is not None:
                        bind(item.target, None)
            case Try():
                for handler in statement.handlers:
                    if handler.name:
                        table.setdefault(handler.name, []).append(None)
            case Match():
                for case in statement.cases:
                    for name in case.names:
                        table.setdefault(name, []).append(None)
            case _:
                pass
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                if isinstance(expression, Walrus):
                    bind(expression.target, None)
    return table, stars


def _absolute(statement: Import, module: str, is_package: bool) -> str:
    if not statement.level:
        return statement.module or ""
    parts = module.split(".")
    drop = statement.level - 1 if is_package else statement.level
    base = parts[: len(parts) - drop] if drop <= len(parts) else []
    return ".".join([*base, *([statement.module] if statement.module else [])])


def definitions(body: tuple[Statement, ...]) -> Iterator[tuple[Function, tuple[Class | Function, ...]]]:
    """Yield every function below a body, outermost first, with the classes and functions that it stands in."""
    waiting: list[tuple[tuple[Statement, ...], tuple[Class | Function, ...]]] = [(body, ())]
    while waiting:
        current, around = waiting.pop(0)
        for statement in walk.statements(current):
            if isinstance(statement, Define):
                yield statement.function, around
                waiting.append((statement.function.body, (*around, statement.function)))
            elif isinstance(statement, DefineClass):
                waiting.append((statement.definition.body, (*around, statement.definition)))


def classes(body: tuple[Statement, ...]) -> Iterator[Class]:
    """Yield every class below a body, also those in functions and classes."""
    for statement in walk.statements(body):
        if isinstance(statement, DefineClass):
            yield statement.definition
            yield from classes(statement.definition.body)
        elif isinstance(statement, Define):
            yield from classes(statement.function.body)


class ModuleNames:
    """Gives files their dotted module names.

    A name counts from the configured source root above the file; else from the nearest folder that holds a top package
    (for a file in a package: the folder above its topmost package); else from the root.

    Args:
        root: the project's folder.
        source_roots: configured folders, or ``src/`` when there is one.
        packages: the folders that hold an ``__init__`` file.
    """

    def __init__(self, root: Path, source_roots: tuple[Path, ...], packages: set[Path]) -> None:
        self._root = root
        self._source_roots = source_roots
        self._packages = packages
        self._above_packages = {self._above(folder) for folder in packages}

    def names(self, path: Path) -> tuple[str, ...]:
        """Return a file's module name, and after it the name that it has from the root, if that is another."""
        base = self._base(path)
        found = [_dotted(path, base)]
        if path.is_relative_to(self._root) and base != self._root and not self._source_roots:
            found.append(_dotted(path, self._root))  # a namespace package has no __init__ to stop at
        return tuple(found)

    def _base(self, path: Path) -> Path:
        for source_root in self._source_roots:
            if path.is_relative_to(source_root):
                return source_root
        if path.parent in self._packages:
            return self._above(path.parent)
        if not path.is_relative_to(self._root):
            return path.parent
        for folder in path.parents:
            if folder in self._above_packages or folder == self._root:
                return folder
        return self._root

    def _above(self, folder: Path) -> Path:
        while folder in self._packages and folder != folder.parent:
            folder = folder.parent
        return folder


def _dotted(path: Path, base: Path) -> str:
    parts = list(path.relative_to(base).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)
