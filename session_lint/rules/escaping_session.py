"""SES403: a session, a lazy query or an ORM object leaves the scope that it lives in."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule

_INSTEAD = {
    "session": "Do the work inside the block, or let the caller open the scope",
    "query": "Load what is needed inside the block: list(…), or values copied out of it",
    "result": "Read what is needed inside the block: .all(), or values copied out of it",
    "generator": "Iterate over it inside the block: 'yield from' it, or return a list of it",
    "rows": "Copy the values out of it inside the block",
}


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for everything that leaves a scope and does not live without its session."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for escape in function.escapes:
            opened = escape.made_at.line if escape.made_at is not None else escape.span.line
            yield rule.finding(
                function,
                escape.span,
                f"{escape.what} {escape.how}: the scope that was opened in line {opened} has ended by then, and its "
                f"session is closed. {_INSTEAD[escape.kind]}",
                related=(Related(function.path, opened, "the scope is opened here"),),
            )


RULE = Rule(
    code="SES403",
    slug="escaping-session",
    summary="A session, a lazy query or an ORM object leaves the scope that it lives in.",
    why="""\
When the block ends, the session is closed. A query or a generator that is iterated over later fails or begins a
transaction that nobody ends, a session that is used on does the same, and an object whose attributes a commit expired
raises DetachedInstanceError at the first one that is read.""",
    instead="""\
Load inside the block and hand out values, or let the caller own the scope and pass the session in. Objects that were
loaded are reported only where the session is seen to commit with expire_on_commit; a service that opens a scope is
told so (SES201) and not this.""",
    bad=(
        Example(
            """\
from database import session_scope


def open_session():
    with session_scope() as session:
        return session
""",
            "storage.py",
        ),
        Example(
            """\
from database import SessionLocal


def upcoming():
    with SessionLocal() as session:
        return session.query(Event).filter_by(upcoming=True)
""",
            "storage.py",
        ),
    ),
    good=(
        Example(
            """\
from database import SessionLocal


def upcoming() -> list[str]:
    with SessionLocal() as session:
        query = session.query(Event).filter_by(upcoming=True)
        return [event.name for event in query]


def find(name: str) -> object:
    with SessionLocal() as session:
        return session.get(Event, name)
""",
            "storage.py",
        ),
    ),
    check=check,
)
