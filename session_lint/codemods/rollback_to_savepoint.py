"""``rollback-to-savepoint``: a service undoes what failed, and not all that its caller did."""

from __future__ import annotations

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod, Work
from session_lint.codemods.commits import Commits, owing
from session_lint.codemods.ending_edits import EndingChanges, with_endings
from session_lint.codemods.options import Options
from session_lint.codemods.rollbacks import Rollbacks
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.sources import Sources
from session_lint.codemods.told_tests import ToldTests
from session_lint.codemods.uncertain import Uncertain
from session_lint.project.lifetimes import Ending
from session_lint.project.project import Project


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the rollbacks of the services of the wanted files."""
    commits, silenced = Commits(project, sources), Silenced(sources)
    rollbacks, told = Rollbacks(commits, sources), ToldTests(commits)
    work = Work(counts={"try statements get a savepoint": 0})

    def is_wanted(path: str, ending: Ending) -> bool:
        if ending.method != "rollback" or options.spares(path, ending.span):
            return False
        return not silenced.by_comment(path, ending.span.line, "SES205")

    for path in sorted(wanted):
        changes = EndingChanges()
        for function in owing(project, path):
            for ending in function.foreign_endings:
                if not is_wanted(path, ending) or ending.span in changes.calls:
                    continue
                try:
                    options.refuse_left_alone(path, function.qualname)
                    change = rollbacks.change(function, ending, changes.calls)
                except Uncertain as refusal:
                    work.by_hand.append(ByHand.at(path, ending.span, f"{ending.words}.rollback(): {refusal}"))
                    continue
                changes.savepoints[change.statement] = change.savepoint
                changes.calls |= change.calls
                work.counts["try statements get a savepoint"] += 1
                if len(change.calls) > change.rollbacks:
                    told.of(function, ending.words)
        if changes.savepoints:
            work.rewrites[path] = lambda source, changes=changes: with_endings(source, changes)
    work.by_hand += told.by_hand
    return work


CODEMOD = Codemod(
    name="rollback-to-savepoint",
    summary="A service that rolls back in a handler gets a savepoint around what may fail.",
    repairs=("SES205",),
    why="""\
`session.rollback()` in a handler throws away all that the caller did. The block of its `try` moves into
`with session.begin_nested():`, whose end undoes what happened in it and nothing else; the handler loses its rollback,
and goes where nothing but `raise` is left of it. A commit at the end of the block goes with it. What is added right
above the `try` moves into the savepoint, since `begin_nested()` itself would flush it outside. A rollback stays, and is
listed, where other handlers go on without one, where a connection may be lost, where the `try` commits before its end
or its handler before it raises, and outside of handlers.""",
    before="""\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> bool:
    session.add(Event(name=name))
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True
""",
    after="""\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> bool:
    try:
        with session.begin_nested():
            session.add(Event(name=name))
            session.flush()
    except IntegrityError:
        return False
    return True
""",
    plan=plan,
)
