"""Who relies on the place of a session without that a call of the function says so: decorators, protocols, mocks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from session_lint.codemods.changes import ByHand
from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Attribute, Call, Display, Expression, Lambda, Literal, Name, Subscript
from session_lint.project.modules import definitions
from session_lint.project.project import Project
from session_lint.project.symbols import ClassSymbol, External, FunctionSymbol, classes_of

_ASSERTS = frozenset({"assert_called_with", "assert_called_once_with", "assert_any_call", "assert_has_calls"})
_PATCHES = frozenset({"patch", "object", "setattr"})


class ByPlace:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def reason(self, symbol: FunctionSymbol, session: str) -> str:
        """Return why a function's session cannot move, by who takes it by its place; empty when nobody does."""
        for decorator in symbol.function.decorators:
            written = decorator.function if isinstance(decorator, Call) else decorator
            meant = self._project.names.resolve(written, symbol.scope)
            if isinstance(meant, FunctionSymbol) and _takes_places(meant):
                return f"its decorator {meant.function.name!r} passes on or reads what it is given by its place"
        return self._protocol(symbol, session)

    def _protocol(self, symbol: FunctionSymbol, session: str) -> str:
        if symbol.owner is None:
            return ""
        lineage = self._project.names.lineage(symbol.owner)
        for owner, path in self._protocols:
            for function, around in definitions(owner.definition.body):
                if around or function.name != symbol.function.name or owner in lineage:
                    continue
                if any(one.name == session and one.kind in ("positional", "any") for one in function.parameters):
                    place = f"{path}:{function.span.line}"
                    return f"it may be called through {owner.definition.name!r} ({place}), where it has a place"
        return ""

    @cached_property
    def _protocols(self) -> list[tuple[ClassSymbol, str]]:
        return [
            (owner, module.path)
            for module in self._project.modules.values()
            for owner in classes_of(module)
            if any(
                isinstance(base, External) and base.name.rpartition(".")[2] == "Protocol"
                for base in self._project.names.bases(owner)
            )
        ]

    def mocks(self, name: str, session: str) -> Iterator[ByHand]:
        """Yield what is said of a function's mocks in tests: what they are called with, and what takes its place.

        Args:
            name: the function's name.
            session: its session, which callers name from now on.
        """
        for path, patched, calls in self._mocked:
            for call in calls if name in patched else ():
                if _last(call.function) in _ASSERTS or name in _texts(call):
                    reason = f"where this is a stand-in for {name}(), it is called with '{session}=' now"
                    yield ByHand.at(path, call.span, reason)

    @cached_property
    def _mocked(self) -> list[tuple[str, set[str], list[Call]]]:
        """The functions that look at mocks: their files, the names that are patched in them, and those calls."""
        found: list[tuple[str, set[str], list[Call]]] = []
        for module in self._project.modules.values():
            for one in self._project.functions_in(module) if self._project.roles.of_module(module) == "test" else ():
                definition = one.symbol.function
                own = [*definition.decorators, *walk.own_expressions(definition.body)]
                calls = [part for part in own if isinstance(part, Call)]
                patched = {text for call in calls if _last(call.function) in _PATCHES for text in _texts(call)}
                if patched:
                    found.append((module.path, patched, [call for call in calls if _is_of_mock(call)]))
        return found


def _takes_places(decorator: FunctionSymbol) -> bool:
    body = decorator.function.body
    inside = [function for function, _ in definitions(body)]
    every = [one for function in (decorator.function, *inside) for one in function.parameters]
    given, stars = {one.name for one in every}, {one.name for one in every if one.kind == "*"}
    for part in walk.everything(body):
        match part:
            case Subscript(value=Name(id=name)) if name in stars:
                return True
            case Call(function=Name(id=name), arguments=arguments) if name in given:
                if any(one.keyword is None and not one.star for one in arguments):
                    return True
            case _:
                pass
    return any(
        isinstance(statement, Bind)
        and isinstance(statement.value, Name)
        and statement.value.id in stars
        and any(isinstance(target, Display) for target in statement.targets)
        for function in (decorator.function, *inside)
        for statement in walk.statements(function.body)
    )


def _last(function: Expression) -> str:
    return function.name if isinstance(function, Attribute) else walk.dotted(function)


def _is_of_mock(call: Call) -> bool:
    """Tell whether a call says with what places a mock is called, or puts a function into a place."""
    if _last(call.function) in _ASSERTS:
        return any(one.keyword is None for one in call.arguments)
    return (
        _last(call.function) == "setattr"
        and bool(call.arguments)
        and isinstance(call.arguments[-1].value, (Lambda, Name))
    )


def _texts(call: Call) -> Iterator[str]:
    for one in call.arguments:
        if isinstance(one.value, Literal) and one.value.kind == "str":
            yield one.value.text.rpartition(".")[2]
