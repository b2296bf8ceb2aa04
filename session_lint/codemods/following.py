"""What runs after a commit and would not find its work any more, or undo it, were it left to the session's owner."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.handlers import EXCEPTION_FOLLOWS
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import Standing
from session_lint.codemods.statements import terminates
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import walk
from session_lint.facts.values import Span
from session_lint.project.effects import Effect
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.sites import Site
from session_lint.project.symbols import External

_ENDS = frozenset({"close", "reset", "invalidate", "rollback", "expunge_all"})
_SENT = frozenset({"delay", "apply_async", "send_task", "enqueue", "add_task", "submit", "create_task", "publish"})
_OUTSIDE = frozenset({"requests", "httpx", "aiohttp", "urllib", "urllib3", "subprocess", "smtplib"})
_UNSEEN = "may run before the owner commits, and not see the work"


class Following:
    """Answers for a whole project.

    Args:
        project: all files as one program.
        sources: the project's files.
    """

    def __init__(self, project: Project, sources: Sources) -> None:
        self._project = project
        self._sources = sources

    def refuse(self, function: ProjectFunction, found: Standing, session: str) -> None:
        """Refuse a commit for what follows it.

        Args:
            function: whose commit it is.
            found: where that stands.
            session: what its session is called.

        Raises:
            Uncertain: when something ends the session, or waits for the work.
        """
        source = self._sources.of(function.path)
        final = [one.statement.finalbody for one in found.around if isinstance(one.statement, cst.Try)]
        parts = [part for node in (*found.after, *final) if node is not None for part in walk(node)]
        spans: set[Span] = set()
        for part in parts:
            if isinstance(part, cst.Call):
                span = source.span(part)
                spans |= {span} if span is not None else set[Span]()
                self._refuse_call(function, part, session)
        for opening in (*function.flow.openings, *function.flow.constructions):
            if opening.span in spans and not opening.guarded:
                raise Uncertain(f"{opening.text} follows: another session does not see uncommitted work")
        for site in self._project.graph.sites(function):
            if site.span in spans:
                self._refuse_site(site, session)
        _refuse_raising(found)

    def _refuse_call(self, function: ProjectFunction, call: cst.Call, session: str) -> None:
        receiver, _, method = dotted(call.func).rpartition(".")
        if receiver == session and method in _ENDS:
            raise Uncertain(f"{session!r} is closed or rolled back after it, which would undo the work")
        if method in _SENT:
            raise Uncertain(f"{dotted(call.func)}() follows: what is sent there {_UNSEEN}")
        symbol = function.symbol
        root = dotted(call.func).partition(".")[0]
        meant = self._project.names.look_up(root, symbol.scope.inside(symbol.function)) if root else None
        if isinstance(meant, External) and meant.name.partition(".")[0] in _OUTSIDE:
            raise Uncertain(f"{dotted(call.func)}() follows: who is called there {_UNSEEN}")

    def _refuse_site(self, site: Site, session: str) -> None:
        name = site.callee.function.qualname
        if site.apart:
            raise Uncertain(f"{name!r} is started after it, and {_UNSEEN}")
        for effect in self._effects(site):
            if effect.kind == "opens" and not effect.guard:
                raise Uncertain(f"{name!r} follows, and opens a session of its own, which does not see the work")
            if effect.kind in ("closes", "rolls back") and effect.on == "parameter" and effect.parameter == session:
                done = "closes" if effect.kind == "closes" else "rolls back"
                raise Uncertain(f"{name!r} follows, and {done} {session!r}, which would undo the work")

    def _effects(self, site: Site) -> Iterator[Effect]:
        graph = self._project.graph
        node = graph.node(site.callee)
        if node is not None and not graph.opens_for_its_caller(site.callee):
            for effect in sorted(node.effects):
                if (mine := graph.at(site, effect)) is not None:
                    yield mine


def _refuse_raising(found: Standing) -> None:
    for statement in found.after:
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[-1], cst.Raise):
            raise Uncertain(EXCEPTION_FOLLOWS)
        if not isinstance(statement, cst.SimpleStatementLine) or terminates(statement):
            return
