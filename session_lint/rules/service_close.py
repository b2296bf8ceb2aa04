"""SES206: a service closes, expunges or resets a session that it was given."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule

_HARM = {
    "with": "closes it when the block ends, and rolls back what was not committed",
    "close": "rolls back what was not committed and detaches all its objects",
    "aclose": "rolls back what was not committed and detaches all its objects",
    "reset": "rolls back what was not committed and detaches all its objects",
    "remove": "closes the session that everybody in this context works with",
    "invalidate": "throws away its connections with all that was not committed",
    "expunge_all": "detaches all its objects, and forgets those that the caller added and did not flush",
}


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding wherever a service ends a session that it did not open."""
    for function in project.functions_in(module):
        if function.role != "service" and not (function.is_listener and function.role == "other"):
            continue
        for ending in function.foreign_endings:
            if ending.method not in _HARM:
                continue
            shared = all(held.origin != "parameter" for held in ending.sessions)
            if shared and project.sessionless.works_for_boundaries(function):
                continue
            how = f"with {ending.words}:" if ending.method == "with" else f"{ending.words}.{ending.method}()"
            instead = (
                "Use expunge(object) for single objects"
                if ending.method == "expunge_all"
                else "Leave that to its owner"
            )
            yield rule.finding(
                function,
                ending.span,
                f"{how} in service {function.qualname!r} {_HARM[ending.method]}; but the caller works on with this "
                f"session. {instead}",
                certain=all(held.certain for held in ending.sessions),
            )


RULE = Rule(
    code="SES206",
    slug="service-close",
    summary="A service closes, expunges or resets a session that it was given.",
    why="""\
Whoever opened a session works on with it after the service returns. Closed, it has rolled back what was not committed,
and every object that the caller holds is detached: the next attribute that is loaded raises, or the next commit writes
nothing.""",
    instead="""\
Leave the session as it is; its owner closes it. `with session:` closes it too; where a block is wanted, write
`with session.begin_nested():`. `session.expunge(object)` is allowed. A function that opened the session may close
it, on the way where it did so.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session


def list_events(*, session: Session) -> list[str]:
    try:
        return [event.name for event in session.query(Event)]
    finally:
        session.close()
"""
        ),
        Example(
            """\
from sqlalchemy.orm import Session


def list_events(*, session: Session) -> list[str]:
    with session as s:
        return [event.name for event in s.query(Event)]
"""
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def copy_event(event_id: int, *, session: Session) -> None:
    event = session.get(Event, event_id)
    session.expunge(event)
    result = session.execute("select 1")
    result.close()
"""
        ),
    ),
    check=check,
)
