"""Changes are told to other processes after they are committed: NOTIFY inside a transaction would serialise commits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from uuid import UUID

from reference_impl.documentation.deadlines import Deadline
from reference_impl.documentation.postgresql.connections import Connections

CHANNEL = "documentation_sessions"
PER_MESSAGE = 100  # changes; a message has fewer than 8,000 bytes
_LONGEST = 60.0  # seconds to wait for another thread that tells its changes
_log = logging.getLogger(__name__)

Announced = tuple[UUID, int]


class Announcer:
    """Tells what was changed. A call that changes something ends when it is told, or cannot be.

    Args:
        connections: where.
        silent: whether nobody is to be told.
    """

    def __init__(self, connections: Connections, *, silent: bool) -> None:
        self._connections, self.silent = connections, silent
        self._sending = threading.Lock()
        self._waiting: list[Announced] = []  # append and slice are atomic

    def with_commit(self, id: UUID, version: int) -> bytes:
        """Return what commits and then, in a transaction of its own but in the same packet, tells of one change."""
        if self.silent:
            return b"COMMIT"
        # Digits, hexadecimal ones and a colon: nothing to escape.
        return f"COMMIT; SELECT pg_notify('{CHANNEL}', '{_written([(id, version)])}')".encode()

    def announce(self, changes: Iterable[Announced], deadline: Deadline) -> None:
        """Tell of changes that are committed; those of several threads go together.

        What cannot be told now is told with the next changes, or when the listener comes by.
        """
        if self.silent:
            return
        self.postpone(changes)
        try:
            self._send(deadline)
        except Exception as error:  # the change is committed, and the call must not fail
            _log.warning("changes cannot be announced yet: %s", error)

    def postpone(self, changes: Iterable[Announced]) -> None:
        """Leave it to the next call of `announce`, the listener's at the latest, to tell of changes."""
        if not self.silent:
            self._waiting.extend(changes)

    def _send(self, deadline: Deadline) -> None:
        if not self._waiting or not self._sending.acquire(timeout=min(deadline.remaining(), _LONGEST)):
            return
        try:
            waiting = self._waiting[:]  # of who waits for the lock too, who then finds nothing left to tell
            if waiting:
                connection = self._connections.acquire(deadline)
                try:
                    for message in _messages(waiting):
                        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, message))
                finally:
                    self._connections.release(connection)
                del self._waiting[: len(waiting)]
        finally:
            self._sending.release()


def read_message(message: str) -> Iterator[Announced]:
    """Yield the changes that a message tells of; raises ValueError where it is none of ours."""
    for change in message.split():
        id, _, version = change.partition(":")
        yield UUID(id), int(version)


def _messages(changes: list[Announced]) -> Iterator[str]:
    for first in range(0, len(changes), PER_MESSAGE):
        yield _written(changes[first : first + PER_MESSAGE])


def _written(changes: Iterable[Announced]) -> str:
    return " ".join(f"{id.hex}:{version}" for id, version in changes)
