"""Progress of long work, in a terminal only."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Steps:
    """Bars for the steps of a run, one below the other, gone when the run is over. In a pipe nothing is shown."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
        )
        self._shown = console.is_terminal
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Steps:
        if self._shown:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pause()

    def tell(self, step: str, done: int, total: int) -> None:
        """Show how much of a step is done."""
        if not self._shown:
            return
        self._bars.start()
        if step not in self._tasks:
            for task in self._tasks.values():  # a step begins when the one before has ended
                self._bars.update(task, total=1, completed=1)
            self._tasks[step] = self._bars.add_task(step, total=total)
        # What is not counted (of one thing nothing is done) is shown as a bar that moves.
        self._bars.update(self._tasks[step], completed=done, total=None if (done, total) == (0, 1) else total)

    def pause(self) -> None:
        """Take the bars away, for what is written meanwhile."""
        if self._shown:
            self._bars.stop()
