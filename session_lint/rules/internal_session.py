"""SES202: a service constructs a session."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session that a service makes for itself without a scope."""
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        for made in function.own_sessions:
            given = [found.parameter.name for found in function.session_parameters]
            kind = project.usual_types.of(function)
            instead = (
                f"Use the {given[0]} that it was given"
                if given
                else f"Take session: {kind} as a parameter, and let the caller open and close it"
            )
            yield rule.finding(
                function,
                made.span,
                f"service {function.qualname!r} makes a session of its own with {made.text}: what it writes is "
                f"committed or lost apart from the caller's work. {instead}",
            )


RULE = Rule(
    code="SES202",
    slug="internal-session",
    summary="A service constructs a session.",
    why="""\
A session of its own is a transaction of its own: what the service writes stays when the caller fails, and what the
caller wrote but did not commit is invisible to it. Made without a scope it is also never sure to be closed.""",
    instead="""\
Take the session as a required parameter. The boundary opens a scope once and hands its session down. A session that is
entered as a scope is SES201, one that stands in for a parameter that is None belongs to SES101.""",
    bad=(
        Example(
            """\
from database import SessionLocal


def add_event(name: str) -> None:
    session = SessionLocal()
    try:
        session.add(Event(name=name))
        session.commit()
    finally:
        session.close()
"""
        ),
        Example(
            """\
from database import get_db


def count_events() -> int:
    session = next(get_db())
    return session.query(Event).count()
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
import boto3
import requests


def upload(path: str) -> None:
    session = boto3.Session()
    session.client("s3").upload_file(path, "bucket", path)
    requests.Session().post("https://example.org/uploaded")
"""
        ),
    ),
    check=check,
)
