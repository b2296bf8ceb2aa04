"""SES406: a context variable is set for a session and not reset with its token."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session that is put into a context variable and whose token nobody uses."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for setting in function.unreset_settings:
            lost = "its token is dropped" if not setting.token else f"its token {setting.token!r} is never used"
            yield rule.finding(
                function,
                setting.span,
                f"{setting.variable} is set to a session and {lost}: what runs later in this context finds a session "
                f"that has ended, and an outer scope does not get its own back. Write 'token = {setting.variable}"
                f".set(…)', and in a finally '{setting.variable}.reset(token)'",
            )


RULE = Rule(
    code="SES406",
    slug="unreset-context",
    summary="A context variable is set for a session and not reset with its token.",
    why="""\
The variable outlives the scope. The next task or request of the same context finds a session that is closed, or
somebody else's, and works in it. Setting it to None instead of resetting it takes the session of the scope around it
away.""",
    instead="""\
Keep the token that `set()` returns and hand it to `reset()` in a `finally`. A token that is returned or stored is
left to whoever gets it.""",
    bad=(
        Example(
            """\
from contextvars import ContextVar

from sqlalchemy.orm import Session

from database import SessionLocal

current: ContextVar[Session] = ContextVar("current")


def run(work) -> None:
    with SessionLocal() as session:
        current.set(session)
        work()
""",
            "context.py",
        ),
    ),
    good=(
        Example(
            """\
from contextvars import ContextVar

from sqlalchemy.orm import Session

from database import SessionLocal

current: ContextVar[Session] = ContextVar("current")


def run(work) -> None:
    with SessionLocal() as session:
        token = current.set(session)
        try:
            work()
        finally:
            current.reset(token)
""",
            "context.py",
        ),
    ),
    check=check,
)
