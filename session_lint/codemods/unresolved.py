"""Methods that are called on something unknown: any class of the project that has one may be meant."""

from __future__ import annotations

from functools import cached_property

from session_lint.codemods.census import Census
from session_lint.codemods.fitting import fits
from session_lint.facts import walk
from session_lint.facts.program import Function
from session_lint.facts.values import Attribute, Call
from session_lint.project.project import Project
from session_lint.project.symbols import External


class Unresolved:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: the calls that are resolved.
    """

    def __init__(self, project: Project, census: Census) -> None:
        self._project = project
        self._census = census

    def call_of(self, method: Function, session: str) -> str:
        """Return where a method may be called on something unknown, as ``path:line``; empty when nowhere.

        Args:
            method: the method.
            session: its parameter that callers may leave out.
        """
        for place, call in self._places.get(method.name, ()):
            if fits(method, call, session):
                return place
        return ""

    @cached_property
    def _places(self) -> dict[str, list[tuple[str, Call]]]:
        resolved = {(one.path, one.site.span) for callers in self._census.callers.values() for one in callers}
        found: dict[str, list[tuple[str, Call]]] = {}
        for module in self._project.modules.values():
            for function in self._project.functions_in(module):
                scope = function.symbol.scope.inside(function.symbol.function)
                for call in walk.own_expressions(function.symbol.function.body):
                    if not isinstance(call, Call) or not isinstance(call.function, Attribute):
                        continue
                    if call.function.name == "__init__":
                        continue  # by super(): of a class of which nothing more is known
                    receiver = walk.dotted(call.function.value)
                    if (module.path, call.span) in resolved or receiver in self._project.config.session_names:
                        continue
                    if receiver and isinstance(self._project.names.resolve(call.function.value, scope), External):
                        continue
                    found.setdefault(call.function.name, []).append((f"{module.path}:{call.span.line}", call))
        return found
