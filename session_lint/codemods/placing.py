"""The scopes of calls at boundaries: around their statement, or around its head alone, and never one in another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import libcst as cst
from msgspec import structs

from session_lint.codemods.census import Caller, Census
from session_lint.codemods.changes import FileChanges, ScopeChange
from session_lint.codemods.heads import named
from session_lint.codemods.options import Opener
from session_lint.codemods.places import Place, immovable, is_quiet, place_of, refuse_around
from session_lint.codemods.sources import Sources
from session_lint.codemods.statements import Statement, statements
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk
from session_lint.facts.values import Span
from session_lint.project.project import Project

_NAMES = {"test": "condition", "iter": "values", "subject": "subject"}


class Placing:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        sources: the files.
        census: every call.
        swallowing: knows which functions write.
    """

    def __init__(self, project: Project, sources: Sources, census: Census, swallowing: Swallowing) -> None:
        self._project = project
        self._sources = sources
        self._census = census
        self._swallowing = swallowing

    def scope(
        self, caller: Caller, opener: Opener, name: str, changes: FileChanges, *, makes_one: bool = False
    ) -> ScopeChange:
        """Return the scope for a call.

        Args:
            caller: the call.
            opener: what opens the scope.
            name: what its session is called.
            changes: what is to be done in the file by now.
            makes_one: whether the call makes an object that goes on working with the session.

        Raises:
            Uncertain: when no scope can stand there, with what is to be done.
        """
        place = place_of(self._body(caller), self._sources.of(caller.path), caller.site.span)
        if place is None:
            raise Uncertain("no scope can stand around it")
        own = self._calls(caller, place.own)
        change = ScopeChange(caller.site.span, opener.needed.name, name, opener.is_async)
        if any(other.name and other.opener != change.opener for span, other in changes.scopes.items() if span in own):
            raise Uncertain("its statement needs sessions of two kinds: make two statements of it")
        inside = self._census.inside(caller.function.symbol)
        callees = [one.site.callee for one in inside if one.site.span in own]
        writes = any(self._swallowing.may_write(one) for one in callees)
        is_test = caller.function.role == "test"
        if isinstance(place.statement, cst.SimpleStatementLine):
            refuse_around(place, writes=writes, is_test=is_test, waits=makes_one)
            ends = (cst.Raise,) if is_test else (cst.Raise, cst.Assert)
            return structs.replace(change, alone=isinstance(place.statement.body[0], ends))
        if makes_one and not place.is_asked and isinstance(place.statement, (cst.If, cst.For, cst.With)):
            return structs.replace(change, alone=True)  # its blocks may work with what was made
        if not writes and is_quiet(place) and not self._is_busy(caller, place):
            return structs.replace(change, alone=True)
        lasts = any(self._project.functions.generates(one) for one in callees) or place.is_repeated
        if place.head is None or (makes_one and not place.is_asked) or (lasts and place.head != "test"):
            raise Uncertain(immovable(place))
        return structs.replace(change, head=self._name(caller, place, changes))

    def _body(self, caller: Caller) -> list[Statement]:
        if not caller.function.qualname:
            return [*self._sources.of(caller.path).module.body]  # type: ignore[list-item]
        return statements(self._sources.function(caller.path, caller.function.symbol.function.span).body)

    def _calls(self, caller: Caller, parts: Iterable[cst.CSTNode]) -> set[Span]:
        source = self._sources.of(caller.path)
        calls = (source.span(part) for part in parts if isinstance(part, cst.Call))
        return {span for span in calls if span is not None}

    def _is_busy(self, caller: Caller, place: Place) -> bool:
        """Tell whether something in a statement's blocks works with another session, or gets a scope too."""
        inside = self._calls(caller, place.blocks)
        flow = caller.function.flow
        if inside & {one.span for one in (*flow.openings, *flow.constructions)}:
            return True
        sites = [one.site for one in self._census.inside(caller.function.symbol)]
        return any(site.span in inside and self._swallowing.touches_sessions(site) for site in sites)

    def _name(self, caller: Caller, place: Place, changes: FileChanges) -> str:
        """Return a free name for the head of a compound statement; the same for every call in it."""
        head = place.way[0]
        assert place.head is not None
        assert isinstance(head, cst.BaseExpression)
        if name := named(head):
            return name
        span = self._sources.of(caller.path).span(head)
        assert span is not None
        heads = changes.heads.setdefault(caller.function.symbol.function.span, {})
        if span not in heads:
            used = {part.value for one in self._body(caller) for part in walk(one) if isinstance(part, cst.Name)}
            used |= {one.name for one in caller.function.symbol.function.parameters} | {*heads.values()}
            used |= caller.function.symbol.scope.module.table.keys()
            base = _NAMES[place.head]
            names = (base if number == 1 else f"{base}_{number}" for number in count(1))
            heads[span] = next(name for name in names if name not in used)
        return heads[span]
