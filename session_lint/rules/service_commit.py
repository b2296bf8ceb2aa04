"""SES204: a service commits."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every commit of a session that the service did not open, or that a flush is part of."""
    for function in project.functions_in(module):
        if function.role != "service" and not (function.is_listener and function.role == "other"):
            continue
        for commit in function.foreign_commits:
            how = f"with {commit.receiver} commits" if commit.block else f"{commit.receiver}.commit() ends"
            who = "listener" if function.is_listener else "service"
            yield rule.finding(
                function,
                commit.span,
                f"{how} a transaction that {who} {function.qualname!r} did not begin: the caller can no longer roll "
                "back. Use flush() when keys are needed, begin_nested() for a savepoint, and let the caller commit",
                certain=all(held.certain for held in commit.sessions),
            )
        for commit in function.commits_in_flush:
            yield rule.finding(
                function,
                commit.span,
                f"{commit.receiver}.commit() in listener {function.qualname!r} ends a session on the connection of the "
                "flush that calls it: whether that lasts, the flush decides, and whoever began it. Execute the "
                "statements on the connection itself, and commit nothing",
            )


RULE = Rule(
    code="SES204",
    slug="service-commit",
    summary="A service commits a session that it did not open.",
    why="""\
The commit ends the caller's transaction in the middle of its work: everything the caller did so far is made permanent,
and a later failure can undo only the rest. `with session.begin():` commits when its block ends, and a commit inside a
mapper event does so in the middle of a flush.""",
    instead="""\
`session.flush()` sends the statements and fetches generated keys without ending the transaction;
`session.begin_nested()` is a savepoint that may fail alone. Whoever opened the session commits it. Savepoints,
connections of SQLAlchemy Core and of DBAPI drivers, and sessions that the function itself opened are not reported.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    session.add(Event(name=name))
    session.commit()
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> None:
    with session.begin():
        session.add(Event(name=name))
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def add_event(name: str, *, session: Session) -> int:
    event = Event(name=name)
    with session.begin_nested() as savepoint:
        session.add(event)
        savepoint.commit()
    session.flush()
    return event.id
"""
        ),
        Example(
            """\
import sqlite3


def add_event(name: str, connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO events VALUES (?)", (name,))
    connection.commit()
"""
        ),
    ),
    check=check,
)
