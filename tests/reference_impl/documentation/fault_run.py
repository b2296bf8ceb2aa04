"""Processes that write and read the same sessions while everything fails: `python fault_run.py --seconds 60`.

Each thread of each process writes down, in memory that all share, what it begins and what is acknowledged. At the end
the database is compared with that: an acknowledged increment that is not there is a lost update, one that is there
twice is a doubled one. A read is stale if it returns an older version than one whose write had returned before the read
began, or, with a `max_staleness`, so many seconds before.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawArray, RawValue
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

if __name__ in ("__main__", "__mp_main__"):
    sys.path.insert(0, str(Path(__file__).parents[3]))

from databases import Database

from reference_impl.documentation import DocumentationSession, SessionManager, SessionUpdate, migrate, open_manager
from reference_impl.documentation.errors import DatabaseUnavailable, OutcomeUnknown
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.embedded_postgresql import EmbeddedPostgres, embedded_postgresql

SESSIONS, PROCESSES, WRITERS, READERS = 3, 3, 2, 2
VERSIONS = 100_000  # more than a run makes
ENOUGH = 50  # writes and reads, however slow the machine is
STALENESS = (0.0, 0.2)  # what readers ask for
KINDS = ("begun", "acknowledged", "refused", "unknown", "retries", "reads", "stale")
CONTEXT = get_context("spawn")


@dataclass(frozen=True)
class Counts:
    """What came of a run."""

    begun: int
    acknowledged: int
    refused: int  # writes that said that nothing was changed
    unknown: int  # writes that said that they did not know
    killed: int  # writes under way in processes that were killed
    retries: int
    reads: int
    stale: int
    lost: int
    doubled: int
    faults: dict[str, int]


class Ledger:
    """What all processes write down: counts for each kind, process and thread, and when which version was known."""

    def __init__(self) -> None:
        self.counts = RawArray(ctypes.c_int64, len(KINDS) * PROCESSES * (WRITERS + READERS))
        self.per_session = RawArray(
            ctypes.c_int64, 2 * SESSIONS * PROCESSES * WRITERS
        )  # begun minus refused, acknowledged
        self.known_at = RawArray(ctypes.c_double, SESSIONS * VERSIONS)
        self.latest = RawArray(ctypes.c_int64, SESSIONS)
        self.is_over = RawValue(ctypes.c_bool, False)

    def add(self, kind: str, process: int, thread: int) -> None:
        """Count one."""
        self.counts[(KINDS.index(kind) * PROCESSES + process) * (WRITERS + READERS) + thread] += 1

    def total(self, kind: str) -> int:
        """Return how many there are of a kind."""
        size = PROCESSES * (WRITERS + READERS)
        return sum(self.counts[KINDS.index(kind) * size : (KINDS.index(kind) + 1) * size])

    def session_slot(self, which: int, session: int, process: int, thread: int) -> int:
        """Return where the writes of a thread to a session are counted."""
        return ((which * SESSIONS + session) * PROCESSES + process) * WRITERS + thread

    def total_of(self, which: int, session: int) -> int:
        """Return how many writes to a session may have been made (0), or are acknowledged (1)."""
        first = which * SESSIONS * PROCESSES * WRITERS + session * PROCESSES * WRITERS
        return sum(self.per_session[first : first + PROCESSES * WRITERS])

    def acknowledge(self, session: int, version: int) -> None:
        """Write down that a write has returned with a version."""
        self.known_at[session * VERSIONS + version] = time.monotonic()
        self.latest[session] = max(self.latest[session], version)  # a hint; another may overwrite it

    def least(self, session: int, moment: float) -> int:
        """Return the highest version that was known at a moment."""
        for version in range(self.latest[session], 0, -1):
            known_at = self.known_at[session * VERSIONS + version]
            if known_at and known_at <= moment:
                return version
        return 1


def one_more(fresh: DocumentationSession) -> SessionUpdate:
    """Count one up, in a field that has room for it."""
    return SessionUpdate(current_file=str(int(fresh.progress.current_file or 0) + 1))


class _Retries(logging.Handler):
    def __init__(self, ledger: Ledger, process: int) -> None:
        super().__init__(logging.DEBUG)
        self._ledger, self._process = ledger, process

    def emit(self, record: logging.LogRecord) -> None:
        if "trying again" in record.msg:
            self._ledger.add("retries", self._process, 0)


def work(url: str, ids: list[UUID], ledger: Ledger, process: int) -> None:
    """Write and read until it is over, or this process is killed."""
    attempts = logging.getLogger("reference_impl.documentation.postgresql.attempts")
    attempts.setLevel(logging.DEBUG)
    attempts.propagate = False
    attempts.addHandler(_Retries(ledger, process))
    manager = _opened(Database(url).settings(db_pool_size=2, call_timeout=30.0))
    threads = [Thread(target=_write, args=(manager, ids, ledger, process, number)) for number in range(WRITERS)]
    for number in range(READERS):
        arguments = (manager, ids, ledger, process, WRITERS + number, STALENESS[number % len(STALENESS)])
        threads.append(Thread(target=_read, args=arguments))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    manager.shutdown()


def _opened(settings: DocumentationSettings) -> SessionManager:
    while True:
        try:
            return open_manager(settings)
        except DatabaseUnavailable:  # it is being restarted
            time.sleep(0.05)


def _write(manager: SessionManager, ids: list[UUID], ledger: Ledger, process: int, thread: int) -> None:
    while not ledger.is_over.value:
        session = random.randrange(SESSIONS)
        ledger.add("begun", process, thread)
        may_be = ledger.session_slot(0, session, process, thread)
        ledger.per_session[may_be] += 1
        try:
            version = manager.update(ids[session], one_more).version
        except OutcomeUnknown:
            ledger.add("unknown", process, thread)
        except DatabaseUnavailable:
            ledger.add("refused", process, thread)
            ledger.per_session[may_be] -= 1
        else:
            ledger.acknowledge(session, version)
            ledger.add("acknowledged", process, thread)
            ledger.per_session[ledger.session_slot(1, session, process, thread)] += 1


def _read(
    manager: SessionManager, ids: list[UUID], ledger: Ledger, process: int, thread: int, staleness: float
) -> None:
    while not ledger.is_over.value:
        session = random.randrange(SESSIONS)
        least = ledger.least(session, time.monotonic() - staleness)
        try:
            version = manager.get(ids[session], max_staleness=staleness).version
        except DatabaseUnavailable:
            continue
        ledger.add("reads", process, thread)
        if version < least:
            ledger.add("stale", process, thread)
        time.sleep(0.002)


def run(server: EmbeddedPostgres, url: str, seconds: float, seed: int = 1) -> Counts:
    """Let processes work on a migrated database for some seconds while everything fails, and count."""
    database, chance, ledger = Database(url), random.Random(seed), Ledger()
    with open_manager(database.settings()) as manager:
        ids = [manager.create("faults", str(number), []).id for number in range(SESSIONS)]

    def started(number: int) -> Any:
        process = CONTEXT.Process(target=work, args=(url, ids, ledger, number))
        process.start()
        return process

    workers = [started(number) for number in range(PROCESSES)]
    faults: dict[str, int] = {}

    def count(fault: str, times: int = 1) -> None:
        faults[fault] = faults.get(fault, 0) + times

    while ledger.total("acknowledged") < ENOUGH:  # the time counts from when they work
        time.sleep(0.05)
    until = time.monotonic() + seconds
    restarts = [time.monotonic() + seconds * share for share in (0.4, 0.6, 0.8)]
    kills = [time.monotonic() + seconds * share for share in (0.5, 0.7)]
    while time.monotonic() < until or not _is_enough(ledger):
        time.sleep(chance.uniform(0.01, 0.08))
        if restarts and time.monotonic() > restarts[0]:
            mode = ("fast", "immediate")[len(restarts) % 2]
            restarts.pop(0)
            server.restart(mode)
            count(f"server restarted ({mode})")
        elif kills and time.monotonic() > kills[0]:
            kills.pop(0)
            number = chance.randrange(PROCESSES)
            workers[number].kill()
            workers[number].join()
            workers[number] = started(number)
            count("client killed")
        elif chance.random() < 0.1:
            count("listener frozen", _freeze_one(database, chance))
        else:
            pattern = chance.choice(["%", "%FOR UPDATE%", "%COMMIT%", "%pg_notify%", "UPDATE%"])
            count("connection terminated", _terminate_one(database, pattern, chance))
    ledger.is_over.value = True
    for worker in workers:
        worker.join()
    return _compared(database, ids, ledger, faults)


def _is_enough(ledger: Ledger) -> bool:
    return all(ledger.total(kind) >= 3 * ENOUGH for kind in ("acknowledged", "reads"))


def _terminate_one(database: Database, pattern: str, chance: random.Random) -> int:
    found = database.backends(pattern)
    for pid in chance.sample(found, min(1, len(found))):
        database.run("SELECT pg_terminate_backend(%s)", [pid])
    return min(1, len(found))


def _freeze_one(database: Database, chance: random.Random) -> int:
    found = database.backends("SELECT pg_notify(%")
    for pid in chance.sample(found, min(1, len(found))):
        try:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(0.3)
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            return 0
    return min(1, len(found))


def _compared(database: Database, ids: list[UUID], ledger: Ledger, faults: dict[str, int]) -> Counts:
    lost = doubled = 0
    for number, id in enumerate(ids):
        row = database.stored(id)
        made = int(row["current_file"] or 0)
        assert row["version"] == made + 1
        lost += max(0, ledger.total_of(1, number) - made)
        doubled += max(0, made - ledger.total_of(0, number))
    total = {kind: ledger.total(kind) for kind in KINDS}
    killed = total["begun"] - total["acknowledged"] - total["refused"] - total["unknown"]
    return Counts(**total, killed=killed, lost=lost, doubled=doubled, faults=faults)


def main() -> None:
    """Run it on a server of its own, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with embedded_postgresql() as server:
        url = server.create_database()
        migrate(DocumentationSettings(database_url=url))
        sys.stdout.write(f"{run(server, url, options.seconds, options.seed)}\n")


if __name__ == "__main__":
    main()
