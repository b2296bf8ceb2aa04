"""How a result is written: full, concise, or JSON."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from session_lint.engine import Result
from session_lint.findings import Finding, Repair

FORMATS = ("full", "concise", "json")

JSON_VERSION = 1


def to_json(result: Result) -> dict[str, object]:
    """Return a result as JSON-safe values; docs/json.md describes them."""
    return {
        "version": JSON_VERSION,
        "findings": [_finding(finding) for finding in result.findings],
        "errors": [{"path": problem.path, "message": problem.message} for problem in result.problems],
        "summary": {
            "files": result.files,
            "findings": len(result.findings),
            "suppressed": result.suppressed,
            "by_code": dict(sorted(Counter(finding.code for finding in result.findings).items())),
        },
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "rule": finding.rule,
        "message": finding.message,
        "path": finding.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "function": finding.function,
        "confidence": finding.confidence,
        "fingerprint": finding.fingerprint,
        "related": [
            {"path": related.path, "line": related.line, "message": related.message} for related in finding.related
        ],
        "fix": _fix(finding.repair),
    }


def _fix(repair: Repair | None) -> dict[str, object] | None:
    if repair is None:
        return None
    return {"name": repair.name, "safe": repair.safe, "why": repair.why, "whole_project": repair.whole_project}


class Writer:
    """Writes results to a console.

    Args:
        console: where findings go; colours only where it is a terminal.
        errors: where problems and the summary go.
    """

    def __init__(self, console: Console, errors: Console) -> None:
        self._console = console
        self._errors = errors

    def write(self, result: Result, output_format: str, statistics: bool) -> None:
        """Write a result in one of ``FORMATS``, and its problems to the error console."""
        if output_format == "json":
            sys.stdout.write(json.dumps(to_json(result), indent=2) + "\n")
            return
        for finding in result.findings:
            self._print(_headline(finding, result.root))
            if output_format == "full":
                self._frame(finding, result)
        for problem in result.problems:
            path = _from_here(problem.path, result.root)
            self._errors.print(
                f"{path}: {problem.message}.", style="yellow", markup=False, highlight=False, soft_wrap=True
            )
        if statistics:
            self._statistics(result)
        if output_format == "full":
            self._summary(result)

    def _print(self, text: Text) -> None:
        # Lines are not wrapped: a file or a pipe must get what a terminal shows.
        self._console.print(text, soft_wrap=True, highlight=False)

    def _frame(self, finding: Finding, result: Result) -> None:
        span, lines = finding.span, result.sources[finding.path]
        width = len(str(span.end_line))
        if 1 <= span.line <= len(lines):
            source = _shown(lines[span.line - 1])
            start = len(_shown(lines[span.line - 1][: span.column - 1]))
            end = (
                len(_shown(lines[span.line - 1][: span.end_column - 1])) if span.end_line == span.line else len(source)
            )
            bar = Text(f"{'':{width}} |", style="blue")
            self._print(bar)
            self._print(Text.assemble((f"{span.line:{width}} |", "blue"), f" {source}"))
            caret = "^" * max(end - start, 1)
            self._print(Text.assemble(bar, " " * (start + 1), (caret, "bold red")))
        for related in finding.related:
            self._print(
                Text.assemble(
                    (f"{'':{width}} = ", "blue"),
                    f"{_from_here(related.path, result.root)}:{related.line}: {related.message}",
                )
            )
        self._print(Text(""))

    def _statistics(self, result: Result) -> None:
        counted = Counter((finding.code, finding.rule) for finding in result.findings)
        for (code, slug), count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            self._print(Text.assemble(f"{count:6d}  ", (code, "bold red"), f"  {slug}"))

    def _summary(self, result: Result) -> None:
        found, files = len(result.findings), result.files
        silenced = f", {result.suppressed} suppressed" if result.suppressed else ""
        if not files:
            self._errors.print("There is no Python file to check.", highlight=False)
            return
        what = f"{found} finding{'' if found == 1 else 's'}" if found else "Nothing to report"
        self._errors.print(f"{what}; {files} file{'' if files == 1 else 's'} checked{silenced}.", highlight=False)
        for sentence in _repairs(result.findings):
            self._errors.print(sentence, highlight=False)


def _repairs(findings: Sequence[Finding]) -> Iterator[str]:
    repairs = [finding.repair for finding in findings if finding.repair is not None]
    counted = Counter(repair.name for repair in repairs if repair.whole_project)
    safe = sum(repair.safe for repair in repairs)
    unsafe = sum(not repair.safe and not repair.whole_project for repair in repairs)
    if safe:
        yield f"{safe} can be fixed with --fix."
    if unsafe:
        yield f"Up to {unsafe}{' more' if safe else ''} can be fixed with --unsafe-fixes: see --diff first."
    for name, count in sorted(counted.items()):
        yield f"Up to {count} can be repaired with 'session-lint codemod {name}'."


def _from_here(path: str, root: Path) -> str:
    # What an editor or a terminal can open: relative to the current folder, as flake8 writes it.
    try:
        return os.path.relpath(root / path)
    except ValueError:  # another drive on Windows
        return str(root / path)


def _headline(finding: Finding, root: Path) -> Text:
    path = Text(_from_here(finding.path, root), style="bold")
    place = f":{finding.span.line}:{finding.span.column}: "
    return Text.assemble(path, place, (finding.code, "bold red"), f" {finding.message}")


def _shown(source: str) -> str:
    # One column for each character, so that the caret stands under it: tabs and control characters become blanks.
    return "".join(character if character.isprintable() else " " for character in source)
