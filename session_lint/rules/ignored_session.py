"""SES102: a session parameter is accepted and never used."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session parameter that nothing reads."""
    for function in project.functions_in(module):
        if not function.ignored_parameters or function.role in ("boundary", "infrastructure", "test", "migration"):
            continue
        for found in function.ignored_parameters:
            openings = function.flow.openings
            harmless = not openings and not found.optional
            if harmless and project.interfaces.is_offered_to_subclasses(function.symbol):
                continue
            if harmless:
                advice = "take it out, or hand it on to whatever needs one"
            else:
                instead = f", and {openings[0].text} opens another" if openings else ""
                advice = f"the caller believes that this runs in its transaction{instead}. Use it, or take it out"
            yield rule.finding(
                function,
                found.parameter.span,
                f"{found.words} is accepted but never used: {advice}",
                hint=harmless,
                certain=found.certain,
                related=tuple(
                    Related(function.path, opening.span.line, f"{opening.text} opens another session here")
                    for opening in openings
                ),
            )


RULE = Rule(
    code="SES102",
    slug="ignored-session",
    summary="A session parameter is accepted and never used.",
    why="""\
The signature promises that the work joins the caller's transaction. It does not: either the function works in a
session of its own, so that a rollback of the caller leaves half of the work behind, or the callees that need the
session do not get it.""",
    instead="""\
Use the session and hand it on to what needs one, or take the parameter out. Signatures that somebody else decides are
not reported: overloads, abstract and Protocol methods, overrides, required parameters of a class that leaves other
methods to its subclasses, event listeners, routes, functions that are registered or passed as values, and parameters
with a leading underscore.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session

from database import SessionLocal


def add_event(name: str, session: Session) -> None:
    with SessionLocal() as other:
        other.add(Event(name=name))
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session


def close_event(event_id: int, *, session: Session) -> None:
    archive(event_id)
""",
            "events.py",
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))


def add_events(names: list[str], *, session: Session) -> None:
    def add(name: str) -> None:
        add_event(name, session=session)

    for name in names:
        add(name)
"""
        ),
        Example(
            """\
from typing import Protocol, overload

from sqlalchemy.orm import Session


class Prices(Protocol):
    def price(self, item: str, *, session: Session) -> str: ...


class FixedPrices(Prices):
    def price(self, item: str, *, session: Session) -> str:
        return "1.00"
"""
        ),
    ),
    check=check,
)
