"""How long a call may take, and how another thread ends it before that."""

from __future__ import annotations

import threading
import time
from uuid import UUID

from reference_impl.documentation.errors import CallCancelled, DeadlineExceeded


class Cancellation:
    """What ends calls: each call that was given it raises `CallCancelled` once another thread says `cancel()`."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """End the calls that are under way, within a tenth of a second, and refuse further ones."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Return after so many seconds, or at once when it is cancelled; and whether it is."""
        return self._event.wait(seconds)


class Deadline:
    """The end of one call, counted from now.

    Args:
        seconds: until then.
        cancellation: what may end it before.
        id: of the session that it is about.
    """

    __slots__ = ("_cancellation", "_id", "_seconds", "ends")

    def __init__(self, seconds: float, cancellation: Cancellation | None = None, id: UUID | None = None) -> None:
        self.ends = time.monotonic() + seconds
        self._seconds, self._cancellation, self._id = seconds, cancellation, id

    def remaining(self) -> float:
        """Return how many seconds are left, at least zero."""
        return max(0.0, self.ends - time.monotonic())

    def check(self) -> None:
        """Return if the call may go on.

        Raises:
            CallCancelled: it was cancelled.
            DeadlineExceeded: its time is over.
        """
        if self._cancellation is not None and self._cancellation.cancelled:
            raise CallCancelled("the call was cancelled", self._id)
        if time.monotonic() >= self.ends:
            place = None if self._id is None else f"documentation session {self._id}"
            raise DeadlineExceeded(f"the database gave no answer within {self._seconds:g} s: try again", path=place)

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the end.

        Raises:
            CallCancelled: it was cancelled meanwhile.
            DeadlineExceeded: the time is over.
        """
        seconds = min(seconds, self.remaining())
        if self._cancellation is None:
            time.sleep(seconds)
        else:
            self._cancellation.wait(seconds)
        self.check()
