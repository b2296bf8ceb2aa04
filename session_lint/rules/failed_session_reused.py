"""SES407: an exception is swallowed and the session is used on without rollback or savepoint."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.facts import walk
from session_lint.findings import Finding, Related
from session_lint.project.failures import failed_reuses
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule

_STATEMENTS = frozenset({"execute", "read", "scalar", "scalars", "stream", "stream_scalars"})


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every handler after which a session that may have failed is used on."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for reuse in failed_reuses(function):
            failure, cause, use = reuse.failure, reuse.failure.cause, reuse.use
            tried = f"{cause.words}.{'execute' if cause.method == 'read' else cause.method}()"
            if cause.callee is not None:
                tried = f"{walk.dotted(cause.callee.function) or 'what'}(), which got {cause.words},"
            again = f"in line {use.span.line}" if use.span.line > cause.span.line else "in the next turn of the loop"
            fails = (
                "after a failed flush it raises PendingRollbackError until it is rolled back"
                if cause.callee is not None or cause.method not in _STATEMENTS
                else "PostgreSQL refuses every further statement until it is rolled back"
            )
            instead = f"Try it in 'with {cause.words}.begin_nested():', a savepoint that fails alone, or"
            if failure.swallowed:
                message = (
                    f"{failure.error} from {tried} is swallowed and {use.words} is used on {again}: {fails}. "
                    f"{instead} let the exception go up"
                )
            else:
                message = (
                    f"{failure.error} from {tried} is caught, and {use.words} is asked {again} before the handler "
                    f"raises: {fails}, and the caller gets that error instead. {instead} raise without asking it"
                )
            yield rule.finding(
                function,
                failure.span,
                message,
                certain=all(held.certain for held in cause.sessions),
                related=(
                    Related(function.path, cause.span.line, "this may fail"),
                    Related(function.path, use.span.line, "the session is used on here"),
                ),
            )


RULE = Rule(
    code="SES407",
    slug="failed-session-reused",
    summary="An exception is swallowed and the session is used on without rollback or savepoint.",
    why="""\
After a failed flush a session refuses to work until it is rolled back, and on PostgreSQL every statement after a
failed one fails too. In a loop one bad row poisons all later ones; the handler that was to keep the rest going logs
an error for each.""",
    instead="""\
Put what may fail into `with session.begin_nested():` inside the `try`: the savepoint is undone alone and the session
works on. Whoever owns the session may roll it back in the handler instead. Handlers of `Exception` count where
statements were sent; handlers of other exceptions, blocks that end before the session is used again, and handlers of
`Exception` that raise in any case do not.""",
    bad=(
        Example(
            """\
import logging

from sqlalchemy.orm import Session


def import_events(names: list[str], *, session: Session) -> None:
    for name in names:
        try:
            session.add(Event(name=name))
            session.flush()
        except Exception:
            logging.exception("%s is left out", name)
"""
        ),
        Example(
            """\
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def find_or_add(name: str, *, session: Session) -> object:
    try:
        session.add(Event(name=name))
        session.flush()
    except IntegrityError:
        pass
    return session.query(Event).filter_by(name=name).one()
"""
        ),
    ),
    good=(
        Example(
            """\
import logging

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


def import_events(names: list[str], *, session: Session) -> None:
    for name in names:
        try:
            with session.begin_nested():
                session.add(Event(name=name))
        except IntegrityError:
            logging.exception("%s is left out", name)


def year_of(text: str, *, session: Session) -> int:
    try:
        session.flush()
        year = int(text)
    except ValueError:
        year = 0
    return session.get(Event, year).year
"""
        ),
    ),
    check=check,
)
