"""Shows changes at random, to be judged: python tests/codemods/sample.py FOLDER PACKAGE [--number 30].

FOLDER holds the diffs that real_packages.py wrote.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("package")
@click.option("--number", default=30, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, package: str, number: int, seed: int) -> None:
    """Print so many changes of PACKAGE, each with its codemod, file and line."""
    changes = [one for diff in sorted(folder.glob(f"{package}.*.diff")) for one in hunks(diff)]
    chosen = changes if len(changes) <= number else random.Random(seed).sample(changes, number)
    for codemod, file, line, text in sorted(chosen):
        click.echo(f"{package},{codemod},{file},{line}\n{text}")
    click.echo(f"{len(chosen)} of {len(changes)}")


def hunks(diff: Path) -> list[tuple[str, str, int, str]]:
    """Return a diff's changes: codemod, file, first line as it was, and text."""
    codemod = diff.name.split(".")[-2]
    found: list[tuple[str, str, int, str]] = []
    for part in re.split(r"^diff --git .*$", diff.read_text(), flags=re.MULTILINE)[1:]:
        file = re.search(r"^\+\+\+ b/(.*)$", part, re.MULTILINE)
        assert file is not None
        for hunk in re.split(r"^(?=@@ )", part, flags=re.MULTILINE)[1:]:
            start = re.match(r"@@ -(\d+)", hunk)
            assert start is not None
            found.append((codemod, file[1], int(start[1]), hunk))
    return found


if __name__ == "__main__":
    main()
