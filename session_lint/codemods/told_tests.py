"""Tests that rely on a service's commit: they lose no data, but may read through another session."""

from __future__ import annotations

from session_lint.codemods.changes import ByHand
from session_lint.codemods.commits import Commits
from session_lint.project.function import ProjectFunction


class ToldTests:
    """The tests that call services which do not commit any more, on sessions that nobody commits: once a file."""

    def __init__(self, commits: Commits) -> None:
        self._commits = commits
        self._lines: dict[str, set[int]] = {}

    def of(self, function: ProjectFunction, session: str) -> None:
        """Note the tests of a service."""
        for caller in self._commits.owners.tests(self._commits.owner(function, session), session):
            self._lines.setdefault(caller.path, set()).add(caller.line)

    @property
    def by_hand(self) -> list[ByHand]:
        """What is to be looked at."""
        reason = "what this test reads through another session is not committed any more, unless the test does it"
        return [
            ByHand(path, min(lines), f"{reason} ({len(lines)} calls in the file)")
            for path, lines in sorted(self._lines.items())
        ]
