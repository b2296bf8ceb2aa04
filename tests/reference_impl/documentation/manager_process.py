"""A process that has a manager of its own and does what it is told over a pipe."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from databases import PATIENCE, Database

from reference_impl.documentation import open_manager
from reference_impl.documentation.errors import DocumentationError


class Remote:
    """The manager of another process.

    Args:
        pipe: to that process.
    """

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def begin(self, method: str, *arguments: object, **options: object) -> None:
        """Let it call a method, and do not wait."""
        self._pipe.send((method, arguments, options))

    def finish(self) -> Any:  # what the method returns, or the name of the class of the error that it raises
        """Return what came of the call that was begun."""
        assert self._pipe.poll(PATIENCE), "no answer"
        return self._pipe.recv()

    def call(self, method: str, *arguments: object, **options: object) -> Any:  # as `finish` has it
        """Let it call a method, and return what came of it."""
        self.begin(method, *arguments, **options)
        return self.finish()


@contextmanager
def manager_process(database: Database) -> Generator[Remote]:
    """Start such a process; it ends with the block."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(database.url, theirs))
    process.start()
    theirs.close()  # so that a process that dies is heard of at once
    try:
        yield Remote(ours)
    finally:
        ours.send(None)
        process.join(PATIENCE)
        assert process.exitcode == 0


def serve(url: str, pipe: Connection) -> None:
    """Do what the pipe says until it says None."""
    settings = Database(url).settings(sweep_interval=0.5, max_sessions=5, call_timeout=30.0)
    manager = open_manager(settings)
    while (message := pipe.recv()) is not None:
        method, arguments, options = message
        if method == "reopen":
            manager.shutdown()
            manager = open_manager(settings)
            pipe.send(None)
            continue
        try:
            pipe.send(getattr(manager, method)(*arguments, **options))
        except DocumentationError as error:
            pipe.send(type(error).__name__)
    manager.shutdown()
