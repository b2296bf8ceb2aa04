"""What runs beside a function, or after it, with sessions that it should not have."""

from __future__ import annotations

from functools import cached_property

from session_lint.project.function import ProjectFunction
from session_lint.project.held import Held
from session_lint.project.launch_reader import waited_for
from session_lint.project.lifetimes import Launch


class Concurrency:
    """What one function starts, and whether it waits for it.

    Args:
        function: the function.
    """

    def __init__(self, function: ProjectFunction) -> None:
        self._function = function
        self._lifetimes = function.flow.lifetimes

    def in_background(self) -> list[Launch]:
        """Return what outlives the function and takes its session along; one that is given away whole may go."""
        return [
            launch
            for launch in self._lifetimes.launches
            if (launch.kind == "later" or (launch.kind == "started" and not self._waits_for(launch)))
            and not all(self._is_given_away(held) for held in launch.sessions)
        ]

    def shared_by_tasks(self) -> list[Launch]:
        """Return what runs several times at once with one session."""
        found = [
            launch
            for launch in self._lifetimes.launches
            if launch.kind == "together" or (launch.kind == "started" and launch.several and self._runs_on(launch))
        ]
        started: dict[tuple[str, str], int] = {}
        for launch in self._lifetimes.launches:
            if launch.kind == "started" and not launch.several and self._runs_on(launch):
                key = (launch.by, launch.words)
                started[key] = started.get(key, 0) + 1
                if started[key] == 2:
                    found.append(launch)
        return found

    @cached_property
    def _waits(self) -> tuple[frozenset[str], frozenset[int], dict[int, str]]:
        return waited_for(self._function.symbol.function.body)

    def _waits_for(self, launch: Launch) -> bool:
        return id(launch.call) in self._waits[1] or self._runs_on(launch)

    def _runs_on(self, launch: Launch) -> bool:
        # It is waited for, but not at once: what comes after it in the function runs beside it.
        names, _, targets = self._waits
        return targets.get(id(launch.call), "") in names or launch.by.partition(".")[0] in names

    def _is_given_away(self, held: Held) -> bool:
        if held.origin != "own" or held.site is None or held.site in self._lifetimes.entered:
            return False
        return held.site not in self._lifetimes.closed
