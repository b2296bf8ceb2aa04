"""The comments that silence findings.

``# noqa`` and ``# noqa: SES101`` mean what they mean to flake8, also on the last line of a multi-line string or a
backslash continuation, and ``# flake8: noqa`` silences the file. ``# session-lint: ignore[optional-session] reason``
takes slugs or codes, on the line of the finding or alone on the line above it.
"""

from __future__ import annotations

import io
import re
import tokenize

_NOQA = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_NOQA_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
_IGNORE = re.compile(r"#\s*session-lint:\s*ignore\[(?P<rules>[^\]]*)\]")
_ALONE = re.compile(r"\s*#")
_SEPARATOR = re.compile(r"[,\s]+")
_ANY = re.compile(r"noqa|session-lint:", re.IGNORECASE)


class Suppressions:
    """One file's suppression comments.

    Args:
        lines: the file's lines without their ends.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._present = any(_ANY.search(line) for line in lines)
        self._whole_file = self._present and any(_NOQA_FILE.match(line) for line in lines)
        self._joined: dict[int, str] | None = None

    def ignores(self, line: int, code: str, slug: str) -> bool:
        """Tell whether our own comment silences a rule on a line, counted from 1."""
        if not self._present or not 1 <= line <= len(self._lines):
            return False
        found = list(_IGNORE.finditer(self._statement(line)))
        above = self._lines[line - 2] if line > 1 else ""
        if _ALONE.match(above):
            found += _IGNORE.finditer(above)
        return any({code, slug} & set(_SEPARATOR.split(match["rules"].strip())) for match in found)

    def noqa(self, line: int, code: str) -> bool:
        """Tell whether flake8 would silence a code on a line, counted from 1."""
        if not self._present or not 1 <= line <= len(self._lines):
            return False
        if self._whole_file:
            return True
        found = _NOQA.search(self._statement(line))
        if found is None:
            return False
        if found["codes"] is None:
            return True
        codes = tuple(listed for listed in _SEPARATOR.split(found["codes"]) if listed)
        return code.startswith(codes)

    def _statement(self, line: int) -> str:
        if self._joined is None:
            self._joined = _joined_lines(self._lines)
        return self._joined.get(line, self._lines[line - 1])


def _joined_lines(lines: list[str]) -> dict[int, str]:
    # flake8's mapping (FileProcessor._noqa_line_mapping): the lines between two NL or NEWLINE tokens belong together,
    # which joins multi-line strings and backslash continuations, but not the lines inside brackets.
    joined: dict[int, str] = {}
    first, last = len(lines) + 2, -1
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline):
            if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
                continue
            first, last = min(first, token.start[0]), max(last, token.end[0])
            if token.type in (tokenize.NL, tokenize.NEWLINE):
                if last > first:
                    joined.update(dict.fromkeys(range(first, last + 1), "\n".join(lines[first - 1 : last])))
                first, last = len(lines) + 2, -1
    except (tokenize.TokenError, SyntaxError):
        return {}
    return joined
