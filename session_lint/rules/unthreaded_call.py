"""SES301: the caller holds a session, the callee takes one, and it is not passed."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related, Repair
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule, called, place


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every call that leaves out a session which its function has at hand."""
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for call in project.transactions.unthreaded(function):
            found, callee = call.parameter, call.site.callee
            name, held = found.parameter.name, call.live
            takes = f"{called(callee)}() takes a session ({name!r})"
            if held is None:
                message = f"{takes} and is called without one: this call fails. Pass the session that it is to work in"
            else:
                message = (
                    f"{takes} and is not given {held.name!r}, which is open here: {call.consequence}. "
                    f"Pass {name}={held.name}"
                )
            yield rule.finding(
                function,
                call.site.span,
                message,
                certain=found.certain and (held is None or held.held.certain),
                related=(Related(*place(callee, found.parameter.span), f"the session is taken here, as {name!r}"),),
            )


RULE = Rule(
    code="SES301",
    slug="unthreaded-call",
    summary="A session is at hand, the callee takes one, and it is not passed.",
    why="""\
The callee falls back to a session of its own, or its injector opens one. What it reads misses what the caller has
written and not committed; what it writes stays when the caller rolls back. Nobody sees an error. A session parameter
that is required and left out fails only when the line is reached, which in a callback may be late.""",
    instead="""\
Pass the session on. Calls are followed through imports, re-exports, aliases, `partial`, classes, `self` and `super()`.
Silent are a call that cannot be resolved, one whose `*args` or `**kwargs` may carry the session, one that says
`session=None`, one that runs in a task of its own (`gather`, `create_task`, a `TaskGroup`), a method of an object that
carries a session, a callee that neither opens a session where it has none nor fails then, and a function that is passed
on as a value. A session whose `with` has ended, or that is closed, is not at hand.""",
    bad=(
        Example(
            """\
from database import NEW_SESSION, provide_session, session_scope


@provide_session
def grams_in_stock(ingredient, session=NEW_SESSION):
    return session.scalar(stock_of(ingredient))


def missing_grams(needed):
    with session_scope() as session:
        session.add(Request(needed))
        return needed - grams_in_stock("flour")
""",
            "stock.py",
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def grams_in_stock(ingredient: str, *, session: Session) -> int:
    return session.scalar(stock_of(ingredient))


def missing_grams(needed: int, *, session: Session) -> int:
    return needed - grams_in_stock("flour", session=session)
"""
        ),
    ),
    check=check,
    repair=Repair(
        "thread-session",
        safe=False,
        why="what the call writes is committed or rolled back with the caller's work from now on",
        whole_project=True,
    ),
)
