"""SES401: a session is handed to a thread, a task or a job that outlives its scope."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.concurrency import Concurrency
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session that goes along with what the function does not wait for."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for launch in Concurrency(function).in_background():
            yield rule.finding(
                function,
                launch.call.span,
                f"{launch.words} is handed to {launch.by}(), which runs when {function.qualname!r} is through: the "
                "session is closed by then, or used by two at once. Hand over keys and values, and open a scope of its "
                "own in what runs there",
                certain=all(held.certain for held in launch.sessions),
            )


RULE = Rule(
    code="SES401",
    slug="session-in-background",
    summary="A session is handed to a thread, a task or a job that outlives its scope.",
    why="""\
What runs in the background begins when the request or the block that owns the session is over, or goes on after it. It
finds a closed session, begins a transaction that nobody ends, or works in the same one from another thread, which no
session allows.""",
    instead="""\
Hand over keys and values, and open a scope in the task: one session for each task. A thread that is joined, a task
that is awaited, and an executor whose block ends inside the scope are waited for, and not reported.""",
    bad=(
        Example(
            """\
from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy.orm import Session

from database import get_db

router = APIRouter()


@router.post("/events")
def create(background: BackgroundTasks, session: Session = Depends(get_db)) -> None:
    background.add_task(send_mails, session)
""",
            "routes.py",
        ),
        Example(
            """\
import threading

from database import SessionLocal


def refresh() -> None:
    with SessionLocal() as session:
        threading.Thread(target=load, args=(session,)).start()
""",
            "jobs.py",
        ),
    ),
    good=(
        Example(
            """\
import threading

from database import SessionLocal


def load(event_id: int) -> None:
    with SessionLocal() as session:
        session.get(Event, event_id)


def refresh(event_id: int) -> None:
    threading.Thread(target=load, args=(event_id,)).start()
""",
            "jobs.py",
        ),
    ),
    check=check,
)
