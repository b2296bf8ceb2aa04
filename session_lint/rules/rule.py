"""What a rule is: one record that the check, the docs, the ``rule`` command, flake8 and the tests are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from session_lint.config import Config
from session_lint.facts.values import Span
from session_lint.findings import Confidence, Finding, Related
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Module
from session_lint.project.project import Project


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
    slug, or by ``ALL``.
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

    def finding(
        self,
        function: ProjectFunction,
        span: Span,
        message: str,
        *,
        certain: bool = True,
        hint: bool = False,
        related: tuple[Related, ...] = (),
    ) -> Finding:
        """Return a finding in a function.

        Its confidence is high; medium when it rests on a name instead of a type, low when it is a hint.
        """
        confidence: Confidence = "low" if hint else "high" if certain else "medium"
        return Finding(self.code, self.slug, message, function.path, span, function.qualname, confidence, related)
