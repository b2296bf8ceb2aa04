"""A process that forks writers on command: to start two hundred interpreters would take minutes.

It is a script, and opens no database itself. On each line of its input stands a command: `start TASK PATH ARGUMENTS`
answers with the new process's number, `reap PID` waits for that process's end and answers when all that it wrote is
there. Whatever a writer has to say stands on a line behind its number.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import MetaData, String, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from reference_impl.database import DatabaseConfig, Schema, SqliteSessionFactory, init_sqlite_database
from reference_impl.stockroom.models import SCHEMA as STOCKROOM

PARTS = 12  # the rows of one transaction
GIVEN_UP = 4  # each transaction of which the number is divisible by it rolls itself back


class Base(DeclarativeBase):
    """What the tables have in common: their metadata."""

    metadata = MetaData()


class Part(Base):
    """One of the rows of a transaction; all of them are there, or none."""

    __tablename__ = "parts"

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    filler: Mapped[str] = mapped_column(String(2000))


class Counter(Base):
    """What every transaction reads, increases and writes back."""

    __tablename__ = "counters"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


SCHEMA = Schema(Base.metadata)


def say(text: object) -> None:
    """Write a line in one piece: other processes write to the same pipe."""
    os.write(1, f"{os.getpid()} {' '.join(str(text).split())}\n".encode())


def transactions(path: Path, run: str) -> None:
    """Write transactions until the end; a line says of each that it is committed."""
    factory = SqliteSessionFactory(DatabaseConfig(db_path=path), SCHEMA)
    event.listen(factory.engine, "connect", _write_early_and_often)
    number = 0
    while True:
        number += 1
        try:
            with factory.get_session() as session:
                session.get_one(Counter, 1).value += 1
                for _ in range(PARTS):
                    session.add(Part(run=int(run), number=number, filler=os.urandom(500).hex()))
                    session.flush()
                if number % GIVEN_UP == 0:
                    raise InterruptedError
        except InterruptedError:
            continue
        say(f"committed {number}")


def _write_early_and_often(connection: object, _record: object) -> None:
    # Pages reach the write-ahead log before the commit, and the database soon after.
    for pragma in ("cache_size=2", "wal_autocheckpoint=20"):
        connection.execute(f"PRAGMA {pragma}")  # pyright: ignore


def increments(path: Path, run: str, threads: str, count: str) -> None:
    """Read, increase and write a counter, and add a row, from many threads at once."""
    factory = init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA, must_exist=True)
    together = threading.Barrier(int(threads))

    def work(thread: int) -> None:
        together.wait()
        for number in range(int(count)):
            try:
                with factory.get_session() as session:
                    counter = session.scalars(select(Counter)).one()
                    session.add(Part(run=int(run) * 1000 + thread, number=number, filler=""))
                    counter.value += 1
            except Exception as error:
                say(f"failed {type(error).__name__}: {error}")

    workers = [threading.Thread(target=work, args=(thread,)) for thread in range(int(threads))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    factory.dispose()


def first_run(path: Path) -> None:
    """Open the stockroom's database; create or migrate it."""
    init_sqlite_database(DatabaseConfig(db_path=path), STOCKROOM, migrate=True)
    say("opened")


def hold(path: Path) -> None:
    """Begin to write, and keep the lock."""
    factory = SqliteSessionFactory(DatabaseConfig(db_path=path), SCHEMA)
    with factory.get_session() as session:
        session.get_one(Counter, 1).value = -1
        session.flush()
        say("holds")
        threading.Event().wait()


TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (transactions, increments, first_run, hold)}


def main() -> None:
    """Carry out commands until the input ends."""
    while command := sys.stdin.readline().split():
        if command[0] == "reap":
            _, status = os.waitpid(int(command[1]), 0)
            os.write(1, f"{command[1]} ended {status}\n".encode())
        elif child := os.fork():
            os.write(1, f"{child} started\n".encode())
        else:
            _, task, path, *arguments = command
            try:
                TASKS[task](Path(path), *arguments)
            except BaseException as error:
                say(f"failed {type(error).__name__}: {error}")
            finally:
                os._exit(0)


if __name__ == "__main__":
    main()
