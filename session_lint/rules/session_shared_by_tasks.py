"""SES402: one session is used by several concurrent coroutines or threads."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.concurrency import Concurrency
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding wherever several that run at once are given the same session."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for launch in Concurrency(function).shared_by_tasks():
            yield rule.finding(
                function,
                launch.call.span,
                f"{launch.words} goes to several that run at once by {launch.by}(): a session serves one at a time, "
                "and "
                "their statements, flushes and failures mix in one transaction. Open a scope of its own in each, or "
                "run them one after the other",
                certain=all(held.certain for held in launch.sessions),
            )


RULE = Rule(
    code="SES402",
    slug="session-shared-by-tasks",
    summary="One session is used by several concurrent coroutines or threads.",
    why="""\
A session is one transaction on one connection, and serves one thread or task at a time. Used by several at once it
raises "concurrent operations are not permitted", writes half of what it should, or gives one task the rows of
another.""",
    instead="""\
Open a scope in each task or thread, or run them one after the other. One session for each task, made in the
comprehension or in the coroutine, is right; so is a `gather` of which only one uses the session.""",
    bad=(
        Example(
            """\
import asyncio

from sqlalchemy.ext.asyncio import AsyncSession


async def load_all(names: list[str], *, session: AsyncSession) -> None:
    session.expire_all()
    await asyncio.gather(*(load(name, session) for name in names))
""",
            "jobs.py",
        ),
        Example(
            """\
from concurrent.futures import ThreadPoolExecutor

from database import SessionLocal


def load_all(names: list[str]) -> None:
    with SessionLocal() as session, ThreadPoolExecutor() as executor:
        executor.map(lambda name: session.get(Event, name), names)
""",
            "jobs.py",
        ),
    ),
    good=(
        Example(
            """\
import asyncio

from database import AsyncSessionLocal


async def load(name: str) -> None:
    async with AsyncSessionLocal() as session:
        await session.get(Event, name)


async def load_all(names: list[str]) -> None:
    await asyncio.gather(*(load(name) for name in names))
""",
            "jobs.py",
        ),
    ),
    check=check,
)
