"""Whether the work of a service is committed by somebody else, once the service does not.

Every caller is asked, up to whoever owns the session: a scope that commits, a commit that certainly follows the call,
an injector that commits. A session of which nobody knows who commits it is a reason to leave the service as it is:
its work would be lost without an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from session_lint.codemods.census import Caller, Census, Key
from session_lint.codemods.committing import Committing, ways
from session_lint.codemods.forced import Forced
from session_lint.codemods.unresolved import Unresolved
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Call, Expression, Literal, Name, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import SessionParameter
from session_lint.project.held import Held
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol, ValueSymbol


class Owners:
    """Answers for a whole project.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._committing = Committing(project)
        self._forced = Forced(project)
        self._known: dict[tuple[Key, str, str], str] = {}

    @cached_property
    def _census(self) -> Census:
        return Census(self._project)

    @cached_property
    def _unresolved(self) -> Unresolved:
        return Unresolved(self._project, self._census)

    def loss(self, function: ProjectFunction, parameter: str, flag: str = "") -> str:
        """Return who would lose work if a function did not commit its session any more; empty when nobody would.

        Args:
            function: the service.
            parameter: its session.
            flag: a parameter that is true where it commits; empty when it always does.
        """
        key = (function.symbol.key, parameter, flag)
        if key not in self._known:
            self._known[key] = ""  # who calls himself is asked already
            self._known[key] = self._loss(function, parameter, flag)
        return self._known[key]

    def _loss(self, function: ProjectFunction, parameter: str, flag: str) -> str:
        if self.is_supplied_uncommitted(function, parameter):
            return f"somebody else supplies the session of {function.qualname!r}, and is not seen to commit it"
        if reason := self._forced.reason(function):
            return f"{reason}, and may rely on the commit"
        for caller in self.callers(function):
            if reason := self.lost_by(caller, parameter, flag):
                return reason
        method = function.symbol
        if method.owner is not None and (place := self._unresolved.call_of(method.function, parameter)):
            return f"{function.qualname!r} may be what is called at {place}: see who commits there"
        return ""

    def is_supplied_uncommitted(self, function: ProjectFunction, parameter: str) -> bool:
        """Tell whether an injector supplies a function's session and is not seen to commit it."""
        found = next((one for one in function.session_parameters if one.parameter.name == parameter), None)
        return found is not None and bool(found.injected) and not self._injector_commits(function, found)

    def is_committed_around(self, function: ProjectFunction, span: Span, words: str) -> bool:
        """Tell whether a session that a function opened is seen to be committed, by its scope or by what comes later.

        Args:
            function: who opened it.
            span: the call that is to be handed it.
            words: what it is called there.
        """
        for expression, way in ways(function.symbol.function.body, lambda one: _stands_at(one, span)):
            if isinstance(expression, Call):
                return self._committing.around(function.symbol, way, words)
        return False

    def is_called(self, function: ProjectFunction) -> bool:
        """Tell whether somebody in the project calls a function: of others nobody knows who commits."""
        return bool(self.callers(function))

    def tests(self, function: ProjectFunction, parameter: str) -> Iterator[Caller]:
        """Yield the calls in tests whose session nobody is seen to commit."""
        for caller in self.callers(function):
            index = caller.argument(parameter)
            if caller.function.role == "test" and index is not None:
                words = walk.dotted(caller.gives(index).value)
                if not self._committed(caller, words):
                    yield caller

    def callers(self, function: ProjectFunction) -> list[Caller]:
        """Return the calls of a function, by what it overrides too."""
        found = [*self._census.of(function.symbol)]
        overridden = self._project.interfaces.overridden(function.symbol)
        if isinstance(overridden, FunctionSymbol):
            found += self._census.of(overridden)
        return found

    def lost_by(self, caller: Caller, parameter: str, flag: str = "") -> str:
        """Return why a call would lose work, in the words of :meth:`loss`; empty when it would not."""
        if caller.function.role == "test" or (flag and _is_off(caller, flag)):
            return ""
        place = f"{caller.path}:{caller.line}"
        index = caller.argument(parameter)
        if index is None:
            return f"{place} calls it with a session that is not seen there" if caller.site.stars else ""
        given = caller.gives(index).value
        if isinstance(given, Literal) and given.kind == "None":
            return ""
        if caller.site.apart:
            return f"{place} calls it in a task of its own, or later: see who commits there"
        words = walk.dotted(given)
        if words and self._committed(caller, words):
            return ""
        held = caller.site.handed.get(parameter, frozenset())
        for one in sorted(held, key=lambda one: (one.kind, one.origin, one.parameter)):
            if one.kind != "none" and (reason := self._uncommitted(caller, one, words)):
                return f"{place} {reason}"
        return "" if held else f"{place} hands it a session that comes from somewhere unknown: see who commits it"

    def _committed(self, caller: Caller, words: str) -> bool:
        function = caller.function
        if function.role == "service":
            # Its own commits and begin() blocks go too; a scope of its own that commits stays.
            held = [one for one in function.session_parameters if one.parameter.name == words]
            if held or "." in words:
                return False
        return self.is_committed_around(function, caller.site.span, words)

    def _uncommitted(self, caller: Caller, held: Held, words: str) -> str:
        function = caller.function
        name = words or "a session"
        match held.origin:
            case "parameter":
                own = next((one for one in function.session_parameters if one.parameter.name == held.parameter), None)
                if own is None:
                    return f"hands on {name!r}, of the function around it: see who commits it"
                if own.injected:
                    committed = self._injector_commits(function, own)
                    return (
                        "" if committed else f"hands on {name!r}, which is supplied to it and not seen to be committed"
                    )
                if not self.callers(function):
                    return f"hands on {name!r}, and nobody is seen to call {function.qualname!r} and commit"
                reason = self.loss(function, held.parameter)
                return f"hands on the session of {reason}" if reason else ""
            case "own":
                return f"hands it {name!r}, which nothing commits after the call: add the commit there first"
            case _:
                return f"hands it {name!r}, of which nobody knows who commits it"

    def _injector_commits(self, function: ProjectFunction, found: SessionParameter) -> bool:
        symbol = function.symbol
        scope = symbol.scope.inside(symbol.function)
        for decorator in symbol.function.decorators:
            meant = self._project.names.resolve(
                decorator.function if isinstance(decorator, Call) else decorator, symbol.scope
            )
            if isinstance(meant, FunctionSymbol) and self._committing.supplier(meant, found.parameter.name):
                return True
        waiting: list[Expression | None] = [found.parameter.default, found.parameter.annotation]
        if isinstance(found.parameter.annotation, (Name, Attribute)):
            alias = self._project.names.resolve(found.parameter.annotation, scope)
            if isinstance(alias, ValueSymbol):
                waiting.append(getattr(alias.binding, "value", None))
        for expression in waiting:
            for part in walk.expressions(expression) if expression is not None else ():
                if isinstance(part, Call) and part.arguments:
                    meant = self._project.names.resolve(part.arguments[0].value, scope)
                    if isinstance(meant, FunctionSymbol) and self._committing.function(meant):
                        return True
        return False


def _stands_at(expression: Expression, span: Span) -> bool:
    return isinstance(expression, Call) and expression.span == span


def _is_off(caller: Caller, flag: str) -> bool:
    index = caller.argument(flag)
    if index is not None:
        given = caller.gives(index).value
    else:
        parameters = caller.site.callee.function.parameters
        given = next((one.default for one in parameters if one.name == flag), None)
        if caller.site.stars:
            return False
    return isinstance(given, Literal) and given.kind == "False"
