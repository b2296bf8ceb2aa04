"""The worker that expires what nobody asks for any more, in batches, and stops when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable

from reference_impl.documentation.deadlines import Cancellation
from reference_impl.documentation.operation_log import log_failure


class ExpiryWorker:
    """A thread that searches for sessions whose time is over, as often as it is told.

    Args:
        expire: expires them all; ends early when what it is handed is cancelled.
        interval: seconds between two searches.
    """

    def __init__(self, expire: Callable[[Cancellation], int], interval: float) -> None:
        self._expire, self._interval = expire, interval
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._run, name="documentation-expiry", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, also while the database does not answer; a second time does nothing."""
        self._cancellation.cancel()
        self._thread.join()

    def _run(self) -> None:
        while not self._cancellation.wait(self._interval):
            try:
                self._expire(self._cancellation)
            except Exception as error:
                if not self._cancellation.cancelled:  # the database may be there again next time
                    log_failure("expire_sessions", error)
