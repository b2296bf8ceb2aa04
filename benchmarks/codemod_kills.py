"""Kills a codemod at random moments, and lets the same command finish: `python benchmarks/codemod_kills.py`.

After each kill every file must be as it was or as it is to be, and the same command must make of the project what an
undisturbed run makes of it. Half of the moments are anywhere in the run, half of them while it writes.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import click
from generate_project import generate

COMMAND = [sys.executable, "-m", "session_lint", "codemod", "add-required-session", ".", "-j", "1"]
JOURNAL = Path(".session_lint_cache") / "codemod-unfinished"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file that is the user's, and of whatever else was left among them."""
    ours = (".git", ".session_lint_cache")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in ours
    }


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder."""
    who = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def run(folder: Path) -> tuple[int, str]:
    """Run the codemod to its end; return its status and output."""
    done = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def kill(folder: Path, delay: float, while_writing: bool) -> None:
    """Start the codemod and kill it after some seconds, counted from its start or from its first trace on the disk."""
    process = subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while while_writing and process.poll() is None and not (folder / JOURNAL).exists():
        time.sleep(0.0002)
    time.sleep(delay)
    process.kill()
    process.wait()


@click.command()
@click.option("--times", default=100, show_default=True, help="How often it is killed.")
@click.option("--lines", default=2000, show_default=True, help="The project's size.")
@click.option("--seed", default=1, show_default=True)
def main(times: int, lines: int, seed: int) -> None:
    """Kill a codemod, and let it finish."""
    choose = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        first = Path(temporary) / "first"
        generate(first, lines)
        git(first, "init", "-q")
        git(first, "add", ".")
        git(first, "commit", "-qm", "all")
        old = contents(first)
        folder = Path(temporary) / "undisturbed"
        shutil.copytree(first, folder)
        start = time.perf_counter()
        said = run(folder)
        whole = time.perf_counter() - start
        new = contents(folder)
        changed = [name for name in old if old[name] != new[name]]
        click.echo(f"undisturbed: {whole:.1f} s, status {said[0]}, {said[1].strip()}")
        for number in range(times):
            folder = Path(temporary) / f"killed_{number}"
            shutil.copytree(first, folder)
            while_writing = number % 2 == 0
            kill(folder, choose.uniform(0, 0.03 if while_writing else whole), while_writing)
            now = contents(folder)
            leftover = [name for name in now if name not in old]
            for name, data in old.items():
                if now.get(name) not in (data, new[name]):
                    raise SystemExit(f"{name} is torn, in the run that was killed as number {number}")
            written = sum(now[name] == new[name] for name in changed)
            found[{0: "before writing", len(changed): "at the end"}.get(written, "in the midst")] += 1
            found["with a temporary file left"] += bool(leftover)
            status, output = run(folder)
            if contents(folder) != new:
                now = contents(folder)
                differs = [name for name in {**new, **now} if now.get(name) != new.get(name)]
                raise SystemExit(
                    f"{differs} are something else after kill number {number} and the same command: {output}"
                )
            if status != said[0]:
                raise SystemExit(f"the same command ended with {status} after kill number {number}: {output}")
            shutil.rmtree(folder)
    click.echo(f"{times} kills, no file torn, the same command finished each time")
    for what, count in found.items():
        click.echo(f"  {count} {what}")


if __name__ == "__main__":
    main()
