"""Compares the labels in recall/ with what the tool says: python tests/ecosystem/labels.py [PACKAGE …].

Prints which expected findings are found and missed, and what is said of a labelled function that no label expects.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from check import check
from packages import CACHE, unpacked
from rich.console import Console

LABELS = Path(__file__).resolve().parent / "recall"
PACKAGES = tuple(sorted(path.stem for path in LABELS.glob("*.csv")))


@dataclass(frozen=True)
class Label:
    """One row: what a reader expects of a function; ``verdict`` is expected, clean or debatable."""

    file: str
    function: str
    code: str
    line: int
    verdict: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.file}:{self.line} {self.function}"


@dataclass
class Comparison:
    """The labels that were met and those that were not; ``unexpected`` is what was said besides."""

    found: list[Label] = field(default_factory=list)
    missed: list[Label] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)


def compared(labels: Iterable[Label], findings: Iterable[Mapping[str, Any]]) -> Comparison:
    """Compare labels with findings of the JSON output.

    A finding meets a label of the same code in the same function, the nearest line first, and only one. What meets a
    debatable label counts as neither.
    """
    labels = sorted(labels, key=lambda label: label.verdict != "expected")
    drawn = {(label.file, label.function) for label in labels}
    said: dict[tuple[str, str, str], list[int]] = {}
    for finding in findings:
        if (finding["path"], finding["function"]) in drawn:
            said.setdefault((finding["path"], finding["function"], finding["code"]), []).append(finding["line"])
    result = Comparison()
    for label in labels:
        lines = said.get((label.file, label.function, label.code))
        if lines:
            lines.remove(min(lines, key=lambda line: abs(line - label.line)))
        if label.verdict == "expected":
            (result.missed if lines is None else result.found).append(label)
        if not lines:
            said.pop((label.file, label.function, label.code), None)
    for (file, function, code), lines in sorted(said.items()):
        result.unexpected += [f"{code} {file}:{line} {function}" for line in lines]
    return result


def read(path: Path) -> list[Label]:
    """Return the labels of one package."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Label(
                row["file"],
                row["function"],
                row["code"],
                int(row["flagged_line"] or row["line"]),
                row["verdict"],
                row["why"],
            )
            for row in csv.DictReader(file)
        ]


@click.command()
@click.argument("packages", nargs=-1, type=click.Choice(PACKAGES))
@click.option("--cache", "folder", type=click.Path(path_type=Path), default=CACHE, show_default=True)
def main(packages: tuple[str, ...], folder: Path) -> None:
    """Compare the labels of PACKAGES (default: all) with what is said now."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    found = expected = 0
    for package in packages or PACKAGES:
        said, _ = check(package, unpacked(package, folder))
        comparison = compared(read(LABELS / f"{package}.csv"), said["findings"])  # type: ignore[arg-type]
        for label in comparison.missed:
            console.print(f"missed {package} {label}: {label.why}", style="red")
        for line in comparison.unexpected:
            console.print(f"unexpected {package} {line}", style="yellow")
        all_of_it = len(comparison.found) + len(comparison.missed)
        console.print(f"{package}: {len(comparison.found)} of {all_of_it} found")
        found, expected = found + len(comparison.found), expected + all_of_it
    console.print(f"all: {found} of {expected} found", style="bold")


if __name__ == "__main__":
    main()
