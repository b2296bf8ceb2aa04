"""Findings that a comment silences: somebody has decided on them, and no repair undoes that."""

from __future__ import annotations

from session_lint.codemods.sources import Sources
from session_lint.rules.registry import find
from session_lint.source.suppressions import Suppressions
from session_lint.source.text import decode


class Silenced:
    """Answers for a project's files.

    Args:
        sources: the files.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files: dict[str, Suppressions] = {}

    def by_comment(self, path: str, line: int, code: str) -> bool:
        """Tell whether a comment silences a rule on a line."""
        if path not in self._files:
            self._files[path] = Suppressions(decode(self._sources.of(path).data).lines())
        found = self._files[path]
        return found.ignores(line, code, find(code).slug) or found.noqa(line, code)
