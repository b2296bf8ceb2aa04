"""``session-lint codemod``: repair a whole project."""

from __future__ import annotations

from pathlib import Path

import click

from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.registry import CODEMODS, find
from session_lint.codemods.running import Outcome, run
from session_lint.codemods.sources import Sources
from session_lint.codemods.writer import WriteError, refuse_dirty_tree, write
from session_lint.config import ConfigError
from session_lint.config_file import load
from session_lint.doors.diff import show_diff
from session_lint.engine import Checker
from session_lint.project.project import Project


@click.command("codemod")
@click.argument("name", metavar=f"[{'|'.join(codemod.name for codemod in CODEMODS)}]")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="A pyproject.toml or a TOML file of its own."
)
@click.option("--scope", multiple=True, metavar="NAME", help="The scope function that boundaries open.")
@click.option("--position", type=click.Choice(["keyword", "last"]), default="keyword", show_default=True)
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--list-by-hand", is_flag=True, help="List only what is left to you, and write nothing.")
@click.option("--allow-dirty", is_flag=True, help="Write although git has changes that are not committed.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that parse; default: one a core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write .session_lint_cache.")
def codemod_command(
    name: str,
    paths: tuple[Path, ...],
    config_file: Path | None,
    scope: tuple[str, ...],
    position: str,
    diff: bool,
    list_by_hand: bool,
    allow_dirty: bool,
    jobs: int | None,
    no_cache: bool,
) -> int:
    """Repair PATHS (default: the current folder) and every caller in the project around them.

    Exit status: 0 nothing is left, 1 something is to be done by hand.
    """
    codemod = find(name)
    paths = paths or (Path(),)
    loaded = load(list(paths), config_file)
    checker = Checker(loaded, jobs, not no_cache)

    def plan(project: Project) -> Outcome:
        wanted = frozenset(path for path in project.modules if _is_below(loaded.root / path, paths))
        options = Options(openers_of(project, scope), position == "keyword")
        return run(codemod, project, Sources(loaded.root), wanted, options)

    outcome, _ = checker.ask(paths, plan)
    if not list_by_hand:
        click.echo(_summary(outcome))
    if diff:
        for path, replacement in outcome.files.items():
            show_diff(path, replacement.before, replacement.after)
    for left in outcome.by_hand:
        click.echo(f"{left.path}:{left.line}: by hand: {left.reason}")
    if not diff and not list_by_hand and outcome.files:
        try:
            if not allow_dirty:
                refuse_dirty_tree(loaded.root, [loaded.root / path for path in outcome.files])
            write({loaded.root / path: replacement for path, replacement in outcome.files.items()})
        except WriteError as error:
            raise ConfigError(f"{error}.") from error
    return 1 if outcome.by_hand else 0


def _is_below(path: Path, paths: tuple[Path, ...]) -> bool:
    return any(path == given.resolve() or given.resolve() in path.parents for given in paths)


def _summary(outcome: Outcome) -> str:
    counted = [f"{number} {words}" for words, number in outcome.counts.items()]
    return "; ".join([*counted, f"{len(outcome.files)} files change", f"{len(outcome.by_hand)} by hand"])
