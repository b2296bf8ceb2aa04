"""What the database layer costs beside bare SQLAlchemy: `python benchmarks/session_overhead.py`.

Prints medians of microseconds and, for each pair, the median of the ratios of rounds that ran one after the other: a
machine's speed drifts, the ratio of neighbours does not. The limits are what the layer promises; they are compared and
printed, and decide the exit status with `--check`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.orm import sessionmaker

from reference_impl.database import DatabaseConfig, init_sqlite_database, session_scope
from reference_impl.database.factory import SessionFactory

QUERY = text("SELECT 1")


@dataclass(frozen=True)
class Pair:
    """Two ways to do the same: ours, and bare SQLAlchemy's; and how much more ours may cost."""

    what: str
    ours: Callable[[], object]
    bare: Callable[[], object]
    limit: float


def pairs(engine: Engine) -> list[Pair]:
    """Return what is compared."""
    make = sessionmaker(engine)
    factory = SessionFactory(engine)

    def create_and_close() -> None:
        make().close()

    def empty_scope() -> None:
        with session_scope(factory):
            pass

    def bare_query() -> None:
        with make() as session:
            session.execute(QUERY)
            session.commit()

    def scope_with_query() -> None:
        with session_scope(factory) as session:
            session.execute(QUERY)

    def bare_empty_commit() -> None:
        with make() as session:
            session.commit()

    return [
        Pair("create_session() / sessionmaker()()", factory.create_session, make, 1.05),
        Pair("empty scope / create and close", empty_scope, create_and_close, 1.5),
        Pair("scope with a query / bare session with it", scope_with_query, bare_query, 1.05),
        Pair("empty scope / create, commit and close", empty_scope, bare_empty_commit, 1.0),
    ]


def measure(call: Callable[[], object], times: int) -> float:
    """Return the microseconds of one call, as the mean of many."""
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times * 1e6


@click.command()
@click.option("--rounds", default=41, show_default=True, help="Pairs of measurements.")
@click.option("--times", default=500, show_default=True, help="Calls in a measurement.")
@click.option("--check", is_flag=True, help="Exit with 1 when a limit is passed.")
def main(rounds: int, times: int, check: bool) -> None:
    """Measure what the database layer costs beside bare SQLAlchemy."""
    table = Table("what", "ours, µs", "bare, µs", "ratio", "limit", "")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        factory = init_sqlite_database(DatabaseConfig(db_path=Path(folder) / "benchmark.db"))
        for pair in pairs(factory.engine):
            measured: list[tuple[float, float]] = []
            for number in range(rounds + 3):
                # In turn first and second: whoever comes second finds the caches warm.
                order = (pair.ours, pair.bare) if number % 2 else (pair.bare, pair.ours)
                took = {call: measure(call, times) for call in order}
                measured.append((took[pair.ours], took[pair.bare]))
            measured = measured[3:]
            ratio = statistics.median(ours / bare for ours, bare in measured)
            kept = kept and ratio <= pair.limit
            table.add_row(
                pair.what,
                f"{statistics.median(ours for ours, _ in measured):.1f}",
                f"{statistics.median(bare for _, bare in measured):.1f}",
                f"{ratio:.2f}",
                f"{pair.limit:.2f}",
                "kept" if ratio <= pair.limit else "passed",
            )
        factory.dispose()
    Console().print(table)
    if check and not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
