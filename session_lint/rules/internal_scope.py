"""SES201: a service opens a scope."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every scope that a service opens for itself."""
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        for opening in function.own_scopes:
            if project.sessionless.serves_a_stream(function, opening.span):
                continue
            if project.sessionless.works_for_boundaries(function):
                continue
            given = [found.parameter.name for found in function.session_parameters]
            kind = project.usual_types.of(function)
            instead = (
                f"Use the {given[0]} that it was given"
                if given
                else f"Take session: {kind} as a parameter and leave the scope to the caller"
            )
            yield rule.finding(
                function,
                opening.span,
                f"service {function.qualname!r} opens a scope with {opening.text}: "
                f"that work is not part of the caller's transaction. {instead}",
            )


RULE = Rule(
    code="SES201",
    slug="internal-scope",
    summary="A service opens a scope.",
    why="""\
A scope commits when its block ends. A service that opens one splits the caller's unit of work: what it wrote stays
when the caller fails, what the caller wrote and did not commit is invisible to it, and on SQLite the two may wait for
each other's locks.""",
    instead="""\
Take the session as a required parameter. The boundary (a route, a command, a task) opens the scope once and commits.
Which functions are services is decided by path (`services`), and scope functions are found by their shape: a context
manager that yields a session which it opened.""",
    bad=(
        Example(
            """\
from database import session_scope


def list_events() -> list[str]:
    with session_scope() as session:
        return [event.name for event in session.query(Event)]
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session

from database import engine


def list_events() -> list[str]:
    with Session(engine) as session:
        return [event.name for event in session.query(Event)]
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def list_events(*, session: Session) -> list[str]:
    return [event.name for event in session.query(Event)]
"""
        ),
        Example(
            """\
from database import session_scope
from services.event_service import list_events


def main() -> None:
    with session_scope() as session:
        print(list_events(session=session))
""",
            "cli.py",
        ),
    ),
    check=check,
    repair=Repair(
        "add-required-session",
        safe=False,
        why="the work is no longer committed on its own, but with the caller's",
        whole_project=True,
    ),
)
