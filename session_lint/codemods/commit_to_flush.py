"""``commit-to-flush``: a service leaves the commit to whoever owns the session."""

from __future__ import annotations

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod, Work
from session_lint.codemods.commits import Commits, owing
from session_lint.codemods.ending_edits import EndingChanges, with_endings
from session_lint.codemods.options import Options
from session_lint.codemods.silenced import Silenced
from session_lint.codemods.sources import Sources
from session_lint.codemods.told_tests import ToldTests
from session_lint.codemods.uncertain import Uncertain
from session_lint.project.project import Project

_GOES, _FLUSHES = "commits go", "commits become a flush"
_UNSEEN = "of these in services that nobody in the project calls (see who commits outside)"


def plan(project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Work:
    """Return the work: the commits of the services of the wanted files."""
    commits, silenced = Commits(project, sources), Silenced(sources)
    told = ToldTests(commits)
    work = Work(counts={_GOES: 0, _FLUSHES: 0})
    for path in sorted(wanted):
        changes = EndingChanges()
        for function in owing(project, path):
            for commit in function.foreign_commits:
                if options.spares(path, commit.span) or silenced.by_comment(path, commit.span.line, "SES204"):
                    continue
                try:
                    options.refuse_left_alone(path, function.qualname)
                    decision = commits.decision(function, commit)
                except Uncertain as refusal:
                    work.by_hand.append(ByHand.at(path, commit.span, f"{commit.receiver}.commit(): {refusal}"))
                    continue
                if not commits.owners.is_called(commits.owner(function, decision.session)):
                    work.counts[_UNSEEN] = work.counts.get(_UNSEEN, 0) + 1
                work.counts[_FLUSHES if decision.action else _GOES] += 1
                if commit.block:
                    changes.blocks[commit.span] = commit.receiver.removesuffix(".begin()"), decision.action
                else:
                    changes.calls[commit.span] = decision.action
                if decision.branch:
                    changes.branches.add(commit.span)
                if decision.idle:
                    flag = f"{decision.idle!r} of {function.qualname!r}"
                    reason = f"{flag} decides nothing any more: take it out, and out of the calls"
                    work.by_hand.append(ByHand.at(path, function.symbol.function.span, reason))
                told.of(function, decision.session)
        if changes.calls or changes.blocks:
            work.rewrites[path] = lambda source, changes=changes: with_endings(source, changes)
    work.by_hand += told.by_hand
    return work


CODEMOD = Codemod(
    name="commit-to-flush",
    summary="A service flushes where it needs keys, and leaves the commit to whoever owns the session.",
    repairs=("SES204",),
    why="""\
The commit goes; where generated keys are read after it, it becomes a flush. So it does where a caller handed in what is
written or catches what the database refuses, and everywhere when the sessions of the project are made with
`autoflush=False`. Where anything else of rows is read, or they are returned, `session.expire_all()` follows the flush,
as in a commit: what is loaded is read anew. Not so where they are made with `expire_on_commit=False`.
`with session.begin():` goes and its block moves one level out; a commit behind a flag goes with its branch. A commit
stays, and is listed, where nobody else is seen to commit: every caller is followed up to the scope, the commit or the
injector that owns the session. So does one that bounds the work of a loop, one whose failure is caught and goes no
further, and one that others wait for: another session, a task, a process, a request.""",
    before="""\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> int:
    event = Event(name=name)
    session.add(event)
    session.commit()
    return event.id


def rename_event(event_id: int, name: str, *, session: Session) -> None:
    session.get_one(Event, event_id).name = name
    session.commit()
""",
    after="""\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> int:
    event = Event(name=name)
    session.add(event)
    session.flush()
    return event.id


def rename_event(event_id: int, name: str, *, session: Session) -> None:
    session.get_one(Event, event_id).name = name
""",
    plan=plan,
)
