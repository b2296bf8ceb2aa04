"""What the tool says about a place, and what stays the same about it when lines move."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, structs

from session_lint.facts.values import Span

Confidence = Literal["high", "medium", "low"]


class Related(Struct, frozen=True):
    """Another place that explains a finding: the path is relative to the root, with forward slashes."""

    path: str
    line: int
    message: str


class Repair(Struct, frozen=True):
    """What repairs a finding: the name of a fix or codemod.

    A repair is ``safe`` when it cannot change what the program does, apart from what the rule forbids; ``why`` says
    what it may change otherwise. One that is ``whole_project`` changes other files too: then a codemod makes it, and no
    fix.
    """

    name: str
    safe: bool
    why: str = ""
    whole_project: bool = False


class Finding(Struct, frozen=True):
    """One finding.

    ``path`` is relative to the root with forward slashes; ``function`` is the qualified name inside the module, empty
    at module level; ``fingerprint`` is given by :func:`with_fingerprints`. ``repair`` is what may repair it, None when
    nothing does: one that is not safe may still leave it to a hand.
    """

    code: str
    rule: str
    message: str
    path: str
    span: Span
    function: str = ""
    confidence: Confidence = "high"
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    repair: Repair | None = None

    @property
    def place(self) -> tuple[str, Span, str]:
        """What findings are sorted by."""
        return (self.path, self.span, self.code)


_BLANK = re.compile(r"\s+")


def with_fingerprints(findings: Iterable[Finding], lines: list[str]) -> list[Finding]:
    """Return one file's findings, sorted, each with its fingerprint.

    The fingerprint is a hash of code, path, function, the flagged code without its blanks, and its ordinal among equal
    ones. It stays when lines move, and when the statement around the flagged code changes: a parameter's finding
    outlives a change to the other parameters.

    Args:
        findings: findings of one file.
        lines: that file's lines.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    marked: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.place):
        key = (finding.code, finding.path, finding.function, _BLANK.sub("", flagged(lines, finding.span)))
        seen[key] += 1
        digest = hashlib.sha256("\0".join([*key, str(seen[key])]).encode("utf-8", "replace")).hexdigest()
        marked.append(structs.replace(finding, fingerprint=digest[:16]))
    return marked


def flagged(lines: list[str], span: Span) -> str:
    """Return the code that a span covers, its lines joined by line feeds."""
    covered = lines[span.line - 1 : span.end_line]
    if not covered:
        return ""
    covered[-1] = covered[-1][: span.end_column - 1]
    covered[0] = covered[0][span.column - 1 :]
    return "\n".join(covered)
