"""SES302: the caller holds a session, and the callee, itself or further down, opens or commits another."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.findings import Finding, Related
from session_lint.project.graph import Link
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.transactions import Split
from session_lint.rules.rule import Example, Rule, called, chain_words, places

_NEAR = 4
"""Calls up to which a chain is likely to be gone to its end; the further, the more conditions stand on the way."""


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every call that leads out of the transaction that its function works in.

    So does a scope that a boundary opens beside the session that it is given; in a service that is an internal scope.
    """
    for function in project.functions_in(module):
        if function.role in ("test", "migration"):
            continue
        for call in project.transactions.splitting(function):
            opens = call.effect.kind == "opens"
            does, so = _said(call)
            way = [Link(function.symbol, call.site.span, ""), *call.chain]
            callee, name = called(call.site.callee), call.live.name
            if call.handed:
                takes = "use the session that it is given"
            elif project.transactions.carried(call.site):
                takes = "use the session that its object carries"
            else:
                takes = f"take a session, and pass {name}"
            yield rule.finding(
                function,
                call.site.span,
                f"{chain_words(way)} {does} ({call.chain[-1].text}) while {name!r} is open here: {so}. "
                f"Let {callee}() {takes}",
                certain=opens and call.live.held.certain and len(call.chain) <= _NEAR,
                related=(
                    *places(call.chain),
                    *([Related(*call.origin, f"{name!r} comes in here")] if call.origin else []),
                    *(Related(function.path, line, f"{callee}() is called again here") for line in call.again),
                ),
            )
        for opening, live in project.transactions.beside(function):
            yield rule.finding(
                function,
                opening.span,
                f"{opening.text} opens a session of its own while {live.name!r}, which {function.qualname!r} is given, "
                f"is open here: one unit of work becomes two. Work with {live.name}, or take no session and open one",
                certain=live.held.certain,
            )


def _said(call: Split) -> tuple[str, str]:
    # A registry gives everybody in the thread the same session: the one that is open here may be it.
    two, opens = "one unit of work becomes two", call.effect.kind == "opens"
    if call.effect.on != "ambient":
        return "opens a session of its own", two
    does = "enters the session that everybody shares" if opens else "commits the session that everybody shares"
    ended, live = "closed" if opens else "committed", call.live
    if live.held.origin == "ambient" or live.held.shared:
        return does, f"it is that one, and is {ended} half-way"
    if live.held.origin == "own":
        return does, two
    return does, f"where {live.name!r} is that one, it is {ended} half-way; where not, {two}"


RULE = Rule(
    code="SES302",
    slug="split-transaction",
    summary="A function that holds a session calls one that, itself or further down, opens or commits another.",
    why="""\
The two sessions commit apart: when the caller fails, what the callee wrote stays; when the callee commits, what the
caller wrote is still open. The callee does not see the caller's rows, and on SQLite each may wait for the other's lock.
With `scoped_session` both are the *same* session, and the inner scope commits and closes the caller's. None of this
can be seen in a signature: the message shows the way to the opening.""",
    instead="""\
Let the functions on the way take a session and pass it on; let a boundary work with the session that it is given, or
take none and open one. The finding stands at the last function that holds one;
its callers are not reported for it again. Own scopes on purpose are silent: one session for each task under `gather`,
`create_task` or a `TaskGroup`, for each thread, in a lambda that runs later. So is a call after the caller's `with` has
ended, or after it has committed and before it uses the session again: those are two units of work, one after the
other, which may well be meant; likewise where the callee commits or closes the session that it is given before it
opens another, and in the handler of a database error, where the failed session cannot be used. A scope that is only a
fallback for a missing session counts where none is passed, and one behind a flag (`if check:`) wherever the arguments
and defaults on the way do not say otherwise: `check=False` ends the chain. `object_session(row)` is the session of
whoever has the row, not another; committing it is SES204.""",
    bad=(
        Example(
            """\
from database import session_scope


def write_journal(text):
    with session_scope() as session:
        session.add(JournalEntry(text=text))


def bake(recipe):
    with session_scope() as session:
        session.add(Batch(recipe=recipe))
        write_journal(f"baked {recipe}")
""",
            "bakery.py",
        ),
    ),
    good=(
        Example(
            """\
from database import session_scope


def write_journal(text, session):
    session.add(JournalEntry(text=text))


def bake(recipe):
    with session_scope() as session:
        session.add(Batch(recipe=recipe))
        write_journal(f"baked {recipe}", session)
""",
            "bakery.py",
        ),
    ),
    check=check,
)
