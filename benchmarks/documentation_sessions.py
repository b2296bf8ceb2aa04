"""What documentation sessions cost beside bare psycopg: `python benchmarks/documentation_sessions.py`.

Each pair does the same SQL, ours through the manager and the other on a bare connection, in turns, in one run: a
machine's speed drifts, the ratio of neighbours does not. It starts a PostgreSQL of its own, whose commits are durable
unless `--not-durable` says otherwise. The limits are what is promised; with `--check` they decide the exit status.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import click
import psycopg
from rich.console import Console
from rich.table import Table

from reference_impl.documentation import DocumentationSettings, SessionManager, SessionUpdate, migrate, open_manager
from reference_impl.documentation.models import DOCUMENT
from reference_impl.documentation.postgresql import statements
from reference_impl.embedded_postgresql import embedded_postgresql, libpq_dsn

FILES = ["src/a.py", "src/b.py", "src/c.py"]
Call = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: is compared.
        ours: microseconds, or writes a second.
        bare: the same of what it is compared with.
        ratio: what is promised about.
        limit: the promise, as text.
        kept: whether it holds.
    """

    what: str
    ours: str
    bare: str
    ratio: str
    limit: str
    kept: bool


def microseconds(call: Call, times: int) -> float:
    """Return the mean of many calls."""
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times * 1e6


def compared(ours: Call, bare: Call, rounds: int, times: int) -> tuple[float, float, float]:
    """Return the median of both, and the ratio of ours to the bare one, as the median of rounds.

    The calls of a round alternate, so that whatever else the machine does meets both; and each is timed by itself, so
    that the median is not that of the calls which were interrupted.
    """
    measured: list[tuple[float, float]] = []
    for number in range(rounds + 2):
        order = (ours, bare) if number % 2 else (bare, ours)
        took: dict[Call, list[float]] = {ours: [], bare: []}
        for _ in range(times):
            for call in order:
                took[call].append(microseconds(call, 1))
        measured.append((statistics.median(took[ours]), statistics.median(took[bare])))
    measured = measured[2:]
    ratio = statistics.median(one / other for one, other in measured)
    return statistics.median(one for one, _ in measured), statistics.median(other for _, other in measured), ratio


def bare_create(connection: psycopg.Connection) -> Call:
    """Return what creates a session without a manager."""

    def create() -> None:
        values = (uuid.uuid4(), "w", "m", FILES, len(FILES), timedelta(hours=24))
        connection.execute(statements.INSERT, values).fetchone()

    return create


def bare_update(connection: psycopg.Connection, id: uuid.UUID, *, and_notify: bool) -> Call:
    """Return what updates a session without a manager, in a transaction with the lock of its row."""

    def update() -> None:
        token = secrets.randbits(63)
        connection.execute("BEGIN")
        connection.execute(statements.LOCK, (token, id)).fetchone()
        connection.execute(
            statements.UPDATE, ("pending", 0, "src/a.py", [], token, statements.KEPT_TOKENS, id)
        ).fetchone()
        notified = f"COMMIT; SELECT pg_notify('documentation_sessions', '{id.hex}:7')"
        connection.execute(notified.encode() if and_notify else b"COMMIT")

    return update


def bare_versions(connection: psycopg.Connection, id: uuid.UUID) -> Call:
    """Return what asks for nothing but the version."""
    query = "SELECT version FROM documentation_sessions WHERE id = %s"
    return lambda: connection.execute(query, (id,)).fetchone()


def pairs(
    manager: SessionManager, connection: psycopg.Connection, rounds: int, times: int, *, announced: bool
) -> list[Figure]:
    """Return the figures of one thread, with or without a lease that changes are announced for."""
    update = "locked update, announced" if announced else "locked update, no lease"
    id = manager.create("w", "m", FILES).id
    other = manager.create("w", "m", FILES).id
    changed = SessionUpdate(current_file="src/a.py")
    figures: list[Figure] = []
    writes: list[tuple[str, Call, Call]] = [
        ("create", lambda: manager.create("w", "m", FILES), bare_create(connection)),
        (update, lambda: manager.update(id, changed), bare_update(connection, other, and_notify=announced)),
    ]
    for what, ours, bare in writes:
        one, two, ratio = compared(ours, bare, rounds, max(1, times // 4))
        speed = 1 / ratio
        figures.append(Figure(f"{what}, µs", f"{one:.0f}", f"{two:.0f}", f"{speed:.0%}", "≥ 85 %", speed >= 0.85))
    full = f"SELECT {DOCUMENT} FROM documentation_sessions WHERE id = %s"
    reads: list[tuple[str, Call, Call, float | None]] = [
        ("validated get, hit / version query", lambda: manager.get(id), bare_versions(connection, id), 1.5),
        (
            "validated get, hit / full read",
            lambda: manager.get(id),
            lambda: connection.execute(full, (id,)).fetchone(),
            None,
        ),
    ]
    for what, ours, bare, limit in reads:
        one, two, ratio = compared(ours, bare, rounds, times)
        promised = "" if limit is None else f"≤ {limit}"
        figures.append(
            Figure(f"{what}, µs", f"{one:.1f}", f"{two:.1f}", f"{ratio:.2f}", promised, limit is None or ratio <= limit)
        )
    return figures


def cached(manager: SessionManager, rounds: int, times: int) -> list[Figure]:
    """Return what a read under a lease costs, alone and beside others of which one writes."""
    id = manager.create("w", "m", FILES).id
    changing = manager.create("w", "m", FILES).id
    while manager.get(id) is not manager.get(id, max_staleness=60.0) or not _is_leased(manager, id):
        time.sleep(0.01)

    def read() -> object:
        return manager.get(id, max_staleness=60.0)

    alone = statistics.median(microseconds(read, 100 * times) for _ in range(rounds))
    done = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not done.is_set():
            written.append(manager.update(changing, SessionUpdate(current_file="src/a.py")).version)

    def together() -> float:
        """Return the microseconds of the process for one read, of seven readers beside one writer."""
        threads = [threading.Thread(target=lambda: microseconds(read, 100 * times)) for _ in range(7)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (time.perf_counter() - start) / (7 * 100 * times) * 1e6

    writer = threading.Thread(target=write)
    writer.start()
    eight = statistics.median(together() for _ in range(max(3, rounds // 4)))
    done.set()
    writer.join()
    return [
        Figure("cached get, µs", f"{alone:.2f}", "", "", "< 2", alone < 2),
        Figure(f"cached get, 7 threads, 1 writes ({len(written)}), µs", f"{eight:.2f}", "", "", "< 2", eight < 2),
    ]


def _is_leased(manager: SessionManager, id: uuid.UUID) -> bool:
    return microseconds(lambda: manager.get(id, max_staleness=60.0), 10) < 20


def threads(manager: SessionManager, seconds: float) -> Figure:
    """Return how many creations a second eight threads do, and one."""

    def creations(count: int) -> float:
        made = [0] * count
        until = time.perf_counter() + seconds

        def create(number: int) -> None:
            while time.perf_counter() < until:
                manager.create("w", "m", FILES)
                made[number] += 1

        working = [threading.Thread(target=create, args=(number,)) for number in range(count)]
        for thread in working:
            thread.start()
        for thread in working:
            thread.join()
        return sum(made) / seconds

    rounds = [(creations(8), creations(1)) for _ in range(3)]
    ratio = statistics.median(eight / one for eight, one in rounds)
    eight, one = (statistics.median(each[index] for each in rounds) for index in (0, 1))
    return Figure(
        "durable creations a second, 8 threads / 1", f"{eight:.0f}", f"{one:.0f}", f"{ratio:.1f}", "≥ 4", ratio >= 4
    )


def recovery(manager: SessionManager, connection: psycopg.Connection) -> Figure:
    """Return how long it takes from the end of the listener's connection until memory answers again."""
    id = manager.create("w", "m", FILES).id
    took: list[float] = []
    for _ in range(9):
        while not _is_leased(manager, id):
            manager.get(id)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'SELECT pg_notify(%' AND pid <> pg_backend_pid()"
        )
        start = time.perf_counter()
        time.sleep(0.12)  # the lease that there was is over
        while manager.get(id) is None or not _memory_answers(manager, id):
            time.sleep(0.002)
        took.append((time.perf_counter() - start) * 1000)
    longest = max(took)
    return Figure(
        "recovery of the listener, ms",
        f"{statistics.median(took):.0f}",
        "",
        f"{longest:.0f} at most",
        "< 500",
        longest < 500,
    )


def _memory_answers(manager: SessionManager, id: uuid.UUID) -> bool:
    return microseconds(lambda: manager.get(id, max_staleness=0.11), 3) < 20


@click.command()
@click.option("--rounds", default=21, show_default=True, help="Pairs of measurements.")
@click.option("--times", default=100, show_default=True, help="Reads in a measurement; a quarter as many writes.")
@click.option("--not-durable", is_flag=True, help="Let no commit wait for the disk.")
@click.option("--check", is_flag=True, help="Exit with 1 when a limit is passed.")
def main(rounds: int, times: int, not_durable: bool, check: bool) -> None:
    """Measure what documentation sessions cost beside bare psycopg."""
    table = Table("what", "ours", "bare", "ratio", "promised", "")
    with embedded_postgresql(durable=not not_durable) as server:
        settings = DocumentationSettings(database_url=server.create_database(), db_pool_size=8)
        migrate(settings)
        with (
            open_manager(settings) as manager,
            psycopg.connect(libpq_dsn(settings.database_url), autocommit=True) as connection,
        ):
            figures = [*pairs(manager, connection, rounds, times, announced=True), *cached(manager, rounds, times)]
            figures += [threads(manager, 3.0), recovery(manager, connection)]
            with open_manager(settings.model_copy(update={"lease_interval": None})) as unleased:
                manager.shutdown()
                figures += pairs(unleased, connection, rounds, times, announced=False)
    for each in figures:
        said = "kept" if each.kept else "passed"
        table.add_row(each.what, each.ours, each.bare, each.ratio, each.limit, said if each.limit else "")
    Console(width=110).print(table)
    if check and not all(each.kept for each in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
