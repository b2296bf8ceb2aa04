"""The files that a codemod reads, each once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import libcst as cst

from session_lint.codemods.clauses import suites
from session_lint.codemods.source import Source
from session_lint.codemods.statements import statements
from session_lint.codemods.writer import WriteError
from session_lint.facts.values import Span
from session_lint.reading import digest
from session_lint.source.text import Unreadable


class Sources:
    """Files by their path relative to the root.

    Args:
        root: the project's folder.
        data: bytes that stand in for a file's own.
        digests: what the project was read from, by absolute path: the plan speaks of places in just those bytes.
    """

    def __init__(
        self, root: Path, data: Mapping[str, bytes] | None = None, digests: Mapping[Path, bytes] | None = None
    ) -> None:
        self._root = root
        self._data = data or {}
        self._digests = digests
        self._sources: dict[str, Source] = {}
        self._functions: dict[str, dict[Span, cst.FunctionDef]] = {}

    def of(self, path: str) -> Source:
        """Return a file.

        Raises:
            WriteError: when it cannot be read or parsed any more, or changed since the project was read.
        """
        if path not in self._sources:
            place = self._root / path
            try:
                source = Source(place, self._data.get(path))
            except Unreadable as error:
                raise WriteError(f"{place}: {error.reason}; nothing was written. Run the command again") from error
            if self._digests is not None and self._digests.get(place) != digest(source.data):
                raise WriteError(f"{place}: changed since it was read; nothing was written. Run the command again")
            self._sources[path] = source
        return self._sources[path]

    def function(self, path: str, name: Span) -> cst.FunctionDef:
        """Return the function whose name stands at a place."""
        if path not in self._functions:
            source = self.of(path)
            found: dict[Span, cst.FunctionDef] = {}
            waiting: list[cst.CSTNode] = [*source.module.body]
            while waiting:
                statement = waiting.pop()
                if isinstance(statement, cst.FunctionDef):
                    span = source.span(statement.name)
                    if span is not None:
                        found[span] = statement
                for suite in suites(statement):
                    waiting += statements(suite)
            self._functions[path] = found
        return self._functions[path][name]
