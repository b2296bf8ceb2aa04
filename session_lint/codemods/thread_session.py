"""``thread-session``: a call that leaves out the session at hand passes it."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from session_lint.codemods.at_hand import alive, at_hand
from session_lint.codemods.changes import ByHand, CallChange, FileChanges
from session_lint.codemods.codemod import Codemod, Work
from session_lint.codemods.deferred import DEFERRED, runs_later
from session_lint.codemods.options import Options
from session_lint.codemods.owners import Owners
from session_lint.codemods.rewriting import Rewriting
from session_lint.codemods.source import Source
from session_lint.codemods.sources import Sources
from session_lint.codemods.swallowing import Swallowing
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.undone import UNDONE, is_undone
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project
from session_lint.project.sites import Live, Site
from session_lint.project.symbols import FunctionSymbol

_SAVEPOINTS = "of these get a savepoint"


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: every call of the wanted files that SES301 reports with a session at hand."""
    swallowing, owners = Swallowing(project, sources), Owners(project)
    work = Work(counts={"calls pass the session at hand": 0})
    for path in sorted(wanted):
        changes = FileChanges()
        module = project.modules[path]
        if project.roles.of_module(module) in ("test", "migration"):
            continue
        for function in project.functions_in(module):
            for call in project.transactions.unthreaded(function):
                span, name = call.site.span, call.parameter.parameter.name
                callee = call.site.callee
                try:
                    options.refuse_left_alone(path, function.qualname)
                    if runs_later(function, span):
                        raise Uncertain(DEFERRED)
                    if ends := _ends(project, callee, name):
                        raise Uncertain(f"it {ends} the session that it is handed, which is its caller's")
                    live = at_hand(alive(call.site))
                    if live is None:
                        raise Uncertain("none is at hand")
                    if swallowing.may_write(callee) and is_undone(sources, function, span):
                        raise Uncertain(UNDONE)
                    if swallowing.may_write(callee) and (who := _uncommitted(owners, function, call.site, live)):
                        raise Uncertain(f"it may write, and {who} is not seen to commit it")
                    savepoint = swallowing.savepoint(function, call.site, live.name)
                except Uncertain as refusal:
                    reason = f"{callee.function.name}() is not handed a session: {refusal}"
                    work.by_hand.append(ByHand.at(path, span, reason))
                    continue
                changes.calls[span] = CallChange(span, name, live.name)
                if savepoint is not None:
                    changes.scopes[span] = savepoint
        if changes.calls:
            work.counts["calls pass the session at hand"] += len(changes.calls)
            if changes.scopes:
                work.counts[_SAVEPOINTS] = work.counts.get(_SAVEPOINTS, 0) + len(changes.scopes)
            work.rewrites[path] = _rewrite(changes)
    return work


def _ends(project: Project, callee: FunctionSymbol, parameter: str) -> str:
    """Return what a function does to the transaction of a session that it is handed; empty when it leaves it open."""
    node = project.graph.node(callee)
    effects = sorted(node.effects) if node is not None else ()
    of_it = [one.kind for one in effects if one.on == "parameter" and one.parameter == parameter]
    return next((kind for kind in of_it if kind in ("commits", "rolls back", "closes")), "")


def _uncommitted(owners: Owners, function: ProjectFunction, site: Site, live: Live) -> str:
    """Return what supplies or opens the session at hand without being seen to commit it; empty when it is committed."""
    if live.held.origin == "parameter" and owners.is_supplied_uncommitted(function, live.held.parameter):
        return f"who supplies {live.name!r}"
    if live.held.origin == "own" and not owners.is_committed_around(function, site.span, live.name):
        return f"what opens {live.name!r}"
    return ""


def _rewrite(changes: FileChanges) -> Callable[[Source], cst.Module]:
    return lambda source: Rewriting(source, changes).module()


CODEMOD = Codemod(
    name="thread-session",
    summary="A call that leaves out the session at hand passes it.",
    repairs=("SES301",),
    why="""\
The callee takes a session and opens one of its own where it gets none, while the caller holds one: one unit of work
becomes two. Calls that run in a task of their own, and sessions whose `with` has ended, are left alone: passing one
there would be the error. A call that may write, and whose failure the caller catches and goes on from, gets a
savepoint: without one, half of its work would stay. Where a decorator supplies the session, or a scope opens it, and is
not seen to commit it, a call that may write is listed: it may have committed for itself.""",
    before="""\
from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def grams_in_stock(ingredient: str, session: Session = NEW_SESSION) -> int:
    return session.scalar(stock_of(ingredient))


def restock(ingredient: str, *, session: Session) -> None:
    if grams_in_stock(ingredient) < 500:
        session.add(Order(ingredient))
""",
    after="""\
from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def grams_in_stock(ingredient: str, session: Session = NEW_SESSION) -> int:
    return session.scalar(stock_of(ingredient))


def restock(ingredient: str, *, session: Session) -> None:
    if grams_in_stock(ingredient, session=session) < 500:
        session.add(Order(ingredient))
""",
    plan=plan,
)
