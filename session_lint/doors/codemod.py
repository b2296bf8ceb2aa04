"""``session-lint codemod``: repair a whole project."""

from __future__ import annotations

import platform
import shlex
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import click

from session_lint import __version__
from session_lint.codemods.journal import Journal, Record
from session_lint.codemods.proof import Unproven
from session_lint.codemods.registry import CODEMODS, find
from session_lint.codemods.repository import refuse_dirty_tree
from session_lint.codemods.verification import came, pyright_of, tests_fail, typing_errors
from session_lint.codemods.writer import WriteError
from session_lint.config import ConfigError
from session_lint.config_file import Loaded, load
from session_lint.doors.codemod_output import say_by_hand, say_diff, say_errors, say_summary
from session_lint.doors.given_path import GivenPath
from session_lint.doors.proving import Request, proven
from session_lint.doors.steps import Steps

DONE, LEFT, UNREADABLE, INTERNAL = 0, 1, 3, 70


class _Codemod(click.Command):
    """Takes what stands behind ``--`` for the tests' command, when tests are to verify."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        command: tuple[str, ...] = ()
        verify = [after for option, after in pairwise(args) if option == "--verify"]
        if "--" in args and ("tests" in verify or "--verify=tests" in args):
            at = args.index("--")
            args, command = args[:at], tuple(args[at + 1 :])
        rest = super().parse_args(ctx, args)
        ctx.params["tests"] = command
        return rest


@click.command("codemod", cls=_Codemod)
@click.argument("name", metavar=f"[{'|'.join(codemod.name for codemod in CODEMODS)}]")
@click.argument("paths", nargs=-1, type=GivenPath())
@click.option("--config", "config_file", type=GivenPath(), help="A pyproject.toml or a TOML file of its own.")
@click.option("--scope", multiple=True, metavar="NAME", help="The scope function that boundaries open.")
@click.option("--position", type=click.Choice(["keyword", "last"]), default="keyword", show_default=True)
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--list-by-hand", is_flag=True, help="List only what is left to you, and write nothing.")
@click.option("--allow-dirty", is_flag=True, help="Write although git could not bring the files back.")
@click.option(
    "--verify",
    multiple=True,
    type=click.Choice(["pyright", "tests"]),
    help="List pyright's new errors; run the tests that stand behind -- at the end.",
)
@click.option("--undo", is_flag=True, help="Take back what the last run wrote, or began to write.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that parse; default: one a core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write facts in .session_lint_cache.")
def codemod_command(
    name: str,
    paths: tuple[Path, ...],
    config_file: Path | None,
    scope: tuple[str, ...],
    position: str,
    diff: bool,
    list_by_hand: bool,
    allow_dirty: bool,
    verify: tuple[str, ...],
    undo: bool,
    jobs: int | None,
    no_cache: bool,
    tests: tuple[str, ...],
) -> int:
    """Repair PATHS (default: the current folder) and every caller in the project around them.

    \b
    Exit status: 0 nothing is left, 1 something is to be done by hand or what
    verifies is not content, 2 wrong use or a tree that cannot be written,
    3 some file could not be read, 70 the work could not be proven right.
    """
    codemod = find(name)
    if "tests" in verify and not tests:
        raise ConfigError("--verify tests: say how to run them: --verify tests -- python -m pytest.")
    if verify and (diff or list_by_hand or undo):
        raise ConfigError("--verify looks at what was written: leave --diff, --list-by-hand and --undo out.")
    if diff and list_by_hand:
        raise ConfigError("--diff lists what is left by hand too: leave --list-by-hand out, or --diff.")
    paths = paths or (Path(),)
    loaded = load(list(paths), config_file)
    identity = (name, *sorted(str(path.resolve()) for path in paths), *sorted(scope), position, *sorted(verify), *tests)
    words = f"session-lint {shlex.join(sys.argv[1:])}"
    journal = Journal(loaded.root)
    request = Request(codemod, paths, scope, position == "keyword", jobs, not no_cache, not (diff or list_by_hand))
    try:
        with journal.locked(), Steps() as steps:
            if undo:
                return _undo(journal, steps)
            if (record := journal.unfinished()) is not None:
                if diff or list_by_hand or record.command != identity:
                    raise WriteError(
                        f"a run was interrupted, and some of its files are written. Run {record.words!r} again to "
                        "write the others, or take all of it back with --undo"
                    )
                steps.pause()
                say_summary(record.counts, len(record.files), record.by_hand)
                journal.finish(record, _counting(steps, len(record.files)))
                return _end(loaded, journal, record, verify, tests, steps)
            executable = pyright_of() if "pyright" in verify else ""
            outcome, unreadable, checker = proven(request, loaded, steps.tell)
            steps.pause()
            if not list_by_hand:
                say_summary(outcome.counts, len(outcome.files), outcome.by_hand)
            record = Record(identity, words, outcome.files, outcome.by_hand, outcome.counts, unreadable)
            if diff:
                say_diff(outcome.files, loaded.root)
            if diff or list_by_hand or not outcome.files:
                return _said(record, failed=False)
            if not allow_dirty:
                refuse_dirty_tree(loaded.root, [loaded.root / path for path in outcome.files])
            if executable:
                steps.tell("Asking pyright", 0, 1)
                record = Record(
                    identity, words, outcome.files, outcome.by_hand, outcome.counts, unreadable,
                    typing_errors(executable, loaded.root),
                )  # fmt: skip
            if changed := checker.changed_meanwhile():
                raise WriteError(f"{changed[0]}: changed since it was read; nothing was written. Run the command again")
            journal.write(record, _counting(steps, len(record.files)))
            return _end(loaded, journal, record, verify, tests, steps)
    except WriteError as error:
        raise ConfigError(f"{error}.") from error
    except Unproven as error:
        click.echo(
            f"session-lint: internal error: {name} would do harm, so that nothing was written. {error}\nPlease report "
            f"this with the functions that are named. To repair the rest, name the other files.\n"
            f"session-lint {__version__}, Python {platform.python_version()}, {platform.platform()}",
            err=True,
        )
        return INTERNAL


def _end(
    loaded: Loaded, journal: Journal, record: Record, verify: tuple[str, ...], tests: tuple[str, ...], steps: Steps
) -> int:
    """Say what is left, let others verify, and offer to take all of it back when they are not content."""
    failed = False
    if "pyright" in verify:
        steps.tell("Asking pyright again", 0, 1)
        new = came(record.errors or (), typing_errors(pyright_of(), loaded.root))
        steps.pause()
        say_errors(new)
        failed = bool(new)
    steps.pause()
    if "tests" in verify and (wrong := tests_fail(tests, loaded.root)):
        click.echo(f"{shlex.join(tests)}: {wrong}.", err=True)
        failed = True
    status = _said(record, failed)
    if failed:
        if sys.stdin.isatty() and click.confirm("Take all of it back?", default=False, err=True):
            _undo(journal, steps)
        else:
            click.echo(f"session-lint codemod {record.command[0]} --undo takes all of it back.", err=True)
    return status


def _said(record: Record, failed: bool) -> int:
    say_by_hand(record.by_hand)
    for path, message in record.unreadable:
        click.echo(f"{path}: {message}.", err=True)
    if record.unreadable:
        return UNREADABLE
    return LEFT if failed or any(not one.done for one in record.by_hand) else DONE


def _undo(journal: Journal, steps: Steps) -> int:
    record = journal.last()
    if record is None:
        raise WriteError("--undo: no run has written anything here that could be taken back")
    others = journal.undo(record, _counting(steps, len(record.files)))
    steps.pause()
    click.echo(f"{len(record.files) - len(others)} files are as they were before {record.words!r}")
    for path in others:
        click.echo(f"{path}: changed after that run, so that it stays as it is.", err=True)
    return LEFT if others else DONE


def _counting(steps: Steps, total: int) -> Callable[[Path], None]:
    written = 0

    def done(_path: Path) -> None:
        nonlocal written
        written += 1
        steps.tell("Writing", written, total)

    return done
