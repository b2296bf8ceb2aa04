"""The comments that silence findings.

``# noqa`` and ``# noqa: SES101`` mean what they mean to flake8, also on the last line of a multi-line string or a
backslash continuation, and ``# flake8: noqa`` silences the file. ``# session-lint: ignore[optional-session] reason``
takes slugs or codes, on the line of the finding or alone on the line above it.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

from msgspec import Struct

NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
IGNORE = re.compile(r"#\s*session-lint:\s*ignore\[(?P<rules>[^\]]*)\]")
_ALONE = re.compile(r"\s*#")
_WORD = re.compile(r"[^,\s]+")
_SEPARATOR = re.compile(r"[,\s]+")
_ANY = re.compile(r"noqa|session-lint:", re.IGNORECASE)


class Mark(Struct, frozen=True):
    """One word of a suppression comment, and the lines that it counts for; a bare ``# noqa`` has none."""

    line: int
    column: int
    word: str
    is_noqa: bool
    lines: range


class Suppressions:
    """One file's suppression comments.

    Args:
        lines: the file's lines without their ends.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._present = any(_ANY.search(line) for line in lines)
        self._whole_file = self._present and any(_NOQA_FILE.match(line) for line in lines)
        self._joined: dict[int, range] | None = None
        self._comments: dict[int, int] = {}

    def ignores(self, line: int, code: str, slug: str) -> bool:
        """Tell whether our own comment silences a rule on a line, counted from 1."""
        if not self._present or not 1 <= line <= len(self._lines):
            return False
        found = list(IGNORE.finditer(self._statement(line)))
        above = self._lines[line - 2] if line > 1 else ""
        if _ALONE.match(above):
            found += IGNORE.finditer(above)
        return any({code, slug} & set(_SEPARATOR.split(match["rules"].strip())) for match in found)

    def noqa(self, line: int, code: str) -> bool:
        """Tell whether flake8 would silence a code on a line, counted from 1."""
        if not self._present or not 1 <= line <= len(self._lines):
            return False
        if self._whole_file:
            return True
        found = NOQA.search(self._statement(line))
        if found is None:
            return False
        if found["codes"] is None:
            return True
        codes = tuple(listed for listed in _SEPARATOR.split(found["codes"]) if listed)
        return code.startswith(codes)

    def marks(self) -> Iterator[Mark]:
        """Yield every word of ours in the file's comments, in order: names in our own, and ``SES…`` in ``# noqa``.

        What stands in a string is no comment. A file that cannot be split into tokens has none.
        """
        if not self._present:
            return
        self._statement_lines(1)
        for line, start in sorted(self._comments.items()):
            text = self._lines[line - 1]
            counts = self._statement_lines(line)
            for match in IGNORE.finditer(text, start):
                below = range(line, line + 2) if _ALONE.match(text) else counts
                yield from _words(line, match, "rules", below)
            noqa = NOQA.search(text, start)
            if noqa is not None and noqa["codes"] is not None:
                yield from _words(line, noqa, "codes", counts)

    def _statement(self, line: int) -> str:
        lines = self._statement_lines(line)
        return "\n".join(self._lines[lines.start - 1 : lines.stop - 1])

    def _statement_lines(self, line: int) -> range:
        if self._joined is None:
            self._joined = _joined_lines(self._lines, self._comments)
        return self._joined.get(line, range(line, line + 1))


def _words(line: int, match: re.Match[str], group: str, lines: range) -> Iterator[Mark]:
    is_noqa = group == "codes"
    found = list(_WORD.finditer(match[group]))
    for word in found:
        if not is_noqa or word[0].startswith("SES"):
            yield Mark(line, match.start(group) + word.start() + 1, word[0], is_noqa, lines)
    if not found:
        yield Mark(line, match.start() + 1, "", is_noqa, lines)


def _joined_lines(lines: list[str], comments: dict[int, int]) -> dict[int, range]:
    # flake8's mapping (FileProcessor._noqa_line_mapping): the lines between two NL or NEWLINE tokens belong together,
    # which joins multi-line strings and backslash continuations, but not the lines inside brackets.
    # Where comments begin is written down on the way.
    joined: dict[int, range] = {}
    first, last = len(lines) + 2, -1
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            if token.type == tokenize.COMMENT:
                comments[token.start[0]] = token.start[1]
            first, last = min(first, token.start[0]), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                if last > first:
                    joined.update(dict.fromkeys(range(first, last + 1), range(first, last + 1)))
                first, last = len(lines) + 2, -1
    except (tokenize.TokenError, SyntaxError):
        comments.clear()
        return {}
    return joined
