"""Scopes that last as long as what came of their session is used, and none of which may stand in another."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from msgspec import structs

from session_lint.codemods.census import Caller, Census
from session_lint.codemods.changes import FileChanges, ScopeChange
from session_lint.codemods.clauses import suites
from session_lint.codemods.held_values import Made
from session_lint.codemods.lifetimes import lifetime
from session_lint.codemods.plain_values import PlainValues
from session_lint.codemods.sources import Sources
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk as parts_of
from session_lint.facts import walk
from session_lint.facts.values import Call, Expression, Span
from session_lint.project.project import Project

USED_BEHIND = "what it answers would be used behind the scope around it"


class Lasting:
    """Knows the scopes of one plan.

    Args:
        project: all files as one program.
        sources: the files.
        census: every call.
        swallowing: knows which functions write.
    """

    def __init__(self, project: Project, sources: Sources, census: Census, swallowing: Swallowing) -> None:
        self._sources = sources
        self._census = census
        self._swallowing = swallowing
        self.plain = PlainValues(project)
        self._scopes: list[tuple[Caller, Span]] = []
        self._within: dict[tuple[str, Span], int] = {}  # calls in the blocks that a scope lasts for, and its line

    def made(self, caller: Caller, methods: frozenset[str] | None) -> Made:
        """Return what is known of a call that makes or answers something with a session.

        Args:
            caller: the call.
            methods: what the object can do that it makes; None for a function that answers.
        """
        symbol = caller.function.symbol
        definition = symbol.function
        sites = [one.site for one in self._census.inside(symbol)]
        return Made(
            caller.site.span,
            answers=methods is None,
            plain=frozenset(site.span for site in sites if self.plain.answer(site.callee)),
            writing=frozenset(site.span for site in sites if self._swallowing.may_write(site.callee)),
            methods=methods or frozenset(),
            returns_plain=self.plain.annotated(definition.returns, symbol.scope),
            returns_built_in=self.plain.built_in(definition.returns, symbol.scope),
            is_fixture=any(walk.dotted(_called(one)).endswith("fixture") for one in definition.decorators),
        )

    def is_asked_plainly(self, caller: Caller, made: Made) -> bool:
        """Tell whether what an object is asked in the expression that makes it is known, and holds no objects."""
        asked = [one.site.span for one in self._census.inside(caller.function.symbol)]
        asked = [span for span in asked if _is_around(span, caller.site.span)]
        return bool(asked) and all(span in made.plain for span in asked)

    def put(self, caller: Caller, made: Made, change: ScopeChange, changes: FileChanges, outlives: str) -> None:
        """Put a scope around all that uses what a call makes or answers.

        Args:
            caller: the call.
            made: what is known of it.
            change: the scope of its own statement.
            changes: what is done in the file.
            outlives: what is to be said where it is used elsewhere too.

        Raises:
            Uncertain: where it is.
        """
        source = self._sources.of(caller.path)
        tree = self._sources.function(caller.path, caller.function.symbol.function.span)
        try:
            together = lifetime(tree, source, made)
        except Uncertain as refusal:
            raise Uncertain(f"{outlives}: {refusal}") from refusal
        for statement in together:
            if (span := source.span(statement)) is not None:
                changes.scopes[span] = structs.replace(change, call=span, alone=False)
                self._scopes.append((caller, span))
            self._within.update(
                ((caller.path, inner), caller.line)
                for suite in suites(statement)
                for part in parts_of(suite)
                if isinstance(part, cst.Call) and (inner := source.span(part)) is not None
            )

    def note(self, caller: Caller, span: Span) -> None:
        """Remember a scope that has come for a call."""
        self._scopes.append((caller, span))

    def nested(self) -> Iterator[tuple[Caller, Span, str]]:
        """Yield the calls whose scope would stand in another one, where that is noted, and what is to be said."""
        # The inner scope would work beside the outer one, whose session is at hand there by the same name.
        for caller, span in self._scopes:
            line = self._within.get((caller.path, caller.site.span))
            if line is not None:
                yield (
                    caller,
                    span,
                    f"the scope from line {line} on lasts there: decide whether it is to work with that session, or "
                    "let that scope end before",
                )


def _is_around(one: Span, inner: Span) -> bool:
    begins = (one.line, one.column) <= (inner.line, inner.column)
    return one != inner and begins and (one.end_line, one.end_column) >= (inner.end_line, inner.end_column)


def _called(decorator: Expression) -> Expression:
    return decorator.function if isinstance(decorator, Call) else decorator
