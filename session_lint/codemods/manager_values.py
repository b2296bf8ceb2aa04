"""Managers' classes that are used as values: whoever calls one there passes no session."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.codemods.census import Census
from session_lint.codemods.managers import Family, Managers
from session_lint.facts import walk
from session_lint.facts.program import Bind, Evaluate, Function, Return, Statement
from session_lint.facts.values import (
    Attribute,
    Call,
    Conditional,
    Display,
    Expression,
    Mapping,
    Name,
    Operation,
    Span,
    Subscript,
)
from session_lint.project.modules import Module, definitions
from session_lint.project.project import Project
from session_lint.project.sites import Site
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope

ClassKey = tuple[str, str, int]

_ASKING = frozenset({
    "isinstance", "issubclass", "cast", "super", "object", "patch", "Mock", "MagicMock", "AsyncMock", "create_autospec",
    "setattr", "getattr", "hasattr", "delattr", "TypeVar", "NewType", "signature", "get_type_hints", "print", "repr",
    "str", "dir", "vars",
})  # fmt: skip
"""What takes a class without making an object of it: ``object`` of ``patch.object``."""


class Used(Struct, frozen=True):
    """A class that is used as a value: where, and what it is called."""

    path: str
    span: Span
    name: str


class ManagerValues:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        managers: the managers.
        census: every call.
    """

    def __init__(self, project: Project, managers: Managers, census: Census) -> None:
        self._project = project
        self._managers = managers
        self._census = census

    def of(self, family: Family) -> list[Used]:
        """Return the uses of a family's classes as values, but for those that it hands to itself."""
        keys = frozenset(owner.key for owner in family.classes)
        found: list[Used] = []
        for module in self._project.modules.values():
            for scope, function, body in _bodies(module):
                if function is not None:
                    for one in function.parameters:
                        if one.default is not None and (name := self._class(one.default, scope, keys)):
                            found.append(Used(module.path, one.span, name))
                own = {site.span for site in self._sites(scope, function) if self._managers.of(site.callee) is family}
                for value, span in _values(body, own):
                    if name := self._class(value, scope, keys):
                        found.append(Used(module.path, span, name))
        return found

    def called(self, family: Family) -> str:
        """Return a call of such a value that would certainly lack a session; empty where none is seen."""
        keys = frozenset(owner.key for owner in family.classes)
        for module in self._project.modules.values():
            if self._project.roles.of_module(module) == "test":
                continue
            top = self._names(None, module.facts.body, Scope(module), keys)
            for scope, function, body in _bodies(module):
                names = top | self._names(function, body, scope, keys)
                known = {site.span for site in self._sites(scope, function)}
                for call in walk.own_expressions(body):
                    if isinstance(call, Call) and call.span not in known and not _gives(call, family.parameter):
                        held = _root(call.function)
                        inside = _inside(held) if held is not None else ()
                        if (isinstance(held, Name) and held.id in names) or any(
                            self._class(one, scope, keys) for one in inside
                        ):
                            return f"{module.path}:{call.span.line}"
        return ""

    def _names(
        self, function: Function | None, body: tuple[Statement, ...], scope: Scope, keys: frozenset[ClassKey]
    ) -> set[str]:
        """Return the names that may hold a class, or a display with one."""
        found: set[str] = set()
        for one in function.parameters if function is not None else ():
            match one.annotation:
                case Subscript(value=Name(id="type" | "Type"), items=(item,)) if self._class(item, scope, keys):
                    found.add(one.name)
                case _:
                    if one.default is not None and self._class(one.default, scope, keys):
                        found.add(one.name)
        for statement in walk.statements(body):
            value = statement.value if isinstance(statement, Bind) else None
            if (
                isinstance(statement, Bind)
                and value is not None
                and any(self._class(one, scope, keys) for one in (value, *_inside(value)))
            ):
                found |= {target.id for target in statement.targets if isinstance(target, Name)}
        return found

    def _class(self, value: Expression, scope: Scope, keys: frozenset[ClassKey]) -> str:
        if not isinstance(value, (Name, Attribute)):
            return ""
        meant = self._project.names.resolve(value, scope)
        return meant.definition.name if isinstance(meant, ClassSymbol) and meant.key in keys else ""

    def _sites(self, scope: Scope, function: Function | None) -> list[Site]:
        if function is None:
            return []
        symbol = FunctionSymbol(function, Scope(scope.module, scope.around[:-1]))
        return [one.site for one in self._census.inside(symbol)]


def _bodies(module: Module) -> Iterator[tuple[Scope, Function | None, tuple[Statement, ...]]]:
    yield Scope(module), None, module.facts.body
    for function, around in definitions(module.facts.body):
        yield Scope(module, (*around, function)), function, function.body


def _values(body: tuple[Statement, ...], own: set[Span]) -> Iterator[tuple[Expression, Span]]:
    """Yield what a body stores, returns or hands over, but to the calls of some places, with where it stands."""
    for statement in walk.statements(body):
        span = statement.span if isinstance(statement, (Bind, Return, Evaluate)) else None
        if isinstance(statement, (Bind, Return)) and statement.value is not None:
            yield statement.value, statement.span
        for part in walk.parts(statement):
            for expression in walk.expressions(part):
                if isinstance(expression, Call):
                    if (
                        expression.span not in own
                        and walk.dotted(expression.function).rpartition(".")[2] not in _ASKING
                    ):
                        yield from ((one.value, one.span) for one in expression.arguments)
                elif span is not None:
                    yield from ((one, span) for one in _inside(expression))


def _inside(value: Expression) -> tuple[Expression, ...]:
    match value:
        case Mapping(entries=entries):
            return tuple(one.value for one in entries)
        case Display(items=items):
            return items
        case Conditional(body=body, orelse=orelse):
            return (body, orelse)
        case Operation(operator="or" | "and", operands=operands):
            return operands
        case _:
            return ()


def _root(called: Expression) -> Expression | None:
    match called:
        case Name() | Mapping():
            return called
        case Subscript(value=value) | Call(function=Attribute(value=value, name="get")):
            return _root(value)
        case _:
            return None


def _gives(call: Call, parameter: str) -> bool:
    return any(one.keyword in (None, parameter) for one in call.arguments)
