"""SES104: a service does database work through what it calls, but takes no session."""

from __future__ import annotations

from collections.abc import Iterator

from session_lint.config import Config
from session_lint.findings import Finding
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.rules.rule import Example, Rule, chain_words, places


def check(rule: Rule, module: Module, project: Project) -> Iterator[Finding]:
    """Yield a finding for every service that could not be part of its caller's transaction if it wanted to."""
    strict = project.config.services_without_session == "report"
    for function in project.functions_in(module):
        if function.role != "service":
            continue
        chain = project.sessionless.detour(function)
        kind = project.usual_types.of(function)
        if chain:
            message = (
                f"service {function.qualname!r} takes no session, and {chain_words(chain)} opens one "
                f"({chain[-1].text}): that work is not part of the caller's transaction. Take session: {kind} as a "
                "parameter and hand it on"
            )
        elif strict and project.sessionless.could_take_one(function):
            message = (
                f"service {function.qualname!r} takes no session, and every public service is to: what it will do "
                f"one day must be part of the caller's transaction. Take session: {kind} as a parameter"
            )
        else:
            continue
        yield rule.finding(function, function.symbol.function.span, message, related=places(chain) if chain else ())


RULE = Rule(
    code="SES104",
    slug="missing-session",
    summary="A service does database work but takes no session.",
    why="""\
A service that only calls others which open sessions looks harmless: it opens nothing itself. Each of its calls is a
transaction of its own all the same, and its caller has no way to make one of them. When the second fails, the first
stays.""",
    instead="""\
Take the session as a required parameter and hand it to each call; the functions on the way that the message shows need
one too. Methods of classes that carry a session, and functions that are given such an object, are silent, and so are
private functions whose callers hold no session, polling generators, and what works on an engine of its own; a service
that opens a scope itself is SES201. With `services-without-session = "report"` every public service must take a
session, whether it is seen to need one or not.""",
    bad=(
        Example(
            """\
from sqlalchemy.orm import Session

from database import NEW_SESSION, provide_session


@provide_session
def receive_lot(ingredient: str, grams: int, session: Session = NEW_SESSION) -> None:
    session.add(Lot(ingredient=ingredient, grams=grams))


def restock() -> None:
    receive_lot("flour", 3000)
    receive_lot("butter", 1000)
""",
        ),
        Example(
            """\
def price_of(item: str) -> str:
    return "1.00"
""",
            config=Config(services_without_session="report"),
        ),
    ),
    good=(
        Example(
            """\
from sqlalchemy.orm import Session


def receive_lot(ingredient: str, grams: int, *, session: Session) -> None:
    session.add(Lot(ingredient=ingredient, grams=grams))


def restock(*, session: Session) -> None:
    receive_lot("flour", 3000, session=session)
    receive_lot("butter", 1000, session=session)
""",
        ),
    ),
    check=check,
)
