"""Which functions have to require a session, and what is to be done in each."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from session_lint.codemods.databases import Databases
from session_lint.codemods.forced import Forced
from session_lint.codemods.own_database import own_maker, unit_of_work
from session_lint.codemods.own_sessions import OwnSessions
from session_lint.codemods.scope_name import meant_otherwise
from session_lint.codemods.uncertain import Uncertain
from session_lint.config import Config
from session_lint.facts import walk
from session_lint.facts.program import Bind, Branch, Enter, Function
from session_lint.facts.values import Conditional, Expression, Name, Operation, Span
from session_lint.project.function import ProjectFunction
from session_lint.project.functions import SessionParameter
from session_lint.project.modules import bindings
from session_lint.project.project import Project
from session_lint.project.usage import is_property

_CACHES = frozenset({"cache", "lru_cache", "cached", "cached_property", "memoize", "memoized"})


class Chosen(Struct, frozen=True, eq=False):
    """A function that is to require a session.

    ``parameter`` is what it is called, ``existing`` the parameter that it is made of; ``signature`` whether the
    parameters change, ``scopes`` what the function opens for itself.
    """

    function: ProjectFunction
    parameter: str
    existing: SessionParameter | None
    signature: bool
    scopes: frozenset[Span]

    @property
    def known_as(self) -> str:
        """What the session is called today; where there is none yet, what it will be called."""
        return self.existing.parameter.name if self.existing is not None else self.parameter

    @property
    def words(self) -> str:
        """What the function is called where it is talked of."""
        return f"{self.function.qualname!r}, which requires a session now,"


class Choosing:
    """Decides on single functions.

    Args:
        project: all files as one program.
        forced: who else decides on parameters.
        own: knows which sessions of their own functions cannot do without.
        databases: knows which engine a session works on.
    """

    def __init__(self, project: Project, forced: Forced, own: OwnSessions, databases: Databases) -> None:
        self._project = project
        self._databases = databases
        self._own = own
        self._config: Config = project.config
        self._forced = forced

    def opens_for_itself(self, function: ProjectFunction) -> bool:
        """Tell whether a function has to be changed because of what it does itself."""
        return bool(
            function.optional_parameters
            or function.replacements
            or function.own_scopes
            or function.own_sessions
            or (function.ignored_parameters and self._scopes(function))
        )

    def chosen(self, function: ProjectFunction) -> Chosen:
        """Return what is to be done in a function.

        Raises:
            Uncertain: when it cannot be said for certain.
        """
        existing = self._existing(function)
        scopes = self._scopes(function)
        if maker := own_maker(self._project, function):
            raise Uncertain(
                f"{function.qualname!r} opens its session with {maker}, which may be another database than its callers "
                "have: give it a session yourself"
            )
        for inner in self._with_nested(function):
            if engine := self._databases.other(inner):
                raise Uncertain(
                    f"{function.qualname!r} opens its session on {engine}, and the scopes that its callers open are on "
                    "another database: give it a session yourself"
                )
            if context := unit_of_work(self._project, inner):
                raise Uncertain(
                    f"{function.qualname!r} works with what {context} gives, which is no session: let {context} be "
                    "given its session, and hand it on"
                )
            self._own.refuse(inner)
        if existing is None:
            self._refuse_signature(function)
            return Chosen(function, self._free_name(function), None, True, scopes)
        if not existing.optional:
            return Chosen(function, existing.parameter.name, existing, False, scopes)
        self._refuse_signature(function)
        if existing.parameter.kind == "positional":
            raise Uncertain(
                f"{existing.parameter.name!r} of {function.qualname!r} stands before a '/': its callers may not name it"
            )
        if not function.stand_ins and not scopes and _asks_for(function.symbol.function, existing.parameter.name):
            raise Uncertain(
                f"{function.qualname!r} works without a session too: what it does then is part of what it promises. "
                "Decide what callers without a session get"
            )
        return Chosen(function, existing.parameter.name, existing, True, scopes)

    def other_name(self, chosen: Chosen) -> str:
        """Return what is to be said of a session that could not be called as others are; empty when it could."""
        usual = next((name for name in self._config.session_names if len(name) > 2), chosen.parameter)
        if chosen.existing is not None or chosen.parameter == usual:
            return ""
        name = chosen.function.qualname
        return f"{usual!r} means something else in {name!r}: its session is called {chosen.parameter!r}"

    def together(self, family: list[ProjectFunction]) -> list[Chosen]:
        """Return what is to be done in functions whose parameters change together; the first decides on the name.

        Raises:
            Uncertain: when it cannot be said for certain of one of them.
        """
        first = self.chosen(family[0])
        found = [first]
        for other in family[1:]:
            one = self.chosen(other)
            if one.existing is None:
                one = structs.replace(one, parameter=first.parameter)
            elif one.parameter != first.parameter:
                raise Uncertain(f"{other.qualname!r} calls the session {one.parameter!r}, others {first.parameter!r}")
            if first.signature or one.signature:
                found.append(one)
        return found

    def _existing(self, function: ProjectFunction) -> SessionParameter | None:
        found = function.session_parameters
        if len(found) > 1:
            names = " and ".join(repr(one.parameter.name) for one in found)
            raise Uncertain(f"{function.qualname!r} takes two sessions, {names}")
        if found and found[0].injected:
            raise Uncertain(f"somebody else supplies the session of {function.qualname!r}")
        return found[0] if found else None

    def _scopes(self, function: ProjectFunction) -> frozenset[Span]:
        return frozenset(
            opening.span
            for inner in self._with_nested(function)
            for opening in (*inner.flow.openings, *inner.flow.constructions)
        )

    def _with_nested(self, function: ProjectFunction) -> Iterator[ProjectFunction]:
        yield function
        own = function.symbol.function
        for other in self._project.functions_in(function.symbol.scope.module):
            if own in other.symbol.scope.around and not other.session_parameters:
                yield other

    def _refuse_signature(self, function: ProjectFunction) -> None:
        definition = function.symbol.function
        names = [walk.dotted(getattr(d, "function", d)).rpartition(".")[2] for d in definition.decorators]
        if is_property(definition):
            raise Uncertain(f"{function.qualname!r} is a property, which takes no session: make it a method")
        if any(name in _CACHES for name in names):
            raise Uncertain(f"{function.qualname!r} is cached: its session would be part of the key")
        if function.flow.yields and self._scopes(function):
            raise Uncertain(f"{function.qualname!r} is a generator: its scope may be meant to outlive the caller's")
        if any(self._project.sessionless.serves_a_stream(function, span) for span in self._scopes(function)):
            raise Uncertain(f"{function.qualname!r} serves a stream, which opens sessions of its own on purpose")
        if reason := self._forced.reason(function):
            raise Uncertain(reason)

    def _free_name(self, function: ProjectFunction) -> str:
        definition = function.symbol.function
        module = function.symbol.scope.module
        taken = {parameter.name for parameter in definition.parameters}
        bound = bindings(definition.body, module.name, module.is_package)[0]
        taken |= meant_otherwise(definition.body, bound.keys())
        spans = self._scopes(function)
        taken |= {name for name in bound if not _only_sessions(function, name, spans)}
        for name in (*self._config.session_names, "orm_session"):
            if len(name) > 2 and name not in taken and (name not in module.table or name in bound):
                return name
        raise Uncertain(f"every name for a session is taken in {function.qualname!r}")


def _only_sessions(function: ProjectFunction, name: str, scopes: frozenset[Span]) -> bool:
    # Bound by a scope that goes, so that it becomes the parameter's name.
    return any(live == name for live in _scope_names(function, scopes))


def _scope_names(function: ProjectFunction, scopes: frozenset[Span]) -> Iterator[str]:
    for statement in walk.statements(function.symbol.function.body):
        match statement:
            case Enter(items=items):
                for item in items:
                    if item.span in scopes and isinstance(item.target, Name):
                        yield item.target.id
            case Bind(targets=(Name(id=name),), value_span=span) if span in scopes:
                yield name
            case _:
                pass


def _asks_for(function: Function, name: str) -> bool:
    """Tell whether a function asks whether its session is there."""
    for statement in walk.statements(function.body):
        if isinstance(statement, Branch) and _mentions_alone(statement.test, name):
            return True
    return any(
        isinstance(expression, Conditional) and _mentions_alone(expression.test, name)
        for expression in walk.own_expressions(function.body)
    )


def _mentions_alone(test: Expression, name: str) -> bool:
    match test:
        case Name(id=found):
            return found == name
        case Operation(operands=operands):
            return any(_mentions_alone(operand, name) for operand in operands)
        case _:
            return False
