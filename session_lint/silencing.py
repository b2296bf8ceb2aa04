"""What is left of a file's findings when its suppressions are heeded, and what is left of the suppressions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from session_lint.facts.values import Span
from session_lint.findings import Finding
from session_lint.rules.registry import RULES
from session_lint.rules.rule import Rule
from session_lint.rules.unused_suppression import RULE as UNUSED
from session_lint.source.suppressions import Mark, Suppressions

_LIKENESS = 0.5
_OURS = re.compile(rb"session-lint:|noqa[^\r\n]*SES", re.IGNORECASE)


def has_marks(data: bytes) -> bool:
    """Tell whether a file's bytes may hold a suppression of ours: most hold none, and need not be decoded for it."""
    return _OURS.search(data) is not None


def unsilenced(
    found: list[Finding], lines: list[str], path: str, rules: tuple[Rule, ...], noqa: bool = True
) -> list[Finding]:
    """Return the findings of one file that no comment silences, with those on comments that silence nothing.

    Args:
        found: what the rules say.
        lines: the file's lines.
        path: the file, relative to the root.
        rules: the rules that ran.
        noqa: whether ``# noqa`` silences; flake8 heeds it itself.
    """
    suppressions = Suppressions(lines)
    if UNUSED in rules:
        found = [*found, *_unused(suppressions, found, path, rules)]
    return [
        finding
        for finding in found
        if not suppressions.ignores(finding.span.line, finding.code, finding.rule)
        and not (noqa and suppressions.noqa(finding.span.line, finding.code))
    ]


def _unused(suppressions: Suppressions, found: list[Finding], path: str, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    codes_at: dict[int, set[str]] = {}
    for finding in found:
        codes_at.setdefault(finding.span.line, set()).add(finding.code)
    for mark in suppressions.marks():
        reason = _reason(mark, codes_at, rules)
        if reason:
            span = Span(mark.line, mark.column, mark.line, mark.column + max(len(mark.word), 1))
            # One that names no rule is misspelt: taking it out would not say what was meant.
            repair = UNUSED.repair if "silences nothing:" in reason else None
            yield Finding(UNUSED.code, UNUSED.slug, reason, path, span, repair=repair)


def _reason(mark: Mark, codes_at: dict[int, set[str]], rules: tuple[Rule, ...]) -> str:
    if mark.is_noqa:
        named = [rule for rule in RULES if rule.code.startswith(mark.word)]
    else:
        named = [rule for rule in RULES if mark.word in (rule.code, rule.slug)]
    if not named:
        if not mark.word:
            return "this comment names no rule and silences nothing. Name one: ignore[optional-session]"
        return f"{mark.word!r} names no rule, so that this comment silences nothing.{_nearest(mark)}"
    if UNUSED in named or not all(rule in rules for rule in named):
        return ""  # a rule that did not run may have had something to say
    codes = {rule.code for rule in named}
    if any(codes & codes_at.get(line, set()) for line in mark.lines):
        return ""
    return (
        f"{mark.word!r} silences nothing: no such finding stands where this comment counts. Take it out, so that the "
        "next one here is seen"
    )


def _nearest(mark: Mark) -> str:
    known = [rule.code for rule in RULES]
    if not mark.is_noqa:
        known += [rule.slug for rule in RULES]
    word = mark.word.upper() if mark.word.upper().startswith("SES") and mark.word[3:].isdigit() else mark.word.lower()
    close = difflib.get_close_matches(word, known, 1, _LIKENESS)
    return f" Did you mean {close[0]!r}?" if close else " 'session-lint rule --all' lists them."
