"""SES901: a suppression silences nothing, or names no rule."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(_: Rule, __: Module, ___: Project) -> Iterator[Finding]:
    """Yield nothing: what a comment silences is known only when all other rules have spoken (see ``silencing``)."""
    return iter(())


RULE = Rule(
    code="SES901",
    slug="unused-suppression",
    summary="A suppression silences nothing, or names no rule.",
    why="""\
A comment that outlived its finding silences the next one that comes to stand there, and nobody sees it. One whose name
is mistyped looks as if the finding had been considered, and silences nothing.""",
    instead="""\
Take the comment out, or write the name as `session-lint rule --all` lists it. Only rules that ran count: a comment for
a rule that is not selected is left alone, and so are codes of other tools and a bare `# noqa`.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))  # noqa: SES204
"""
        ),
        Example(
            """\
import json


def dump(value: object) -> str:
    return json.dumps(value)  # session-lint: ignore[decimal-valu] money is text already
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))
    session.commit()  # noqa: E501, SES204


def add_batch(names: list[str], *, session: Session) -> None:
    # session-lint: ignore[service-commit] every thousand rows, or the log grows too large
    session.commit()
"""
        ),
    ),
    check=check,
    repair=Repair("remove-suppression", safe=True),
)
