"""SES105: a service's session parameter has no type."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session parameter of a service that is known to be one by its name and use only."""
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        for found in function.untyped_parameters:
            yield rule.finding(
                function,
                found.parameter.span,
                f"{found.words} has no type: nobody is told when a caller hands over None, a connection or a factory. "
                f"Write '{found.parameter.name}: {project.usual_types.of(function)}'",
                certain=False,
            )


RULE = Rule(
    code="SES105",
    slug="untyped-session",
    summary="A service's session parameter has no type.",
    why="""\
Without a type nobody but the reader knows that the parameter is a session. A caller that passes a connection, a factory
or None gets an error far from the call, a type checker checks none of the calls on it, and this tool has to go by the
parameter's name and by what it is asked for.""",
    instead="""\
Annotate it: `session: Session`, or `AsyncSession`. A parameter that can be left out as well, or that is never used, is
reported for that alone (SES101, SES102).""",
    bad=(
        Example(
            """\
def add_event(name, *, session):
    session.add(Event(name=name))
    session.flush()
"""
        ),
        Example(
            """\
from typing import Any


def add_event(name: str, *, db: Any) -> None:
    db.query(Event).filter_by(name=name).one()
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
import requests


def fetch(url, session):
    return session.get(url, headers={"Accept": "text/plain"})
"""
        ),
    ),
    check=check,
)
