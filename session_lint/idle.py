"""What a configuration says about nothing: patterns and names that match nothing say something else than was meant.

Only the project's own entries count: defaults and presets may match nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cached_property

from session_lint.config import NAME_KEYS, PATH_KEYS, TABLE, ConfigError, covering, matches, path_patterns
from session_lint.config_file import Loaded
from session_lint.facts import walk
from session_lint.facts.values import Attribute
from session_lint.project.carriers import Carriers
from session_lint.project.modules import Imported
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, Scope, ValueSymbol, classes_of

_LIKENESS = 0.7
_ROLE_NAMES = ("service-names", "boundary-names", "infrastructure-names")


def refuse_idle_patterns(loaded: Loaded, paths: list[str]) -> None:
    """Raise for a path pattern that matches none of the project's files.

    Args:
        loaded: the configuration.
        paths: all files, relative to the root.

    Raises:
        ConfigError: with the key, the pattern and the nearest path.
    """
    for where, pattern in _path_patterns(loaded):
        if not any(path_patterns((pattern,)).match_files(paths)):
            near = _nearest_path(pattern, paths) or " Correct it or take it out."
            raise ConfigError(f"{where}: {pattern!r} matches no file below {loaded.root}.{near}")


def _path_patterns(loaded: Loaded) -> Iterator[tuple[str, str]]:
    for key in PATH_KEYS:
        if key != "exclude":
            for pattern in getattr(loaded.config, key.replace("-", "_")):
                if loaded.is_own(key, pattern):
                    yield loaded.in_key(key), pattern
    for number, override in enumerate(loaded.config.overrides, 1):
        for pattern in override.paths:
            yield f"{loaded.name}: key 'paths' in [[{TABLE}.overrides]] number {number}", pattern


def _nearest_path(pattern: str, paths: list[str]) -> str:
    folders = {path[: index + 1] for path in paths for index, character in enumerate(path) if character == "/"}
    known = folders if pattern.endswith("/") else {*folders, *paths}
    last = _last(pattern)
    alike = {path for path in known if difflib.SequenceMatcher(None, last, _last(path)).ratio() >= _LIKENESS}
    near = difflib.get_close_matches(pattern, sorted(alike), 1, 0) or [""]
    return f" Did you mean {near[0]!r}?" if near[0] else ""


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def idle_names(loaded: Loaded, project: Project) -> list[str]:
    """Return a sentence for every configured name that names nothing which the project defines or uses."""
    known = _Known(project)
    found: list[str] = []
    for key in NAME_KEYS:
        for entry in getattr(loaded.config, key.replace("-", "_")):
            if loaded.is_own(key, entry) and not known.bears(key, entry):
                near = known.nearest(entry) or " Correct it or take it out."
                found.append(f"{loaded.in_key(key)}: {entry!r} matches nothing in the project.{near}")
    return found


class _Known:
    def __init__(self, project: Project) -> None:
        self._project = project

    def bears(self, key: str, entry: str) -> bool:
        if key in _ROLE_NAMES:
            return any(covering((entry,), name) for name in self.defined)
        if key == "carriers":
            return self._is_carried(entry)
        return any(matches((entry,), name) for name in self.defined | self.imported) or self._is_written(entry)

    @cached_property
    def defined(self) -> set[str]:
        """The qualified names of modules, classes, functions and module variables."""
        found: set[str] = set()
        for module in self._project.modules.values():
            found.add(module.name)
            found |= {function.symbol.name for function in self._project.functions_in(module)}
            found |= {symbol.name for symbol in classes_of(module)}
            found |= {f"{module.name}.{name}" for name in module.table}
        return found

    @cached_property
    def imported(self) -> set[str]:
        """The qualified names that modules import."""
        return {
            f"{binding.module}.{binding.name}" if binding.name else binding.module
            for module in self._project.modules.values()
            for bindings in module.table.values()
            for binding in bindings
            if isinstance(binding, Imported)
        }

    def nearest(self, entry: str) -> str:
        """Return `` Did you mean …?`` for a name, empty when nothing is near."""
        word = entry.strip("*.")
        names: Iterable[str] = self.defined | self.imported
        if "." not in word:
            names = {name.rpartition(".")[2] for name in names}
        near = difflib.get_close_matches(word, sorted(names), 1, 0.6)
        if not near and "." in word:
            last = word.rpartition(".")[2]
            near = sorted(name for name in names if name.endswith(f".{last}"))[:1]
        return f" Did you mean {near[0]!r}?" if near else ""

    def _attributes(self) -> Iterator[tuple[Attribute, Scope]]:
        for module in self._project.modules.values():
            scope = Scope(module)
            for expression in walk.everything(module.facts.body):
                if isinstance(expression, Attribute):
                    yield expression, scope

    def _is_carried(self, entry: str) -> bool:
        carriers = Carriers(self._project.names, type(self._project.config)(carriers=(entry,)))
        return any(carriers.entry(expression, scope) for expression, scope in self._attributes())

    def _is_written(self, entry: str) -> bool:
        # What only an expression names: lib.transaction() behind a plain `import lib`.
        for expression, scope in self._attributes():
            if matches((entry,), walk.dotted(expression)):
                return True
            meant = self._project.names.resolve(expression, scope)
            known = isinstance(meant, (External, FunctionSymbol, ClassSymbol))
            if known and matches((entry,), meant.name):
                return True
            if isinstance(meant, ValueSymbol) and matches((entry,), f"{meant.scope.module.name}.{meant.name}"):
                return True
        return False
