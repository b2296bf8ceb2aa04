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

    def elsewhere(self, module: Module, name: str) -> str:
        """Return who imports a name from a module, or names it there in a string; empty when nobody does."""
        if path := self._written.get(f"{module.name}.{name}"):
            return f"{path} names it in a string: if that patches it, the patch has no effect on this file any more"
        if path := self._imported.get((module.name, name)) or self._starred.get(module.name):
            return f"{path} imports it from here"
        if "__all__" in module.table and name in self._words(module):
            return "__all__ names it"
        return ""

    def patched(self, name: str) -> str:
        """Return the file of tests that names something in a string, as patches do; empty when none does."""
        return self._in_tests.get(name, "")

    @cached_property
    def _in_tests(self) -> dict[str, str]:
        modules = [one for one in self._project.modules.values() if self._project.roles.of_module(one) == "test"]
        return {word.rpartition(".")[2]: module.path for module in modules for word in self._words(module)}

    @cached_property
    def _imported(self) -> dict[tuple[str, str], str]:
        return {
            (binding.module, binding.name): module.path
            for module in self._project.modules.values()
            for bindings in module.table.values()
            for binding in bindings
            if isinstance(binding, Imported) and binding.name is not None
        }

    @cached_property
    def _starred(self) -> dict[str, str]:
        return {star: module.path for module in self._project.modules.values() for star in module.stars}

    @cached_property
    def _written(self) -> dict[str, str]:
        modules = self._project.modules.values()
        return {word: module.path for module in modules for word in self._words(module) if "." in word}

    def _words(self, module: Module) -> set[str]:
        return {
            expression.text
            for expression in walk.everything(module.facts.body)
            if isinstance(expression, Literal) and expression.kind == "str"
        }
