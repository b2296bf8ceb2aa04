"""Who mentions a name of a module from outside: by an import, or in a string such as a patch's."""

from __future__ import annotations

from functools import cached_property

from session_lint.facts import walk
from session_lint.facts.values import Literal
from session_lint.project.modules import Imported, Module
from session_lint.project.project import Project


class Mentioned:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def elsewhere(self, module: Module, name: str) -> bool:
        """Tell whether another file imports a name from a module, or a string names it there."""
        return (
            (module.name, name) in self._imported
            or f"{module.name}.{name}" in self._written
            or module.name in self._starred
            or self._is_exported(module, name)
        )

    def _is_exported(self, module: Module, name: str) -> bool:
        return "__all__" in module.table and name in self._words(module)

    @cached_property
    def _imported(self) -> set[tuple[str, str]]:
        return {
            (binding.module, binding.name)
            for module in self._project.modules.values()
            for bindings in module.table.values()
            for binding in bindings
            if isinstance(binding, Imported) and binding.name is not None
        }

    @cached_property
    def _starred(self) -> set[str]:
        return {star for module in self._project.modules.values() for star in module.stars}

    @cached_property
    def _written(self) -> set[str]:
        return {word for module in self._project.modules.values() for word in self._words(module) if "." in word}

    def _words(self, module: Module) -> set[str]:
        return {
            expression.text
            for expression in walk.everything(module.facts.body)
            if isinstance(expression, Literal) and expression.kind == "str"
        }
