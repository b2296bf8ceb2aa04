"""What the tests speak in: a database beside its managers, as an administrator or a fault sees it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from reference_impl.documentation import DocumentationSettings
from reference_impl.embedded_postgresql import libpq_dsn

PATIENCE = 60.0  # seconds; only ends what would hang
Result = TypeVar("Result")


@dataclass(frozen=True)
class Database:
    """A migrated database."""

    url: str

    @property
    def dsn(self) -> str:
        """As psycopg takes it."""
        return libpq_dsn(self.url)

    def settings(self, **others: Any) -> DocumentationSettings:
        """Return the settings of a manager, with a small pool and no clean-up unless the test asks."""
        small = {"db_pool_size": 1, "db_max_overflow": 7, "cleanup_interval": 3600.0}
        return DocumentationSettings(database_url=self.url, **{**small, **others})

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement in a transaction of its own, and return the rows."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def stored(self, id: UUID) -> dict[str, Any]:
        """Return a row."""
        [(row,)] = self.run("SELECT to_jsonb(s) FROM documentation_sessions s WHERE id = %s", [id])
        return row

    def let_expire(self, id: UUID) -> None:
        """Let a session's time be over, and nobody notice: its version stays."""
        past = "created_at = created_at - interval '2 days', expires_at = now() - interval '1 second'"
        self.run(f"UPDATE documentation_sessions SET {past} WHERE id = %s", [id])

    def backends(self, query: str = "%") -> list[int]:
        """Return the server's processes for this database whose last query is like this one."""
        found = self.run(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND query LIKE %s",
            [query],
        )
        return [pid for (pid,) in found]

    def terminate(self, query: str = "%") -> int:
        """End those processes, and return how many there were."""
        ended = [self.run("SELECT pg_terminate_backend(%s)", [pid]) for pid in self.backends(query)]
        return len(ended)

    def waiting(self) -> int:
        """Return how many connections wait for a lock."""
        counting = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return self.run(counting)[0][0]

    @contextmanager
    def locked(self, id: UUID) -> Generator[psycopg.Connection]:
        """Hold the lock of a session's row."""
        with psycopg.connect(self.dsn) as connection:
            connection.execute("SELECT 1 FROM documentation_sessions WHERE id = %s FOR UPDATE", [id])
            yield connection


@contextmanager
def suspended(pids: Sequence[int]) -> Generator[None]:
    """Let processes of a server of our own neither work nor answer."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


class Beside:
    """A call in a thread of its own."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.result: object = None
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(call,))
        self._thread.start()

    def _run(self, call: Callable[[], object]) -> None:
        try:
            self.result = call()
        except BaseException as error:
            self.error = error

    @property
    def goes_on(self) -> bool:
        """Whether it has not ended."""
        return self._thread.is_alive()

    def finish(self) -> object:
        """Return what it returns, or raise what it raises."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "it hangs"
        if self.error is not None:
            raise self.error
        return self.result


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
