"""Checks real packages and says what came and went: python tests/ecosystem/check.py [PACKAGE …].

It needs the network once a package; pytest does not run it. README.md says how findings are judged.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import click
from packages import CACHE, VERSIONS, unpacked
from rich.console import Console
from rich.table import Table
from summary import Difference, PackageSummary, compare, of_result, read, write

HERE = Path(__file__).resolve().parent
STORED = HERE / "summary.json"

_PARSE = """\
import pathlib, sys, libcst
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        libcst.parse_module(path.read_bytes())
    except (libcst.ParserSyntaxError, UnicodeDecodeError):
        pass
"""


@click.command()
@click.argument("packages", nargs=-1, type=click.Choice(sorted(VERSIONS)))
@click.option("--cache", "folder", type=click.Path(path_type=Path), default=CACHE, show_default=True)
@click.option("--update", is_flag=True, help="Store what is said now as the summary to compare with.")
@click.option("--no-parsing", is_flag=True, help="Do not measure bare LibCST parsing beside it.")
def main(packages: tuple[str, ...], folder: Path, update: bool, no_parsing: bool) -> None:
    """Check PACKAGES (default: all) and compare with the last summary; exits with 1 when something differs."""
    if folder.resolve().is_relative_to(HERE.parents[1]):
        raise click.UsageError("the packages are not ours: keep the cache outside the repository.")
    console = Console()
    if not console.is_terminal:
        console.width = 160  # a file or a pipe must get the whole table
    stored, now = read(STORED), dict[str, PackageSummary]()
    seconds: dict[str, tuple[float, float | None]] = {}
    for package in packages or tuple(VERSIONS):
        root = unpacked(package, folder)
        said, checking = check(package, root)
        parsing = None if no_parsing else measured([sys.executable, "-c", _PARSE, str(root)])[1]
        now[package] = of_result(VERSIONS[package], said)
        seconds[package] = (checking, parsing)
    console.print(table(now, seconds))
    differences = {package: compare(stored.get(package), found) for package, found in now.items()}
    for package, difference in differences.items():
        tell(console, package, difference)
    if update:
        write(STORED, {**stored, **now})
        console.print(f"Stored in {STORED}.")
    elif any(differences.values()):
        sys.exit(1)


def check(package: str, root: Path) -> tuple[dict[str, object], float]:
    """Return what the tool says about a package, as its JSON, and the CPU seconds that it took."""
    configuration = root / "session-lint.toml"
    shutil.copyfile(HERE / f"{package}.toml", configuration)
    tool = [sys.executable, "-m", "session_lint", "check", str(root), "--config", str(configuration)]
    done, seconds = measured([*tool, "--no-cache", "--output-format", "json"])
    if done.returncode not in (0, 1, 3):
        raise click.ClickException(f"{package}: {done.stderr.strip()}")
    return json.loads(done.stdout), seconds


def measured(command: list[str]) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run a command; return what became of it, and the CPU seconds of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(summaries: dict[str, PackageSummary], seconds: dict[str, tuple[float, float | None]]) -> Table:
    """Return findings by code, and CPU seconds beside bare parsing."""
    codes = sorted({code for found in summaries.values() for code in found.by_code})
    shown = Table("package", "version", "files", *codes, "CPU s", "LibCST s")
    for package, found in summaries.items():
        checking, parsing = seconds[package]
        counts = [str(found.by_code.get(code, "")) for code in codes]
        bare = "" if parsing is None else f"{parsing:.1f}"
        shown.add_row(package, found.version, str(found.files), *counts, f"{checking:.1f}", bare)
    return shown


def tell(console: Console, package: str, difference: Difference) -> None:
    """Print what came and went."""
    if difference.version:
        console.print(f"{package}: {difference.version}", style="bold", highlight=False)
    for sign, style, lines in (("+", "green", difference.came), ("-", "red", difference.went)):
        for line in lines:
            console.print(f"{sign} {package} {line}", style=style, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
