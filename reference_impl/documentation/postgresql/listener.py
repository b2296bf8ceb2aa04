"""The listener: it hears what other processes change, and keeps the lease under which memory may answer alone.

Notifications arrive in the order in which they were committed. So it sends one of its own, the barrier, from time to
time: when that comes back, all that was announced before the moment at which it was *sent* has been heard. The lease
counts from that moment, not from its return. A lost connection may have missed something: the next begins a new epoch.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid

from psycopg import Notify
from psycopg.sql import SQL, Identifier

from reference_impl.documentation.cache import GONE, now
from reference_impl.documentation.deadlines import Cancellation, Deadline
from reference_impl.documentation.postgresql.announcements import CHANNEL, Announcer, read_message
from reference_impl.documentation.postgresql.connection import BoundedConnection
from reference_impl.documentation.postgresql.connections import Connections
from reference_impl.documentation.repository import Hearer

PATIENCE = 1.0  # seconds after which a barrier that has not come back means that the connection is lost
_LONGEST_PAUSE = 1.0  # seconds between two attempts to connect
_log = logging.getLogger(__name__)


class Listener:
    """A thread with a connection of its own.

    Args:
        connections: where.
        announcer: what has changes to tell that could not be told.
        hearer: who is told.
        interval: seconds between two barriers.
        sweep_interval: seconds between two comparisons of all that is cached.
    """

    def __init__(
        self, connections: Connections, announcer: Announcer, hearer: Hearer, interval: float, sweep_interval: float
    ) -> None:
        self._connections, self._announcer, self._hearer = connections, announcer, hearer
        self._interval, self._sweep_interval = interval, sweep_interval
        self._own_channel = f"documentation_lease_{uuid.uuid4().hex}"  # so that barriers wake nobody else
        self._barrier = 0
        self._swept_at = time.monotonic()
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._run, name="documentation-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; while it connects to a server that does not answer, leave it to end by itself."""
        self._cancellation.cancel()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        pause = 0.0
        while not self._cancellation.wait(pause * random.uniform(0.5, 1.0)):
            try:
                connection = self._connections.connect()
                try:
                    self._begin(connection)
                    pause = 0.0
                    while True:
                        self._keep_lease(connection)
                finally:
                    connection.pgconn.finish()
            except Exception as error:
                if not self._cancellation.cancelled:
                    _log.warning("the listener's connection is lost: %s", str(error).partition("\n")[0])
                pause = min(max(pause * 2, 0.02), _LONGEST_PAUSE)

    def _begin(self, connection: BoundedConnection) -> None:
        connection.deadline = Deadline(PATIENCE, self._cancellation)
        for channel in (CHANNEL, self._own_channel):
            connection.execute(SQL("LISTEN {}").format(Identifier(channel)))
        self._hearer.begin_epoch()

    def _keep_lease(self, connection: BoundedConnection) -> None:
        """Send a barrier, and hear what comes until the next one is to be sent."""
        self._barrier += 1
        sent_at = now()
        connection.deadline = Deadline(max(PATIENCE, 2 * self._interval), self._cancellation)
        connection.execute("SELECT pg_notify(%s, %s)", (self._own_channel, str(self._barrier)))
        is_back, left = False, self._interval
        while left > 0 or not is_back:
            for notify in connection.notifies(timeout=max(left, 0.01), stop_after=1):
                is_back = self._hear(notify, sent_at) or is_back
            connection.deadline.check()
            left = sent_at + self._interval - now()
        self._announcer.announce((), Deadline(PATIENCE, self._cancellation))
        if time.monotonic() - self._swept_at > self._sweep_interval:
            self._sweep(connection)

    def _hear(self, notify: Notify, sent_at: float) -> bool:
        """Take note of a notification, and return whether it is the barrier that was sent last."""
        if notify.channel == self._own_channel:
            if notify.payload != str(self._barrier):
                return False
            self._hearer.renew(sent_at)
            return True
        try:
            for id, version in read_message(notify.payload):
                self._hearer.hear(id, version)
        except ValueError:
            _log.warning("a notification is none of a manager's: %r", notify.payload)
        return False

    def _sweep(self, connection: BoundedConnection) -> None:
        """Compare what is cached with what is stored: the net for changes that nobody lived to announce."""
        cached = self._hearer.cached_versions()
        connection.deadline = Deadline(10 * PATIENCE, self._cancellation)
        query = "SELECT id, version FROM documentation_sessions WHERE id = ANY(%s)"
        stored = dict(connection.execute(query, [list(cached)]).fetchall())
        for id, version in cached.items():
            present = stored.get(id, GONE)
            if present != version:
                self._hearer.hear(id, present)
        self._swept_at = time.monotonic()
