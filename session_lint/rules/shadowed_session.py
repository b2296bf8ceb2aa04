"""SES103: a session parameter is replaced by a session of the function's own."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding wherever a session parameter is bound anew although it may hold the caller's session."""
    for function in project.functions_in(module):
        if not function.replacements or function.role in ("infrastructure", "test", "migration"):
            continue
        for replacement in function.replacements:
            found = next(f for f in function.session_parameters if f.parameter.name == replacement.parameter)
            name = replacement.parameter
            yield rule.finding(
                function,
                replacement.span,
                f"{found.words} is replaced by {replacement.text}: from here on the caller's is lost, "
                f"and with it the caller's transaction. Use the {name} that was given",
                certain=found.certain,
                related=(Related(function.path, found.parameter.span.line, f"the caller's {name} comes in here"),),
            )


RULE = Rule(
    code="SES103",
    slug="shadowed-session",
    summary="A session parameter is replaced by a session of the function's own.",
    why="""\
The parameter looks used, and the caller's session is lost all the same: the name is bound anew before anybody works
with it. What the function writes is committed on its own, and what the caller wrote before is invisible to it.""",
    instead="""\
Work with the session that was given. A replacement that happens only where the parameter is None is the fallback of
an optional session, and reported as that (SES101).""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session

from database import session_scope


def cancel_event(event_id: int, session: Session) -> None:
    with session_scope() as session:
        session.get(Event, event_id).cancelled = True
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session

from database import SessionLocal


def cancel_event(event_id: int, session: Session) -> None:
    session = SessionLocal()
    session.get(Event, event_id).cancelled = True
""",
            "events.py",
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def cancel_event(event_id: int, *, session: Session) -> None:
    with session.begin_nested():
        session.get(Event, event_id).cancelled = True
"""
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
