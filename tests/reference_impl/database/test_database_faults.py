"""What survives: kills at random moments, and many threads and processes that write at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from writing_process import GIVEN_UP, PARTS, SCHEMA, Counter, Part

from reference_impl.database import DatabaseConfig, Schema, SqliteSessionFactory, init_sqlite_database
from reference_impl.stockroom.models import SCHEMA as STOCKROOM
from reference_impl.stockroom.models import Item

KILLS = int(os.environ.get("SESSION_LINT_KILLS", "200"))
KILLS_WHILE_OPENING = max(1, KILLS // 5)


class Writers:
    """Processes that write to a database."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._said: dict[int, list[str]] = {}

    def start(self, task: str, path: Path, *arguments: object) -> int:
        """Start a task in a process of its own, and return that one's number."""
        self._command("start", task, path, *arguments)
        while True:
            pid, said = self._hear()
            if said == "started":
                return pid

    def wait_for(self, pid: int, said: str) -> None:
        """Return when the process has said something, or has ended."""
        while not any(line.startswith(said) for line in self._said.get(pid, [])):
            self._hear()

    def kill(self, pid: int) -> list[str]:
        """Kill a process, and return what it had said."""
        os.kill(pid, signal.SIGKILL)
        return self.finish(pid)

    def finish(self, pid: int) -> list[str]:
        """Wait for a process's end, and return what it had said."""
        self._command("reap", pid)
        self.wait_for(pid, "ended")
        return self._said.pop(pid)[:-1]

    def _command(self, *words: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> tuple[int, str]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process that starts the writers has ended"
        pid, said = line.rstrip("\n").split(" ", 1)
        if said != "started":
            self._said.setdefault(int(pid), []).append(said)
        return int(pid), said


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    script = Path(__file__).with_name("writing_process.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, str(script)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield Writers(process)


@pytest.fixture
def database(tmp_path: Path) -> DatabaseConfig:
    """A database with the tables, and a counter at nought."""
    config = DatabaseConfig(db_path=tmp_path / "killed.db")
    factory = init_sqlite_database(config, SCHEMA)
    with factory.get_session() as session:
        session.add(Counter(id=1, value=0))
    factory.dispose()
    return config


def rows_of_each_transaction(factory: SqliteSessionFactory) -> dict[tuple[int, int], int]:
    with factory.get_session() as session:
        counted = session.execute(select(Part.run, Part.number, func.count()).group_by(Part.run, Part.number))
        return {(run, number): count for run, number, count in counted}


def counter(factory: SqliteSessionFactory) -> int:
    with factory.get_session() as session:
        return session.get_one(Counter, 1).value


def test_a_killed_process_loses_nothing_committed_and_keeps_nothing_uncommitted(
    writers: Writers, database: DatabaseConfig
) -> None:
    reported: set[tuple[int, int]] = set()
    seen_before: set[tuple[int, int]] = set()
    for run in range(KILLS):
        writer = writers.start("transactions", database.db_path, run)
        if run % 8:  # and now and then while it opens the file
            writers.wait_for(writer, f"committed {random.randint(1, 3)}")
        time.sleep(random.uniform(0, 0.01))
        committed = [int(line.removeprefix("committed ")) for line in writers.kill(writer)]
        reported |= {(run, number) for number in committed}

        factory = init_sqlite_database(database, SCHEMA, must_exist=True)
        report, found, total = factory.check_integrity(), rows_of_each_transaction(factory), counter(factory)
        factory.dispose()

        assert report, str(report)
        assert reported <= found.keys()
        assert set(found.values()) <= {PARTS}, "half of a transaction is there"
        assert not any(number % GIVEN_UP == 0 for _, number in found), "what was rolled back is there"
        assert total == len(found)
        # Killed between commit and report, the last one may be there unreported; nothing else may.
        assert len(found.keys() - seen_before - reported) <= 1
        seen_before = set(found)
    assert len(reported) >= KILLS


def test_the_lock_of_a_killed_process_is_free_at_once(writers: Writers, database: DatabaseConfig) -> None:
    impatient = database.model_copy(update={"db_busy_timeout": 0})
    for _ in range(5):
        holder = writers.start("hold", database.db_path)
        writers.wait_for(holder, "holds")
        writers.kill(holder)
        factory = init_sqlite_database(impatient, SCHEMA, must_exist=True)
        with factory.get_session() as session:
            session.get_one(Counter, 1).value += 1
        factory.dispose()
    assert counter(init_sqlite_database(database, SCHEMA)) == 5


def test_a_file_that_a_killed_process_left_with_a_rollback_journal_is_opened_and_rolled_back(tmp_path: Path) -> None:
    # Before the first switch to WAL, and in files of other programs, there is a journal instead. What is copied in the
    # middle of a transaction is what a kill leaves behind.
    writing = sqlite3.connect(tmp_path / "other.db", isolation_level=None)
    for statement in (
        "CREATE TABLE notes (note TEXT)",
        "INSERT INTO notes VALUES ('committed')",
        "PRAGMA cache_size=2",  # uncommitted pages reach the file
        "BEGIN",
        "UPDATE notes SET note = 'uncommitted'",
    ):
        writing.execute(statement)
    writing.executemany("INSERT INTO notes VALUES (?)", [("x" * 900,)] * 50)
    for suffix in ("", "-journal"):
        left = Path(shutil.copy(tmp_path / f"other.db{suffix}", tmp_path / f"left.db{suffix}"))
        left.chmod(0o600)
    writing.close()

    config = DatabaseConfig(db_path=tmp_path / "left.db")
    report = SqliteSessionFactory(config).check_integrity()
    assert report, str(report)
    with init_sqlite_database(config, must_exist=True).get_session() as session:
        assert session.execute(text("SELECT note FROM notes")).scalars().all() == ["committed"]


def test_a_first_run_that_is_killed_can_be_repeated(writers: Writers, tmp_path: Path) -> None:
    for run in range(KILLS_WHILE_OPENING):
        path = tmp_path / f"first{run}.db"
        opening = writers.start("first_run", path)
        time.sleep(random.uniform(0, 0.06))
        assert writers.kill(opening) in ([], ["opened"])

        factory = init_sqlite_database(DatabaseConfig(db_path=path), STOCKROOM)
        assert factory.check_integrity()
        assert factory.get_schema_version() == "0002"
        assert {"items", "movements"} < set(inspect(factory.engine).get_table_names())
        factory.dispose()


def test_a_migration_that_is_killed_can_be_repeated_and_keeps_the_rows(writers: Writers, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    before = SqliteSessionFactory(DatabaseConfig(db_path=old), Schema(migrations=STOCKROOM.migrations, revision="0001"))
    before.create_all_tables()
    before.upgrade_schema()
    with before.get_session() as session:
        session.add_all(Item(name=f"item {number}", quantity=number) for number in range(50))
    before.dispose()
    for run in range(KILLS_WHILE_OPENING):
        path = Path(shutil.copy(old, tmp_path / f"migrated{run}.db"))
        opening = writers.start("first_run", path)
        time.sleep(random.uniform(0, 0.1))
        assert writers.kill(opening) in ([], ["opened"])

        factory = init_sqlite_database(DatabaseConfig(db_path=path), STOCKROOM, must_exist=True, migrate=True)
        assert factory.check_integrity()
        assert factory.get_schema_version() == "0002"
        with factory.get_session() as session:
            assert session.scalar(select(func.sum(Item.quantity))) == sum(range(50))
        factory.dispose()


def test_several_first_runs_at_once_all_succeed(writers: Writers, tmp_path: Path) -> None:
    for run in range(10):
        path = tmp_path / f"together{run}.db"
        opening = [writers.start("first_run", path) for _ in range(4)]
        assert [writers.finish(each) for each in opening] == [["opened"]] * 4


def test_thirty_two_threads_in_four_processes_lose_and_double_nothing(
    writers: Writers, database: DatabaseConfig
) -> None:
    at_work = [writers.start("increments", database.db_path, run, 8, 25) for run in range(4)]
    assert [writers.finish(each) for each in at_work] == [[], [], [], []]
    factory = init_sqlite_database(database, SCHEMA, must_exist=True)
    assert counter(factory) == 4 * 8 * 25
    rows = rows_of_each_transaction(factory)
    assert len(rows) == 4 * 8 * 25
    assert set(rows.values()) == {1}
    assert factory.check_integrity()


def in_threads(count: int, work: Callable[[int], None]) -> list[Exception]:
    """Run the same in many threads, and return what they raised."""
    raised: list[Exception] = []

    def attempt(number: int) -> None:
        try:
            work(number)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_eight_threads_write_eight_hundred_of_eight_hundred_rows(database: DatabaseConfig) -> None:
    factory = init_sqlite_database(database, SCHEMA)

    def write(thread: int) -> None:
        for number in range(100):
            with factory.get_session() as session:
                session.get_one(Counter, 1).value += 1
                session.add(Part(run=thread, number=number, filler=""))

    assert in_threads(8, write) == []
    assert counter(factory) == 800
    assert len(rows_of_each_transaction(factory)) == 800
