"""SES101: a session parameter can be left out or be None."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.usage import fails_without, only_flushes
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session parameter that is optional and that nobody supplies."""
    for function in project.functions_in(module):
        if not function.optional_parameters or function.is_stub:
            continue
        if function.role in ("infrastructure", "test", "migration"):
            continue
        fallbacks = function.stand_ins
        related = tuple(
            Related(function.path, opening.span.line, f"without it, {opening.text} makes one here")
            for opening in fallbacks
        )
        for found in function.optional_parameters:
            name = found.parameter.name
            if not fallbacks and only_flushes(function.symbol.function, name):
                continue  # its work is not done in that session
            kind = project.usual_types.of(function) if found.parameter.annotation is None else found.type_name
            if fallbacks:
                harm = f"{fallbacks[0].text} then makes another, and that work is not part of the caller's transaction"
            elif fails_without(function.symbol.function, name):
                harm = "a caller that forgets it is told only by an AttributeError, once the line is reached"
            else:
                harm = "a caller that forgets it is not told, and its work goes on without the caller's transaction"
            can = "can be left out" if found.parameter.default is not None else "can be None"
            yield rule.finding(
                function,
                found.parameter.span,
                f"{found.words} {can} ({found.optional}): {harm}. Require it: '{name}: {kind}' with no default",
                certain=found.certain,
                related=related,
            )


RULE = Rule(
    code="SES101",
    slug="optional-session",
    summary="A session parameter can be left out or be None.",
    why="""\
Whoever forgets the argument gets no error: the function opens a session of its own, and its work is committed even
when the caller rolls back. The caller's unflushed changes are invisible to it. A required parameter turns the same
mistake into an error that pyright shows and that the first call raises.""",
    instead="""\
Require the session and let the caller own it. Parameters that a decorator or default supplies (`Depends(...)`,
`@provide_session`) are not optional and not reported; injectors that cannot be seen by their shape are named in
`injectors`.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session

from database import session_scope


def count_events(year: int, session: Session | None = None) -> int:
    if session is not None:
        return _count(year, session)
    with session_scope() as session:
        return _count(year, session)


def _count(year: int, session: Session) -> int:
    return session.query(year).count()
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session


def rename(event_id: int, name: str, *, session: Session = None) -> None:
    session.get(Event, event_id).name = name
""",
            "events.py",
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def count_events(year: int, *, session: Session) -> int:
    return session.query(year).count()
"""
        ),
        Example(
            """\
from fastapi import Depends
from sqlalchemy.orm import Session

from database import get_db


def read_event(event_id: int, session: Session = Depends(get_db)):
    return session.get(Event, event_id)
""",
            "routes.py",
        ),
        Example(
            """\
import requests


def fetch(url: str, session: requests.Session | None = None) -> bytes:
    return (session or requests.Session()).get(url).content
""",
            "download.py",
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
