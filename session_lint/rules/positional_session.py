"""SES106: a service's session parameter is not keyword-only."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session parameter of a service that can be passed by its position."""
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        positional = [f for f in function.session_parameters if f.parameter.kind in ("positional", "any")]
        if not positional or function.signature_is_forced:
            continue
        for found in positional:
            if not found.injected:
                name = found.parameter.name
                yield rule.finding(
                    function,
                    found.parameter.span,
                    f"{found.words} can be passed by its position: {function.symbol.function.name}(…, x) does "
                    f"not show that it hands a session on. Write '*, {name}: {found.type_name}'",
                    certain=found.certain,
                )


RULE = Rule(
    code="SES106",
    slug="positional-session",
    summary="A service's session parameter is not keyword-only.",
    why="""\
`add_event("Fair", s)` does not say that it hands its session on, and a parameter that is added before the session
shifts it into another's place. `add_event("Fair", session=session)` can be searched for and read.""",
    instead="""\
Put the session behind a `*`. The rule is a matter of taste and off by default: `select = ["SES", "SES106"]` turns it
on. Signatures that somebody else decides (overrides, listeners, functions passed as values) are not reported.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, session: Session) -> None:
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
    ),
    check=check,
    on_by_default=False,
    repair=Repair(
        "keyword-only-session",
        safe=False,
        why="callers outside of the project that pass it by position fail",
        whole_project=True,
    ),
)
