"""Whether a session can go by position, as the last required parameter, without that a caller's arguments move."""

from __future__ import annotations

from functools import cached_property

from session_lint.codemods.census import Census
from session_lint.codemods.families import Families
from session_lint.facts.values import Argument, Call, Parameter
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.usage import is_static


class Positions:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        census: every call.
        families: the functions whose parameters change together.
    """

    def __init__(self, project: Project, census: Census, families: Families) -> None:
        self._project = project
        self._census = census
        self._families = families

    def are_free(self, function: ProjectFunction) -> bool:
        """Tell whether a function, and all that promise the same, can take a session by position.

        It would not be the first parameter, and no known call passes by position what would stand behind it.
        """
        return all(self._is_free(one) for one in self._families.of(function))

    def _is_free(self, function: ProjectFunction) -> bool:
        symbol = function.symbol
        definition = symbol.function
        bound = symbol.owner is not None and not is_static(definition)
        positional = [one for one in definition.parameters if one.kind in ("positional", "any")][bound:]
        required = [one for one in positional if one.default is None]
        if not required or any(one.kind == "positional" and one.default is not None for one in positional):
            return False
        if self._stays(function, positional[len(required) :]):
            return True
        calls = [(caller.call, bound and not caller.bound) for caller in self._census.of(symbol)]
        if bound:
            calls += [(call, False) for call in self._unknown.get(definition.name, ())]
        return all(_passes(call.arguments) <= len(required) + gives_self for call, gives_self in calls)

    def _stays(self, function: ProjectFunction, optional: list[Parameter]) -> bool:
        # The first that can be left out is the session already: nothing moves.
        sessions = [one.parameter for one in function.session_parameters]
        return bool(optional) and optional[0] in sessions

    @cached_property
    def _unknown(self) -> dict[str, list[Call]]:
        functions = [one for module in self._project.modules.values() for one in self._project.functions_in(module)]
        methods = frozenset(one.symbol.function.name for one in functions if one.symbol.owner is not None)
        found: dict[str, list[Call]] = {}
        for one in self._census.unknown(methods):
            found.setdefault(one.name, []).append(one.call)
        return found


def _passes(arguments: tuple[Argument, ...]) -> float:
    if any(one.star == "*" for one in arguments):
        return float("inf")
    return sum(one.keyword is None and not one.star for one in arguments)
