"""One function as the rules see it."""

from __future__ import annotations

from functools import cached_property

from session_lint.facts import walk
from session_lint.facts.program import Class
from session_lint.facts.values import Call, Name, Span
from session_lint.project.connections import joins_a_connection
from session_lint.project.flow import Commit, Flow, Opening, Replacement
from session_lint.project.functions import Functions, SessionParameter
from session_lint.project.interfaces import Interfaces
from session_lint.project.lifetimes import Ending, Escape, Setting, Taking
from session_lint.project.roles import Role, Roles
from session_lint.project.symbols import FunctionSymbol, Scope
from session_lint.project.usage import reads

_CALLERS = frozenset({"parameter", "carrier", "row", "ambient"})


class ProjectFunction:
    """A function, in the words of the rules.

    Args:
        symbol: the function and where it is defined.
        functions, interfaces, roles: what answers for it.
    """

    def __init__(self, symbol: FunctionSymbol, functions: Functions, interfaces: Interfaces, roles: Roles) -> None:
        self.symbol = symbol
        self.functions = functions
        self._interfaces = interfaces
        self._roles = roles

    @property
    def qualname(self) -> str:
        """The qualified name inside the module."""
        return self.symbol.function.qualname

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return self.symbol.scope.module.path

    @cached_property
    def role(self) -> Role:
        """What the function is."""
        return self._roles.of(self.symbol)

    @cached_property
    def session_parameters(self) -> tuple[SessionParameter, ...]:
        """The parameters that hold a session."""
        return self.functions.session_parameters(self.symbol)

    @cached_property
    def flow(self) -> Flow:
        """What the function does with sessions, in order."""
        return self.functions.flow(self.symbol)

    @cached_property
    def is_stub(self) -> bool:
        """Whether the function only declares."""
        return self._interfaces.is_stub(self.symbol)

    @cached_property
    def is_listener(self) -> bool:
        """Whether SQLAlchemy's events call the function, inside somebody's flush."""
        return self._interfaces.is_listener(self.symbol)

    @cached_property
    def optional_parameters(self) -> tuple[SessionParameter, ...]:
        """The session parameters that can be left out or be None, that nobody supplies and no interface asks for.

        One that nothing reads is ignored, and that is what is to be said of it, except in a boundary. A method that
        overrides another and follows it in this is told apart by its fallbacks: an interface may force the signature,
        but nobody forces a scope of one's own.
        """
        optional = tuple(
            found
            for found in self.session_parameters
            if found.optional
            and not found.injected
            and (self._may_ignore(found) or reads(self.symbol.function.body, found.parameter.name))
        )
        overridden = self._interfaces.overridden(self.symbol) if optional else None
        if not isinstance(overridden, FunctionSymbol) or self.stand_ins:
            return optional
        forced = {found.parameter.name for found in self.functions.session_parameters(overridden) if found.optional}
        return tuple(found for found in optional if found.parameter.name not in forced)

    @cached_property
    def replacements(self) -> tuple[Replacement, ...]:
        """Where a session parameter is replaced although it may hold the caller's session."""
        return tuple(self.flow.replacements) if self.session_parameters else ()

    @cached_property
    def fallbacks(self) -> tuple[Opening, ...]:
        """The scopes that are opened only where an optional session parameter is None."""
        optional = self._optional_around()
        return tuple(opening for opening in self.flow.openings if opening.guarded & optional)

    @cached_property
    def stand_ins(self) -> tuple[Opening, ...]:
        """The fallbacks, and the sessions that are made without a scope where an optional session is None."""
        optional = self._optional_around()
        made = [made for made in self.flow.constructions if made.guarded & optional]
        inside = {fallback.span for fallback in self.fallbacks}
        return (*self.fallbacks, *(one for one in made if one.span not in inside))

    @cached_property
    def ignored_parameters(self) -> tuple[SessionParameter, ...]:
        """The session parameters that nothing reads, where the signature is the function's own choice."""
        if not self.session_parameters:
            return ()
        replaced = {replacement.parameter for replacement in self.replacements}
        unread = [
            found
            for found in self.session_parameters
            if found.parameter.name not in replaced
            and not found.parameter.name.startswith("_")
            and not reads(self.symbol.function.body, found.parameter.name)
        ]
        return () if not unread or self._interfaces.signature_is_forced(self.symbol) else tuple(unread)

    @cached_property
    def untyped_parameters(self) -> tuple[SessionParameter, ...]:
        """The session parameters that no type shows to be one; one that is optional or ignored is said to be that.

        Whoever supplies one gives it no type.
        """
        said = {found.parameter.name for found in (*self.optional_parameters, *self.ignored_parameters)}
        return tuple(
            found for found in self.session_parameters if not found.certain and found.parameter.name not in said
        )

    @cached_property
    def own_scopes(self) -> tuple[Opening, ...]:
        """The scopes that the function opens for itself.

        A fallback belongs to the optional parameter that it stands in for, a scope that replaces a parameter to the
        replacement, and the scope of a function that ignores its session to the ignored parameter. A session on the
        connection of the flush that a listener is called in is part of that flush.
        """
        if self.ignored_parameters:
            return ()
        replaced = {replacement.span for replacement in self.replacements}
        return tuple(
            opening
            for opening in self.flow.openings
            if opening not in self.fallbacks
            and opening.span not in replaced
            and not any(_within(site, opening.span) for site in self._on_the_flush)
        )

    @cached_property
    def answers_for_its_scopes(self) -> bool:
        """Whether a scope that the function opens beside its session parameter is reported in the function itself."""
        return self.role == "service" or bool(self.replacements) or bool(self.ignored_parameters)

    @cached_property
    def foreign_commits(self) -> tuple[Commit, ...]:
        """The commits on sessions that the function did not open."""
        return tuple(commit for commit in self.flow.commits if any(held.origin in _CALLERS for held in commit.sessions))

    @cached_property
    def commits_in_flush(self) -> tuple[Commit, ...]:
        """The commits of sessions that a mapper's listener made on the connection of the flush it is called in."""
        if not self.flow.commits or not self._interfaces.listens_in_flush(self.symbol):
            return ()
        joins = self._joins_the_flush
        return tuple(
            commit
            for commit in self.flow.commits
            if any(held.site in self._on_the_flush or (joins and held.origin == "unknown") for held in commit.sessions)
        )

    @property
    def _joins_the_flush(self) -> bool:
        # A session on what is declared to be a connection is nobody's own.
        scope = self.symbol.scope.inside(self.symbol.function)
        calls = [part for part in walk.own_expressions(self.symbol.function.body) if isinstance(part, Call)]
        return any(joins_a_connection(call, scope, self.functions.names) for call in calls)

    @cached_property
    def _on_the_flush(self) -> frozenset[Span]:
        made = {made.span for made in self.flow.constructions}
        if not made or not self._interfaces.listens_in_flush(self.symbol):
            return frozenset()
        given = {Name(parameter.name) for parameter in self.symbol.function.parameters}
        return frozenset(
            call.span
            for call in walk.own_expressions(self.symbol.function.body)
            if isinstance(call, Call)
            and call.span in made
            and any(argument.value in given for argument in call.arguments)
        )

    @cached_property
    def own_sessions(self) -> tuple[Opening, ...]:
        """The sessions that the function makes for itself outside a scope.

        A session that is made for a scope, stands in for an optional parameter, replaces one or is used instead of an
        ignored one belongs there.
        """
        if self.ignored_parameters or not self.flow.constructions:
            return ()
        entered = self.flow.lifetimes.entered
        optional = self._optional_around()
        made_here = {made.span: made for made in self.flow.constructions}
        return tuple(
            made
            for made in made_here.values()
            if made.span not in entered
            and not made.guarded & optional
            and not any(_within(made.span, replacement.span) for replacement in self.replacements)
        )

    @cached_property
    def escapes(self) -> tuple[Escape, ...]:
        """What leaves the scope that it lives in; a service is told not to open the scope, and no more."""
        if self.role == "service" and (self.own_scopes or self.replacements or self.fallbacks):
            return ()
        return tuple(self.flow.lifetimes.escapes)

    @cached_property
    def unreset_settings(self) -> tuple[Setting, ...]:
        """The sessions that are put into a context variable whose token nobody uses."""
        return tuple(
            setting
            for setting in self.flow.lifetimes.settings
            if not setting.token or ("." not in setting.token and not reads(self.symbol.function.body, setting.token))
        )

    @cached_property
    def taking(self) -> Taking | None:
        """Where the function first takes a session from a global, a registry or the context; None when it does not.

        A registry that is entered as a scope is one.
        """
        for taking in self.flow.lifetimes.takings:
            if not any(_within(taking.span, opening.span) for opening in self.flow.openings):
                return taking
        return None

    @cached_property
    def foreign_endings(self) -> tuple[Ending, ...]:
        """Where the function rolls back, closes or resets a session that it did not open."""
        return tuple(
            ending
            for ending in self.flow.lifetimes.endings
            if any(held.origin in _CALLERS for held in ending.sessions)
            and not any(_within(ending.span, opening.span) for opening in self.flow.openings)
        )

    @cached_property
    def signature_is_forced(self) -> bool:
        """Whether somebody else decides which parameters the function takes."""
        return self._interfaces.signature_is_forced(self.symbol)

    def _may_ignore(self, found: SessionParameter) -> bool:
        return self.role == "boundary" and not found.parameter.name.startswith("_")

    def _optional_around(self) -> frozenset[str]:
        names = {found.parameter.name for found in self.session_parameters if found.optional}
        around = self.symbol.scope.around
        for index, definition in enumerate(around):
            if not isinstance(definition, Class):
                outer = FunctionSymbol(definition, Scope(self.symbol.scope.module, around[:index]))
                names |= {found.parameter.name for found in self.functions.session_parameters(outer) if found.optional}
        return frozenset(names)


def _within(inner: Span, outer: Span) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= (
        outer.end_line,
        outer.end_column,
    )
