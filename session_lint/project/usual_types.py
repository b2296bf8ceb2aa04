"""What a project writes for a session: its own alias where it mostly uses one, so that messages say the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from session_lint.config import Config
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Imported, Module


class UsualTypes:
    """Answers how the type of a session is written, in functions and in coroutines: in their file, or in most others.

    Args:
        functions: the functions whose annotations count.
        config: session types by name, for a project whose annotations say nothing.
    """

    def __init__(self, functions: Iterable[ProjectFunction], config: Config) -> None:
        self._written = defaultdict[tuple[str, bool], Counter[str]](Counter)  # by file, "" for all of them
        self._origins = defaultdict[str, Counter[str]](Counter)
        for function in functions:
            for found in function.session_parameters:
                name = found.type_name.rpartition(".")[2]
                if found.certain and not found.injected and name.isidentifier():
                    for path in ("", function.path):
                        self._written[path, function.symbol.function.is_async][name] += 1
                    if origin := _origin(function.symbol.scope.module, name):
                        self._origins[name][origin] += 1
        self._configured = [entry.rpartition(".")[2] for entry in config.session_types if "*" not in entry]

    def of(self, function: ProjectFunction) -> str:
        """Return the type that a function's session parameter is usually given."""
        is_async = function.symbol.function.is_async
        written = self._written.get((function.path, is_async)) or self._written.get(("", is_async))
        if written:
            return _most(written)
        configured = [name for name in self._configured if ("async" in name.lower()) is is_async]
        return configured[0] if configured else "AsyncSession" if is_async else "Session"

    def origin(self, name: str) -> str:
        """Return the module that a type is usually imported from; empty where nobody writes it."""
        return _most(self._origins[name]) if name in self._origins else ""


def _origin(module: Module, name: str) -> str:
    bound = module.table.get(name, ())
    for binding in bound:
        if isinstance(binding, Imported):
            return binding.module if binding.name == name else ""
    return module.name if bound else ""


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda name: (-counted[name], name))
