"""SES404: a session is constructed and no path closes it."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.unclosed import unclosed_sessions
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session that a function makes, keeps to itself and never closes."""
    for function in project.functions_in(module):
        if function.role in ("service", "test", "migration"):
            continue  # a service is told not to make one at all
        for made in unclosed_sessions(function):
            yield rule.finding(
                function,
                made.span,
                f"{function.qualname!r} makes a session with {made.text} and closes it nowhere: its connection stays "
                "taken "
                f"and its transaction open until the garbage collector comes by. Write 'with "
                f"{made.text.rstrip('()')}(…) as session:'",
            )


RULE = Rule(
    code="SES404",
    slug="unclosed-session",
    summary="A session is constructed and no path closes it.",
    why="""\
A session that is not closed keeps its connection and its transaction: the pool runs dry under load, PostgreSQL shows
connections that are "idle in transaction", and SQLite stays locked. That the garbage collector comes by some time is
no plan.""",
    instead="""\
Make it in a `with`. A session that is closed anywhere in the function, entered later, returned, stored in an object,
or handed to something that may close it is not reported. In a service the construction itself is (SES202).""",
    bad=(
        Example(
            """\
from database import SessionLocal


def main() -> None:
    session = SessionLocal()
    session.add(Event())
    session.commit()
""",
            "cli.py",
        ),
        Example(
            """\
from database import SessionLocal


def count() -> int:
    return SessionLocal().query(Event).count()
""",
            "cli.py",
        ),
    ),
    good=(
        Example(
            """\
from contextlib import ExitStack

from database import SessionLocal


def main() -> None:
    with SessionLocal() as session:
        session.add(Event())
        session.commit()


def at_the_end(stack: ExitStack) -> None:
    session = SessionLocal()
    stack.callback(session.close)
    session.add(Event())


def make():
    return SessionLocal()
""",
            "cli.py",
        ),
    ),
    check=check,
)
