"""Every call of the project's functions, in tests and at module level too: who must be repaired."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from session_lint.facts import walk
from session_lint.facts.program import Function, Statement
from session_lint.facts.values import Argument, Attribute, Call, Comprehension, Lambda, Span
from session_lint.project.calls import is_class_method
from session_lint.project.function import ProjectFunction
from session_lint.project.graph import CallGraph, Key
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.sites import Site
from session_lint.project.symbols import ClassSymbol, FunctionSymbol, Scope, classes_of
from session_lint.project.usage import is_static

_NOWHERE = Span(0, 0, 0, 0)


class Caller(Struct, frozen=True, eq=False):
    """A call, and the function that it stands in: at module level one without a name.

    ``bound`` tells that the callee's first parameter is the instance or class that it is called on; ``in_lambda`` that
    it stands in a lambda which can become a function, since nothing around it inside the statement binds names.
    ``in_class`` tells that it stands in the body of a class, which ``function`` is then.
    """

    function: ProjectFunction
    site: Site
    call: Call
    bound: bool
    in_lambda: bool
    in_class: bool

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return self.function.path

    @property
    def line(self) -> int:
        """The call's first line, counted from 1."""
        return self.site.span.line

    def argument(self, name: str) -> int | None:
        """Return the index of the argument for one of the callee's parameters, None when none is given."""
        callee = self.site.callee.function
        positional = [p.name for p in callee.parameters if p.kind in ("positional", "any")]
        if self.bound:
            positional = positional[1:]
        for index, argument in enumerate(self.call.arguments):
            if argument.keyword == name:
                return index
            if argument.star:
                return self._by_keyword(name)
            if argument.keyword is None and index < len(positional) and positional[index] == name:
                return index
        return None

    def _by_keyword(self, name: str) -> int | None:
        for index, argument in enumerate(self.call.arguments):
            if argument.keyword == name:
                return index
        return None

    def gives(self, index: int) -> Argument:
        """Return one of the call's arguments."""
        return self.call.arguments[index]


class Unknown(Struct, frozen=True):
    """A call of a method on an object of which nothing is known."""

    path: str
    call: Call
    name: str


class Census:
    """The calls of a project, by what they call.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        functions: list[ProjectFunction] = []
        for module in project.modules.values():
            functions += [self._top(module), *project.functions_in(module)]
        classes = [*self._class_bodies()]
        bodies = {body.symbol.key for body in classes}
        self._graph = CallGraph([*functions, *classes], project.functions)
        self.callers: dict[Key, list[Caller]] = {}
        self._inside: dict[Key, list[Caller]] = {}
        self._known: set[tuple[str, Span]] = set()
        for node in self._graph.nodes:
            body = node.function.symbol.function.body
            calls = {call.span: call for call in _calls(body)} if node.sites else {}
            lifted = (
                {call.span for call in _in_lambdas(body)} if any(site.apart for site in node.sites) else set[Span]()
            )
            for site in node.sites:
                self._known.add((node.function.path, site.span))
                if site.span in calls:
                    in_class = node.function.symbol.key in bodies
                    caller = self._caller(node.function, site, calls[site.span], site.span in lifted, in_class)
                    self.callers.setdefault(site.callee.key, []).append(caller)
                    self._inside.setdefault(node.function.symbol.key, []).append(caller)

    def of(self, symbol: FunctionSymbol) -> list[Caller]:
        """Return the calls of a function, in the order of the project."""
        return self.callers.get(symbol.key, [])

    def inside(self, symbol: FunctionSymbol) -> list[Caller]:
        """Return the calls that stand in a function, in their order."""
        return self._inside.get(symbol.key, [])

    def unknown(self, methods: frozenset[str]) -> Iterator[Unknown]:
        """Yield the calls of methods of some names that could not be resolved."""
        for module in self._project.modules.values() if methods else ():
            for expression in walk.everything(module.facts.body):
                match expression:
                    case Call(function=Attribute(name=name), span=span) if (
                        name in methods and (module.path, span) not in self._known
                    ):
                        yield Unknown(module.path, expression, name)
                    case _:
                        pass

    def _caller(self, function: ProjectFunction, site: Site, call: Call, in_lambda: bool, in_class: bool) -> Caller:
        callee = site.callee
        bound = callee.owner is not None and not is_static(callee.function)
        if bound and isinstance(call.function, Attribute) and not is_class_method(callee):
            scope = function.symbol.scope.inside(function.symbol.function)
            owner = self._project.names.resolve(call.function.value, scope)
            bound = not isinstance(owner, ClassSymbol)
        return Caller(function, site, call, bound, in_lambda, in_class)

    def _top(self, module: Module) -> ProjectFunction:
        return self._code("", Scope(module), tuple(module.facts.body), _NOWHERE)

    def _class_bodies(self) -> Iterator[ProjectFunction]:
        for module in self._project.modules.values():
            for one in classes_of(module):
                definition = one.definition
                if next(_calls(definition.body), None) is not None:
                    yield self._code(definition.qualname, one.scope, definition.body, definition.span)

    def _code(self, name: str, scope: Scope, body: tuple[Statement, ...], span: Span) -> ProjectFunction:
        function = Function(name.rpartition(".")[2], name, (), None, (), body, False, span)
        project = self._project
        return ProjectFunction(FunctionSymbol(function, scope), project.functions, project.interfaces, project.roles)


def _calls(body: tuple[Statement, ...]) -> Iterator[Call]:
    for expression in walk.own_expressions(body):
        if isinstance(expression, Call):
            yield expression


def _in_lambdas(body: tuple[Statement, ...]) -> Iterator[Call]:
    for statement in walk.statements(body):
        waiting = [*walk.parts(statement)]
        while waiting:
            expression = waiting.pop()
            if isinstance(expression, Lambda):
                inside = [*walk.expressions(expression.body)]
                if not any(isinstance(one, Lambda) for one in inside):
                    yield from (one for one in inside if isinstance(one, Call))
            elif not isinstance(expression, Comprehension):
                waiting += walk.children(expression)
