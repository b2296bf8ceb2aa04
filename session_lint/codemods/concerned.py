"""Which functions have to require a session, by what they and those that they call do without one."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator

from session_lint.codemods.causes import causes
from session_lint.codemods.census import Caller, Census, Key
from session_lint.codemods.choosing import Choosing
from session_lint.codemods.silenced import Silenced
from session_lint.facts.program import Function
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project


class Concerned:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
        choosing: decides on single functions.
        silenced: what suppressions silence.
        chosen: the keys of the functions that are to be changed by now; others come while the plan is made.
    """

    def __init__(
        self, project: Project, census: Census, choosing: Choosing, silenced: Silenced, chosen: Container[Key]
    ) -> None:
        self._project = project
        self._census = census
        self._choosing = choosing
        self._silenced = silenced
        self._chosen = chosen

    def functions(self, wanted: Collection[str]) -> Iterator[ProjectFunction]:
        """Yield the functions of some files that open sessions, can do without one, or only call such functions."""
        for path in sorted(wanted):
            for function in self._project.functions_in(self._project.modules[path]):
                if self._decides(function) and not self._is_silenced(function) and self._is_concerned(function):
                    yield function

    def below(self, function: ProjectFunction, wanted: Collection[str]) -> Iterator[ProjectFunction]:
        """Yield the private functions that were fit to open sessions as long as their caller held none."""
        for caller in self._census.inside(function.symbol):
            symbol = caller.site.callee
            if symbol.scope.module.path not in wanted or symbol.key in self._chosen:
                continue
            callee = self._project.function_of(symbol)
            if callee is not None and self._decides(callee) and self._only_delegates(callee, called_with_one=True):
                yield callee

    def left_out(self, caller: Caller) -> str:
        """Return the name of the session parameter that a call leaves out although it matters; empty for none."""
        site = caller.site
        taken = self._project.functions.session_parameters(site.callee)
        if len(taken) != 1 or site.apart or site.stars or site.callee.key in self._chosen:
            return ""
        found = taken[0]
        if found.parameter.name in site.handed or not self._project.transactions.consequence(site, found):
            return ""
        return found.parameter.name

    def _is_concerned(self, function: ProjectFunction) -> bool:
        return self._choosing.opens_for_itself(function) or self._only_delegates(function)

    def _is_silenced(self, function: ProjectFunction) -> bool:
        # Somebody has decided on all that is found in it.
        found = [*causes(function)] or [("SES104", function.symbol.function.span.line)]
        return all(self._silenced.by_comment(function.path, line, code) for code, line in found)

    def _decides(self, function: ProjectFunction) -> bool:
        is_outermost = not any(isinstance(one, Function) for one in function.symbol.scope.around)
        return function.role == "service" and is_outermost and not function.is_stub

    def _only_delegates(self, function: ProjectFunction, called_with_one: bool = False) -> bool:
        """Tell whether a function opens nothing itself but calls what takes a session and opens one without it."""
        return bool(self._project.sessionless.detour(function, called_with_one)) and any(
            self.left_out(caller) for caller in self._census.inside(function.symbol)
        )
