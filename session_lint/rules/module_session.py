"""SES405: a session lives in a module, a class or a default argument."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.shared import shared_sessions
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every session that is made once for everybody."""
    if project.roles.of_module(module) in ("test", "migration"):
        return
    for shared in shared_sessions(module, project.functions):
        yield Finding(
            rule.code,
            rule.slug,
            f"{shared.words} is one session for all threads, requests and callers, made by {shared.made_by} when this "
            "is loaded and never closed. Keep the factory here (sessionmaker) and open a session for each unit of work",
            module.path,
            shared.span,
            shared.function,
        )
    for function in project.functions_in(module):
        for stored in function.flow.lifetimes.globals:
            yield rule.finding(
                function,
                stored.span,
                f"{function.qualname!r} stores a session in the global {stored.words}: it serves all threads and "
                "requests, and nobody closes it. Keep the factory there (sessionmaker), and open a session for each "
                "unit of work",
            )


RULE = Rule(
    code="SES405",
    slug="module-session",
    summary="A session lives in a module, a class or a default argument.",
    why="""\
A session is not safe to share: two threads or requests that use it at once mix their work in one transaction, one's
rollback undoes the other's, and a failure leaves it unusable for all. It is never closed, so its objects grow old and
its connection is never given back.""",
    instead="""\
Keep the `sessionmaker` in the module and open a session for each unit of work. Factories and `scoped_session`
registries are not reported, nor the block of `if __name__ == "__main__":`, nor a `with` at the top of a script.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session

from database import engine

session = Session(engine)
""",
            "storage.py",
        ),
        Example(
            """\
from database import SessionLocal


class Repository:
    session = SessionLocal()


def load(name: str, session=SessionLocal()) -> object:
    return session.get(Event, name)
""",
            "storage.py",
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import scoped_session, sessionmaker

from database import engine

make_session = sessionmaker(engine)
registry = scoped_session(make_session)

if __name__ == "__main__":
    session = make_session()
    print(session.get(Event, 1))
    session.close()
""",
            "storage.py",
        ),
    ),
    check=check,
)
