"""``add-required-session``: every service requires a session, and every caller passes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from session_lint.codemods.attempt import Attempt, planned
from session_lint.codemods.call_repairs import CallRepairs
from session_lint.codemods.call_sessions import CallSessions
from session_lint.codemods.changes import ByHand, FileChanges
from session_lint.codemods.codemod import UNCALLED, Codemod, Work
from session_lint.codemods.imports import with_imports, without_idle
from session_lint.codemods.managers import Managers
from session_lint.codemods.mentions import Mentioned
from session_lint.codemods.options import Options
from session_lint.codemods.plan import Plan
from session_lint.codemods.rewriting import Rewriting
from session_lint.codemods.selection import Selection
from session_lint.codemods.source import Source
from session_lint.codemods.sources import Sources
from session_lint.codemods.survey import Survey
from session_lint.project.modules import Module
from session_lint.project.project import Project

_COME = "scopes come"


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the functions of the wanted files, and every caller in the project."""
    survey = Survey(project, options, sources)
    work = work_of(planned(survey, wanted, lambda: _attempt(survey)), survey)
    work.by_hand += _of_managers(project, wanted, {(one.path, one.line) for one in work.by_hand})
    return work


def _attempt(survey: Survey) -> Attempt:
    plan = Plan()
    selection = Selection(survey, plan)
    return Attempt(survey, plan, selection, CallRepairs(survey, plan, selection, CallSessions(survey, plan, selection)))


def _of_managers(project: Project, wanted: frozenset[str], said: set[tuple[str, int]]) -> Iterator[ByHand]:
    """Yield the optional sessions of managers that are no services: another codemod repairs them."""
    for family in Managers(project).families:
        for init in family.inits:
            if init.path in wanted and init.role != "service":
                for found in init.optional_parameters:
                    reason = f"{init.qualname!r} makes a manager: require-manager-session is its codemod"
                    one = ByHand.at(init.path, found.parameter.span, reason)
                    if (one.path, one.line) not in said:
                        yield one


def work_of(plan: Plan, survey: Survey) -> Work:
    """Return the work of a plan."""
    project = survey.project
    every = plan.files.values()
    work = Work(by_hand=list(plan.by_hand))
    work.counts = {
        "functions require a session": sum(len(changes.functions) for changes in every),
        "calls pass one": sum(len(changes.calls) for changes in every),
        "scopes go": sum(len(change.scopes) for changes in every for change in changes.functions.values()),
        _COME: 0,  # counted when they are made: neighbouring calls share one
    }
    if plan.uncalled:
        work.counts[UNCALLED] = plan.uncalled
    if savepoints := sum(not scope.name for changes in every for scope in changes.scopes.values()):
        work.counts["calls get a savepoint"] = savepoints
    modules = project.modules.values()
    packages = frozenset(name.partition(".")[0] for module in modules for name in (module.name, module.also))
    for path, changes in plan.files.items():
        if not changes.is_empty:
            work.rewrites[path] = _rewrite(project.modules[path], changes, packages, survey.mentioned, work)
    return work


def _rewrite(
    module: Module, changes: FileChanges, packages: frozenset[str], mentioned: Mentioned, work: Work
) -> Callable[[Source], cst.Module]:

    def rewrite(source: Source) -> cst.Module:
        rewriting = Rewriting(source, changes)
        tree = with_imports(rewriting.module(), module, changes.imports, packages)
        work.counts[_COME] += rewriting.scopes
        tree, kept = without_idle(source.module, tree, lambda name: bool(mentioned.elsewhere(module, name)))
        for name in kept:
            who = mentioned.elsewhere(module, name)
            reason = f"the import of {name!r} is not used here any more, and stays since {who}"
            work.by_hand.append(ByHand(module.path, 1, reason))
        return tree

    return rewrite


CODEMOD = Codemod(
    name="add-required-session",
    summary="Every service requires a session, uses only that, and every caller passes one.",
    repairs=("SES101", "SES102", "SES103", "SES104", "SES201", "SES202"),
    why="""\
A service that opens a session of its own, or falls back to one, is a transaction that its caller knows nothing of. This
codemod takes the scopes out of the services, makes the session a required parameter, and passes one at every call: the
caller's own where it holds one, a new parameter where the caller is a service itself, and a scope around the statement
where it is a boundary.""",
    before="""\
from sqlalchemy.orm import Session

from database import session_scope


def rename_event(event_id: int, name: str, session: Session | None = None) -> None:
    if session is not None:
        _rename(event_id, name, session)
    else:
        with session_scope() as session:
            _rename(event_id, name, session)
""",
    after="""\
from sqlalchemy.orm import Session


def rename_event(event_id: int, name: str, *, session: Session) -> None:
    _rename(event_id, name, session)
""",
    plan=plan,
)
