"""SES205: a service rolls the caller's whole transaction back."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.failures import undoes_own_commit
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every rollback of a session that the service did not open."""
    for function in project.functions_in(module):
        if function.role != "service" and not (function.is_listener and function.role == "other"):
            continue
        for ending in function.foreign_endings:
            if ending.method != "rollback" or undoes_own_commit(function, ending):
                continue
            who = "listener" if function.is_listener else "service"
            instead = (
                f"Put what may fail with {ending.handler} into 'with {ending.words}.begin_nested():', which undoes "
                "that alone, or let the exception go up"
                if ending.handler
                else "Undo a part with begin_nested(), which is a savepoint; whether all is undone, the owner of "
                f"{ending.words} decides"
            )
            yield rule.finding(
                function,
                ending.span,
                f"{ending.words}.rollback() in {who} {function.qualname!r} throws away all that the caller did in this "
                f"transaction. {instead}",
                certain=all(held.certain for held in ending.sessions),
                repairable=not function.is_listener and all(held.origin == "parameter" for held in ending.sessions),
            )


RULE = Rule(
    code="SES205",
    slug="service-rollback",
    summary="A service rolls the caller's whole transaction back.",
    why="""\
`session.rollback()` does not undo what the service did, but everything since the transaction began: the caller's work
too. The caller goes on as if nothing had happened, and commits the rest. A dry run that ends in a rollback does the
same to whoever calls it in the middle of something.""",
    instead="""\
`with session.begin_nested():` is a savepoint: an exception that leaves the block undoes what happened in it, and the
session works on. For a dry run, roll such a savepoint back. Otherwise let the exception go up to whoever owns the
transaction. Rolling back savepoints, and sessions that the function itself opened, is not reported.""",
    bad=(
        Example(
            """\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> bool:
    try:
        session.add(Event(name=name))
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session


def import_events(names: list[str], *, session: Session, dry_run: bool) -> int:
    for name in names:
        session.add(Event(name=name))
    if dry_run:
        session.rollback()
    return len(names)
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> bool:
    try:
        with session.begin_nested():
            session.add(Event(name=name))
    except IntegrityError:
        return False
    return True


def import_events(names: list[str], *, session: Session, dry_run: bool) -> int:
    savepoint = session.begin_nested()
    for name in names:
        session.add(Event(name=name))
    if dry_run:
        savepoint.rollback()
    return len(names)
"""
        ),
    ),
    check=check,
    repair=Repair(
        "rollback-to-savepoint",
        safe=False,
        why="what the caller did before a failure is kept, and a savepoint is opened each time",
    ),
)
