"""How a codemod's time and memory grow: `python benchmarks/codemod_scale.py`.

Generates projects of 100,000 lines and of twice that, repairs them as a user does, and proves that everything can be
imported and that the projects' own tests pass as before. Twice the lines may take at most 2.2 times as long; `--check`
makes that the exit status.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
from generate_project import generate
from rich.console import Console
from rich.table import Table

LIMIT = 2.2
IMPORT_ALL = """\
import importlib, pathlib
for path in sorted(pathlib.Path("shop").rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts))
"""


@dataclass(frozen=True)
class Measured:
    """One run: seconds on the wall and of the processors, and the most megabytes that its processes held at once."""

    lines: int
    wall: float
    processor: float
    megabytes: float
    summary: str


def measure(folder: Path, lines: int, jobs: int) -> Measured:
    """Repair a generated project, without stored facts."""
    written = generate(folder, lines)
    command = [sys.executable, "-m", "session_lint", "codemod", "add-required-session", ".", "--allow-dirty"]
    start = time.perf_counter()
    with psutil.Popen([*command, "-j", str(jobs)], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        most, processor = 0.0, 0.0
        while process.poll() is None:
            held, used = _now(process)
            most, processor = max(most, held), max(processor, used)
            time.sleep(0.1)
        wall = time.perf_counter() - start
        assert process.stdout is not None
        summary = process.stdout.read().partition("\n")[0]
        if process.returncode:
            raise SystemExit(f"the codemod ended with status {process.returncode}: {summary}")
    return Measured(written, wall, processor, most, summary)


def _now(process: psutil.Popen) -> tuple[float, float]:
    held = used = 0.0
    try:
        for one in [process, *process.children(recursive=True)]:
            held += one.memory_info().rss / 1e6
            times = one.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    except psutil.Error:
        pass  # it has just ended
    return held, used


def prove(folder: Path) -> str:
    """Return what pytest says at its end.

    Raises:
        SystemExit: when a module cannot be imported, a test fails or a second run changes something.
    """
    subprocess.run([sys.executable, "-c", IMPORT_ALL], cwd=folder, check=True)
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"], cwd=folder, capture_output=True, text=True
    )
    last = tests.stdout.strip().rpartition("\n")[2]
    if tests.returncode:
        raise SystemExit(f"the project's tests fail afterwards: {last}")
    again = [sys.executable, "-m", "session_lint", "codemod", "add-required-session", ".", "--diff"]
    second = subprocess.run(again, cwd=folder, capture_output=True, text=True)
    if second.returncode or " 0 files change" not in second.stdout:
        raise SystemExit(f"a second run changes something: {second.stdout.partition(chr(10))[0]}")
    return last


@click.command()
@click.option("--lines", default=100_000, show_default=True, help="How many the smaller project has.")
@click.option("-j", "--jobs", default=1, show_default=True, help="Processes that parse.")
@click.option("--check", is_flag=True, help="Exit with 1 when the limit is passed.")
@click.option("--no-proof", is_flag=True, help="Measure only.")
def main(lines: int, jobs: int, check: bool, no_proof: bool) -> None:
    """Measure a codemod at some size and at twice that."""
    table = Table("lines", "wall, s", "processors, s", "memory, MB", "tests afterwards")
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory() as temporary:
        for size in (lines, 2 * lines):
            folder = Path(temporary) / str(size)
            one = measure(folder, size, jobs)
            measured.append(one)
            proof = "not run" if no_proof else prove(folder)
            numbers = (f"{one.lines:,}", f"{one.wall:.1f}", f"{one.processor:.1f}", f"{one.megabytes:.0f}")
            table.add_row(*numbers, proof)
    small, large = measured
    ratio = large.lines / small.lines
    # Of a machine that others use the processors' time says more than the wall's.
    factor, memory = large.processor / small.processor * 2 / ratio, large.megabytes / small.megabytes
    console = Console()
    console.print(table)
    console.print(f"twice the lines: {factor:.2f} times the time (limit {LIMIT}), {memory:.2f} times the memory")
    console.print(large.summary)
    if check and factor > LIMIT:
        sys.exit(1)


if __name__ == "__main__":
    main()
