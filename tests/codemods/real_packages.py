"""Runs every codemod on real packages: python tests/codemods/real_packages.py [PACKAGE …].

It needs the network once a package; pytest does not run it. README.md says how the changes are judged.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
import psutil
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from session_lint.codemods.registry import CODEMODS
from session_lint.codemods.verification import TypingError, came, pyright_of, typing_errors

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "ecosystem"))

from packages import CACHE, VERSIONS, unpacked  # noqa: E402 - it is found by the line above

STORED = HERE / "real_packages.json"
SCOPES = {
    "mlflow": (
        "mlflow/store/db/utils.py",
        "@contextmanager\n"
        "def session_scope():\n"
        "    engine = create_sqlalchemy_engine_with_retry(os.environ['MLFLOW_TRACKING_URI'])\n"
        "    with _get_managed_session_maker(sqlalchemy.orm.sessionmaker(engine), 'sqlite')() as session:\n"
        "        yield session\n",
    ),
    "rucio": (
        "rucio/db/sqla/session.py",
        "@contextmanager\n"
        'def session_scope() -> "Iterator[Session]":\n'
        "    with db_session(DatabaseOperationType.WRITE) as session:\n"
        "        yield session\n",
    ),
}
"""A scope function without arguments for packages that have none: where it is put in the copy, and its text."""

_SUMMARY = re.compile(r"^\d.* files change; \d+ by hand$", re.MULTILINE)
_BY_HAND = re.compile(r"^\S+?:\d+: by hand: (.*)$", re.MULTILINE)
_NAMES = re.compile(r"'[^']*'|\S+\.py(:\d+)?|[\w.()]+\.(commit|rollback)\(\)")


@dataclass
class Run:
    """What one codemod did to one package; ``by_hand`` counts what is left by its reason, names taken out of it."""

    said: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0
    by_hand: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    typing_errors: list[str] = field(default_factory=list)


@click.command()
@click.argument("packages", nargs=-1, type=click.Choice(sorted(VERSIONS)))
@click.option("--codemod", "names", multiple=True, type=click.Choice([one.name for one in CODEMODS]))
@click.option("--cache", type=click.Path(path_type=Path), default=CACHE, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), required=True, help="Where the copies and diffs are put.")
@click.option("--pyright", "typed", is_flag=True, help="Compare pyright's errors: minutes a package.")
@click.option("--update", is_flag=True, help="Store the figures.")
def main(
    packages: tuple[str, ...], names: tuple[str, ...], cache: Path, folder: Path, typed: bool, update: bool
) -> None:
    """Repair copies of PACKAGES (default: all); exits with 1 when something is wrong."""
    console = Console()
    if not console.is_terminal:
        console.width = 160
    results: dict[str, dict[str, object]] = {}
    shown = Table("package", "codemod", "said", "s", "MB", "wrong", "pyright's new")
    failed = False
    for package in packages or tuple(VERSIONS):
        root = copied(package, unpacked(package, cache), folder / package)
        before = typing_errors(pyright_of(), root) if typed else ()
        for name in names or tuple(one.name for one in CODEMODS):
            done = run(root, name)
            (folder / f"{package}.{name}.diff").write_text(_git(root, "diff"))
            if typed and _git(root, "diff"):
                done.typing_errors = [_words(error) for error in came(before, typing_errors(pyright_of(), root))]
            failed = failed or bool(done.wrong)
            shown.add_row(
                package, name, done.said, f"{done.seconds:.0f}", f"{done.megabytes:.0f}", escape("\n".join(done.wrong)),
                str(len(done.typing_errors)) if typed else "",
            )  # fmt: skip
            results.setdefault(package, {})[name] = asdict(done)
            for line in (*done.wrong, *done.typing_errors):
                console.print(f"{package} {name}: {line}", markup=False, highlight=False, soft_wrap=True)
        _git(root, "checkout", "--quiet", ".")
    console.print(shown)
    if update:
        stored: dict[str, dict[str, object]] = json.loads(STORED.read_text()) if STORED.exists() else {}
        for package, ran in results.items():
            stored.setdefault(package, {}).update(ran)
        STORED.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n")
    if failed:
        sys.exit(1)


def copied(package: str, source: Path, root: Path) -> Path:
    """Return a copy of a package under git, with its configuration and, where it has none, a scope function."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(source, root, ignore=shutil.ignore_patterns(".session_lint*", "__pycache__"))
    shutil.copyfile(HERE.parent / "ecosystem" / f"{package}.toml", root / "session-lint.toml")
    (root / ".gitignore").write_text(".session_lint*\n__pycache__/\n")
    if package in SCOPES:
        path, text = SCOPES[package]
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}")
    _git(root, "init", "--quiet")
    _git(root, "add", "--all")
    _git(root, "-c", "user.name=tests", "-c", "user.email=tests@example.com", "commit", "--quiet", "-m", "as it came")
    return root


def run(root: Path, name: str) -> Run:
    """Repair a copy twice; it holds what came out of it afterwards."""
    _git(root, "checkout", "--quiet", ".")
    done = Run()
    status, said, done.seconds, done.megabytes = _measured(root, name)
    match = _SUMMARY.search(said)
    if status not in (0, 1) or match is None:
        done.wrong.append(f"it ends with status {status}: {said.strip()[-2000:]}")
        return done
    done.said = match[0]
    done.by_hand = dict(Counter(_NAMES.sub("…", reason) for reason in _BY_HAND.findall(said)).most_common())
    changed = _git(root, "diff", "--name-only").split()
    for path in changed:
        try:
            compile((root / path).read_bytes(), path, "exec", dont_inherit=True)
        except SyntaxError as error:
            done.wrong.append(f"{path}:{error.lineno}: {error.msg}")
    once = _git(root, "diff")
    status, said, *_ = _measured(root, name)
    if status not in (0, 1) or _git(root, "diff") != once:
        done.wrong.append(f"a second run ends with status {status} and says {said.strip()[:2000]}")
    return done


def _measured(root: Path, name: str) -> tuple[int, str, float, float]:
    command = [sys.executable, "-m", "session_lint", "codemod", name, ".", "--config", "session-lint.toml"]
    start, most = time.perf_counter(), 0.0
    with (root / ".session_lint_said").open("w+b") as file:
        with psutil.Popen([*command, "--allow-dirty", "--no-cache"], cwd=root, stdout=file, stderr=file) as process:
            while process.poll() is None:
                try:
                    all_of_it = [process, *process.children(recursive=True)]
                    most = max(most, sum(one.memory_info().rss for one in all_of_it) / 1e6)
                except psutil.Error:
                    pass  # it has just ended
                time.sleep(0.2)
        file.seek(0)
        return process.returncode, file.read().decode(), time.perf_counter() - start, most


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


def _words(error: TypingError) -> str:
    return f"{error.path}:{error.line}: {error.message}"


if __name__ == "__main__":
    main()
