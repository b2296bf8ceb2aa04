"""A connection that waits no longer than the call that has it."""

from __future__ import annotations

import select
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import psycopg
from psycopg.rows import TupleRow

from reference_impl.documentation.deadlines import Deadline

Answer = TypeVar("Answer")

POLL = 0.02  # seconds between two looks at the deadline while a server says nothing


class BoundedConnection(psycopg.Connection[TupleRow]):
    """A connection that waits no longer than the call that has it."""

    deadline: Deadline | None = None
    give_back: Callable[[BoundedConnection], None] | None = None  # what close() calls while SQLAlchemy has it
    taken_at = 0.0  # from the pool, by `time.monotonic()`

    def wait(
        self,
        gen: Generator[Any, Any, Answer],  # psycopg's own, which takes and gives states of the socket
        interval: float = POLL,
        timeout: float | None = None,
    ) -> Answer:
        """Wait as psycopg does, but close the connection when the deadline is over or the call is cancelled."""
        if self.deadline is None:
            return super().wait(gen, interval, timeout)
        return super().wait(self._watched(gen, self.deadline), POLL, timeout)

    def _watched(self, gen: Generator[Any, Any, Answer], deadline: Deadline) -> Generator[Any, Any, Answer]:
        try:
            state = yield next(gen)
            while True:
                if not state:  # nothing has come within the interval
                    try:
                        deadline.check()
                    except Exception:
                        self.pgconn.finish()
                        raise
                state = yield gen.send(state)
        except StopIteration as ended:
            return ended.value

    def close(self) -> None:
        """Close it, or give it back to the pool that lent it."""
        if self.give_back is None:
            super().close()
        else:
            give_back, self.give_back = self.give_back, None
            give_back(self)

    def add_notice_handler(self, callback: Any) -> None:  # as psycopg has it
        """Add a handler once: SQLAlchemy adds the same at each use."""
        if callback not in self._notice_handlers:
            super().add_notice_handler(callback)

    def is_quiet(self) -> bool:
        """Whether nothing has come that nobody asked for, as the end of the connection would."""
        try:
            readable, _, _ = select.select([self.pgconn.socket], [], [], 0)
        except (ValueError, OSError, psycopg.OperationalError):  # closed, or a number that select() cannot take
            return not self.closed
        return not readable
