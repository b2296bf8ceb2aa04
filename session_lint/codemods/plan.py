"""What a plan of ``add-required-session`` or ``require-manager-session`` says is to be done."""

from __future__ import annotations

from msgspec import Struct, field

from session_lint.codemods.changes import ByHand, FileChanges
from session_lint.codemods.unserved import Unserved
from session_lint.facts.values import Span
from session_lint.project.function import ProjectFunction


class Plan(Struct):
    """What is to be done: the changes of each file by its path, and what is left to a hand.

    ``unserved`` are the functions that some call could not hand a session, by path and qualified name; ``uncalled`` is
    how many change that nobody in the project calls.
    """

    files: dict[str, FileChanges] = field(default_factory=dict[str, FileChanges])
    by_hand: list[ByHand] = field(default_factory=list[ByHand])
    unserved: dict[tuple[str, str], Unserved] = field(default_factory=dict[tuple[str, str], Unserved])
    uncalled: int = 0

    def file(self, path: str) -> FileChanges:
        """Return a file's changes, to add to them."""
        return self.files.setdefault(path, FileChanges())

    def leave(self, path: str, span: Span, reason: str) -> None:
        """Leave a place to a hand.

        Args:
            path: the file, relative to the root.
            span: the place.
            reason: what is to be said.
        """
        self.by_hand.append(ByHand.at(path, span, reason))

    def cannot_serve(self, function: ProjectFunction, path: str, line: int, reason: str) -> None:
        """Note that a call cannot hand a function a session.

        Args:
            function: what is called.
            path: the call's file, relative to the root.
            line: the call's line, counted from 1.
            reason: why it cannot.
        """
        unserved = self.unserved.setdefault((function.path, function.qualname), Unserved(function))
        unserved.calls.append(f"{path}:{line}: {reason}")
