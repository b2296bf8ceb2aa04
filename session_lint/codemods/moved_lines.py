"""Where lines stand after a codemod's edits, or stood before them: what is left to a hand names lines of one kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from msgspec import structs

from session_lint.codemods.changes import ByHand
from session_lint.codemods.writer import Replacement
from session_lint.source.text import decode

_PLACES = re.compile(r"(?P<path>[\w./-]+\.py(?=:)|\bline)(?P<between>[: ])(?P<line>\d+)")


class MovedLines:
    """Answers for the files that change.

    Args:
        files: their bytes before and after, by path.
        back: whether lines of the new bytes are given, and those of the old ones are wanted.
    """

    def __init__(self, files: Mapping[str, Replacement], *, back: bool = False) -> None:
        self._files = files
        self._back = back
        self._moves: dict[str, _Moves] = {}

    def moved(self, left: ByHand) -> ByHand:
        """Return what is left to a hand with the lines of the other side: its own, and those that its reason names."""

        def place(found: re.Match[str]) -> str:
            path = left.path if found["path"] == "line" else found["path"]
            return f"{found['path']}{found['between']}{self._line(path, int(found['line']))}"

        line = self._line(left.path, left.line)
        return structs.replace(left, line=line, column=self._column(left, line), reason=_PLACES.sub(place, left.reason))

    def _line(self, path: str, line: int) -> int:
        if path not in self._files:
            return line
        if path not in self._moves:
            self._moves[path] = _Moves(*self._texts(path))
        return self._moves[path].line(line)

    def _column(self, left: ByHand, line: int) -> int:
        """Return the column of the same word in the line as it is there; 0, for the whole line, without one."""
        if not left.column or left.path not in self._files:
            return left.column
        here, there = self._texts(left.path)
        old, new = here[left.line - 1 : left.line] or [""], there[line - 1 : line] or [""]
        if old == new:
            return left.column
        word = re.match(r"\w+|.?", old[0][left.column - 1 :])
        at = new[0].find(word[0]) if word is not None and word[0].strip() else -1
        return at + 1

    def _texts(self, path: str) -> tuple[list[str], list[str]]:
        found = self._files[path]
        before, after = (decode(data).lines() for data in (found.before, found.after))
        return (after, before) if self._back else (before, after)


class _Moves:
    def __init__(self, here: list[str], there: list[str]) -> None:
        self._here = [line.strip() for line in here]
        self._there = [line.strip() for line in there]
        self._known = SequenceMatcher(None, self._here, self._there).get_opcodes()

    def line(self, line: int) -> int:
        """Return what a line, counted from 1, has become: itself, or the nearest that reads alike."""
        index = line - 1
        for kind, first, last, start, end in self._known:
            if first <= index < last:
                if kind == "equal":
                    return start + index - first + 1
                among = range(start, end) or [min(start, len(self._there) - 1)]
                return 1 + max(among, key=lambda i: SequenceMatcher(None, self._here[index], self._there[i]).ratio())
        return line
