"""What a rule is: one record that the check, the docs, the ``rule`` command, flake8 and the tests are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from session_lint.config import Config
from session_lint.facts.values import Span
from session_lint.findings import Confidence, Finding, Related, Repair
from session_lint.project.function import ProjectFunction
from session_lint.project.graph import Link
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.symbols import FunctionSymbol

_LONGEST = 6


class Example(Struct, frozen=True):
    """A module that a rule reports on, or stays silent about; ``path`` gives it its role.

    ``config`` is what has to be configured for that, None for nothing.
    """

    code: str
    path: str = "services/event_service.py"
    config: Config | None = None


class Rule(Struct, frozen=True):
    """A rule.

    ``summary`` is one sentence, ``why`` says what goes wrong without the rule, ``instead`` what to write. ``check``
    yields findings for one module of a project. A rule that is not ``on_by_default`` is turned on by its full code or
    slug, or by ``ALL``. ``repair`` is what may repair its findings.
    """

    code: str
    slug: str
    summary: str
    why: str
    instead: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    check: Callable[[Rule, Module, Project], Iterator[Finding]]
    on_by_default: bool = True
    repair: Repair | None = None

    def finding(
        self,
        function: ProjectFunction,
        span: Span,
        message: str,
        *,
        certain: bool = True,
        hint: bool = False,
        related: tuple[Related, ...] = (),
        repairable: bool = True,
    ) -> Finding:
        """Return a finding in a function; one that is not ``repairable`` names no repair.

        Its confidence is high; medium when it rests on a name instead of a type, low when it is a hint.
        """
        confidence: Confidence = "low" if hint else "high" if certain else "medium"
        repair = self.repair if repairable else None
        return Finding(
            self.code, self.slug, message, function.path, span, function.qualname, confidence, related, repair=repair
        )


def place(symbol: FunctionSymbol, span: Span) -> tuple[str, int]:
    """Return a place in a function's file, for a related location."""
    return symbol.scope.module.path, span.line


def chain_words(chain: list[Link]) -> str:
    """Return a chain of calls as messages write it: ``a->b->c``."""
    names = [called(link.function) for link in chain]
    if len(names) > _LONGEST:
        names[2:-2] = ["…"]  # the related places have them all
    return "->".join(names)


def called(symbol: FunctionSymbol) -> str:
    """Return what messages call a function: with its class, without the functions around it."""
    return symbol.function.qualname.rpartition("<locals>.")[2]


def places(chain: list[Link]) -> tuple[Related, ...]:
    """Return the places of a chain, each with what happens there."""
    found: list[Related] = []
    for link, following in zip(chain, [*chain[1:], None], strict=True):
        does = f"calls {called(following.function)}()" if following else f"opens or commits here: {link.text}"
        found.append(Related(*place(link.function, link.span), f"{called(link.function)}() {does}"))
    return tuple(found)
