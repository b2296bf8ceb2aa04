"""``remove-suppression``: comments lose the names that silence nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from session_lint.source.suppressions import IGNORE, NOQA

_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_WORD = re.compile(r"[^,\s]+")


def without_suppressions(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return a file's text without some words of its suppression comments.

    A comment of which no word is left goes; what people wrote behind it stays, and a line that held nothing else goes.

    Args:
        text: the file's text.
        places: line and column of each word, counted from 1.
    """
    lines = _LINES.split(text)
    for number in {line for line, _ in places}:
        columns = {column - 1 for line, column in places if line == number}
        lines[number - 1] = _without(lines[number - 1], columns)
    return "".join(lines)


def _without(whole: str, columns: set[int]) -> str:
    line = whole.rstrip("\r\n")
    end = whole[len(line) :]
    found = [(match, "rules") for match in IGNORE.finditer(line)]
    found += [(match, "codes") for match in NOQA.finditer(line) if match["codes"] is not None]
    for match, group in sorted(found, key=lambda pair: -pair[0].start()):
        words = [(match.start(group) + word.start(), word[0]) for word in _WORD.finditer(match[group])]
        left = [word for start, word in words if start not in columns]
        if len(left) == len(words):
            continue
        if left:
            between = ", " if ", " in match[group] else "," if "," in match[group] else " "
            behind = match[group][len(match[group].rstrip(", \t")) :]
            line = line[: match.start(group)] + between.join(left) + behind + line[match.end(group) :]
        else:
            line = _joined(line[: match.start()], line[match.end() :])
    return line.rstrip() + end if line.strip() else ""


def _joined(before: str, after: str) -> str:
    words = after.strip()
    if words and not words.startswith("#"):
        words = f"# {words.lstrip(':,;- ')}"
    return before + words
