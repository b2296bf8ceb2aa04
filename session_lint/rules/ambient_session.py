"""SES203: a service takes its session from a global, a registry or the context."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for the first place where a service takes a session that nobody gave it."""
    for function in project.functions_in(module):
        if function.role != "service" or function.is_listener or function.taking is None:
            continue
        given = [found.parameter.name for found in function.session_parameters]
        kind = project.usual_types.of(function)
        instead = f"Use the {given[0]} that it was given" if given else f"Take session: {kind} as a parameter"
        row = function.taking.row
        unsure = (
            f"that is whichever session {row} happens to be in, None once it is detached, and nobody who calls sees it"
            if row
            else "its signature does not show whose transaction that is. In a task, a test or a thread it is another"
        )
        yield rule.finding(
            function,
            function.taking.span,
            f"service {function.qualname!r} takes its session from {function.taking.words}: {unsure}. {instead}",
        )


RULE = Rule(
    code="SES203",
    slug="ambient-session",
    summary="A service takes its session from a global, a registry or the context.",
    why="""\
A session that comes from a module, a `scoped_session`, a context variable, `db.session`, `Model.query` or
`object_session(row)` is somebody's, and nothing in the signature says whose. Called from a task, a thread or a test,
the service works in another transaction or in none, and its callers cannot give it the one that they mean.""",
    instead="""\
Take the session as a parameter; the boundary asks the registry or the context once. Reported once a function, where the
session is taken first. Listeners of mapper events, which get no session, may ask `object_session(target)`.""",
    bad=(
        Example(
            """\
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def add_event(name: str) -> None:
    db.session.add(Event(name=name))
    db.session.flush()
"""
        ),
        Example(
            """\
from contextvars import ContextVar

from sqlalchemy.orm import Session

current: ContextVar[Session] = ContextVar("current")


def add_event(name: str) -> None:
    session = current.get()
    session.add(Event(name=name))
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))
"""
        ),
        Example(
            """\
from flask import session


def remember(name: str) -> None:
    session["name"] = name
"""
        ),
    ),
    check=check,
)
