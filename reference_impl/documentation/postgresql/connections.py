"""Connections that end with their call: one pool, for psycopg and for SQLAlchemy.

The pool connects in threads of its own, so that no call waits longer than it was given, and psycopg asks the deadline
while it waits for the server. A connection whose call is over is closed: what its server still does is nobody's then,
and `client_connection_check_interval` lets the server see that.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout
from sqlalchemy import NullPool, create_engine

from reference_impl.database import SessionFactory
from reference_impl.documentation.deadlines import Deadline
from reference_impl.documentation.errors import ManagerClosed
from reference_impl.documentation.postgresql.connection import BoundedConnection
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.embedded_postgresql import libpq_dsn

_SLICE = 0.25  # seconds to wait for the pool before it is asked again, which makes it try to connect again
_WARM = 60.0  # seconds after which a connection goes back to the pool, which renews old ones and closes idle ones
_CONNECT = 5.0  # seconds for the first statements of a connection
# SQLAlchemy asks for a connection without saying for which call.
_deadline: ContextVar[Deadline] = ContextVar("deadline_of_documentation")


class Connections:
    """A pool of connections, and a factory of SQLAlchemy's sessions on them.

    Args:
        settings: URL, sizes and timeouts.
    """

    def __init__(self, settings: DocumentationSettings) -> None:
        self._settings = settings
        self._dsn = libpq_dsn(settings.database_url)
        # Any: whatever the driver takes.
        self._options: dict[str, Any] = {"autocommit": True, "connect_timeout": 5, **settings.db_connect_args}
        # The pool hands its connections out in turns, which keeps the server's processes cold. These come before: the
        # last one that was used is the next one. Append and pop are atomic.
        self._warm: list[BoundedConnection] = []
        self._waiting: list[int] = []
        self._closed = False
        self._pool = ConnectionPool(
            self._dsn,
            connection_class=BoundedConnection,
            kwargs=self._options,
            configure=self._configure,
            min_size=settings.db_pool_size,
            max_size=settings.most_connections,
            max_lifetime=settings.db_pool_recycle if settings.db_pool_recycle > 0 else 3600.0,
            reconnect_timeout=0,  # calls try again themselves, and sooner than its back-off would
            open=False,
            name="documentation",
        )
        self._pool.open()
        self.factory = SessionFactory(create_engine("postgresql+psycopg://", creator=self._lend, poolclass=NullPool))

    def connect(self) -> BoundedConnection:
        """Return a connection beside the pool, which the caller closes."""
        connection = BoundedConnection.connect(self._dsn, **self._options)
        self._configure(connection)
        return connection

    def acquire(self, deadline: Deadline) -> BoundedConnection:
        """Return a connection in autocommit mode for one call, which gives it back with `release()`.

        Raises:
            ManagerClosed: the pool is closed.
            DeadlineExceeded: no connection was free or could be made in time.
            CallCancelled: the call was cancelled.
        """
        while True:
            deadline.check()
            connection = self._take(deadline)
            if connection is None:
                continue
            if connection.is_quiet():
                connection.deadline = deadline
                return connection
            connection.pgconn.finish()
            self._pool.putconn(connection)

    def _take(self, deadline: Deadline) -> BoundedConnection | None:
        """Return the connection that was used last, or the pool's next; None if there is none for the moment."""
        if self._closed:
            raise ManagerClosed("this manager was shut down: make another one")
        try:
            return self._warm.pop()
        except IndexError:
            self._waiting.append(1)
        try:
            # Again, now that whoever gives one back can see that somebody waits.
            return self._warm.pop() if self._warm else self._from_pool(deadline)
        except (PoolTimeout, IndexError):
            return None
        except PoolClosed as error:
            raise ManagerClosed("this manager was shut down: make another one") from error
        finally:
            self._waiting.pop()

    def _from_pool(self, deadline: Deadline) -> BoundedConnection:
        connection = self._pool.getconn(min(deadline.remaining(), _SLICE))
        connection.taken_at = time.monotonic()
        return connection

    def release(self, connection: BoundedConnection) -> None:
        """Give a connection back; what is not committed is rolled back, and a broken one is replaced."""
        try:
            if not connection.closed and connection.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                connection.rollback()
        except Exception:  # what the call has raised, or will raise, matters; this connection does not
            connection.pgconn.finish()
        finally:
            connection.deadline = None
            self._put_back(connection)

    def _put_back(self, connection: BoundedConnection) -> None:
        now = time.monotonic()
        if connection.closed or now - connection.taken_at > _WARM:
            self._pool.putconn(connection)
            return
        self._warm.append(connection)
        while (self._waiting or self._closed) and self._warm:
            with suppress(IndexError):  # somebody else has taken it
                self._pool.putconn(self._warm.pop())

    @contextmanager
    def sessions(self, deadline: Deadline) -> Generator[SessionFactory]:
        """Hand out the factory of SQLAlchemy's sessions, whose connections end with the call."""
        token = _deadline.set(deadline)
        try:
            yield self.factory
        finally:
            _deadline.reset(token)

    def close(self) -> None:
        """Close what is idle now, and what is in use when it is given back."""
        self._closed = True
        while self._warm:
            with suppress(IndexError):
                self._pool.putconn(self._warm.pop())
        self._pool.close()
        self.factory.dispose()

    def _take_back(self, connection: BoundedConnection) -> None:
        """Take back what was lent to SQLAlchemy."""
        try:
            if not connection.closed:
                connection.rollback()
                connection.autocommit = True
        except Exception:
            connection.pgconn.finish()
        self.release(connection)

    def _lend(self) -> BoundedConnection:
        connection = self.acquire(_deadline.get())
        connection.give_back = self._take_back
        connection.autocommit = False
        return connection

    def _configure(self, connection: BoundedConnection) -> None:
        connection.deadline = Deadline(_CONNECT)
        connection.execute(
            """SELECT set_config('TimeZone', 'UTC', false), set_config('lock_timeout', %s, false),
                      set_config('idle_in_transaction_session_timeout', '60s', false)""",
            [f"{self._settings.lock_timeout * 1000:.0f}ms"],
        )
        with suppress(psycopg.errors.InvalidParameterValue):  # a server on Windows cannot look after its clients
            connection.execute("SELECT set_config('client_connection_check_interval', '1s', false)")
        connection.deadline = None
