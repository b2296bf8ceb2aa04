"""The command line."""

from __future__ import annotations

import io
import os
import platform
import sys
import traceback
from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from session_lint import __version__
from session_lint.config import ConfigError
from session_lint.config_file import Loaded, load
from session_lint.doors.codemod import codemod_command
from session_lint.doors.config_command import config_command
from session_lint.doors.explain import as_markdown
from session_lint.doors.fix import run_fixes
from session_lint.doors.given_path import GivenPath
from session_lint.doors.graph import FORMATS as GRAPH_FORMATS
from session_lint.doors.graph import TEXTS, write_tree
from session_lint.doors.output import FORMATS, Writer
from session_lint.engine import Checker, Result
from session_lint.project.picture import Picture, draw, named
from session_lint.project.project import Project
from session_lint.rules.registry import RULES, UNREADABLE, find
from session_lint.selection import Selection

CLEAN, FINDINGS, WRONG_USE, SOME_UNREADABLE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 70, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="session-lint")
def cli() -> None:
    """Enforce SQLAlchemy session discipline: the caller owns the session.

    Exit status: 0 nothing to report, 1 findings, 2 wrong use or configuration, 3 some file could not be read,
    70 an internal error.
    """


@cli.command("check")
@click.argument("paths", nargs=-1, type=GivenPath(allow_dash=True))
@click.option("--config", "config_file", type=GivenPath(), help="A pyproject.toml or a TOML file of its own.")
@click.option(
    "--select", multiple=True, metavar="RULES", help="Codes, prefixes or slugs to report, with commas between."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Codes, prefixes or slugs to leave out.")
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--fix", "fixes", is_flag=True, help="Fix what has a safe fix, and report the rest.")
@click.option("--unsafe-fixes", is_flag=True, help="Fix also what may change what the program does.")
@click.option("--diff", is_flag=True, help="Show what the fixes would change, and write nothing.")
@click.option("--stdin-filename", type=GivenPath(), help="What standard input (-) is called in the project.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that parse; default: one a core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write .session_lint_cache.")
def check_command(
    paths: tuple[Path, ...],
    config_file: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    statistics: bool,
    fixes: bool,
    unsafe_fixes: bool,
    diff: bool,
    stdin_filename: Path | None,
    jobs: int | None,
    no_cache: bool,
) -> int:
    """Check PATHS (default: the current folder) and report what breaks the discipline.

    PATHS limit what is reported; the project around them is read all the same. "-" reads standard input.
    With fixes the exit status is 1 as well when something was changed, or would be.
    """
    fixing = fixes or unsafe_fixes or diff
    buffers: dict[Path, bytes] = {}
    if Path("-") in paths:
        if len(paths) > 1:
            raise ConfigError("standard input (-) is checked alone: leave the other paths out.")
        if fixing:
            raise ConfigError("standard input (-) is not fixed: give the file.")
        name = stdin_filename or Path("stdin.py")
        name = name.parent.resolve() / name.name
        buffers[name] = sys.stdin.buffer.read()
        paths = (name,)
    elif stdin_filename is not None:
        raise ConfigError("--stdin-filename says what standard input is called: give - as the path.")
    paths = paths or (Path(),)
    loaded = load(list(paths), config_file)
    rules = Selection(loaded, _split(select), _split(ignore))
    if fixing:
        checker = Checker(loaded, jobs, not no_cache)
        result, changed = run_fixes(checker, paths, rules, unsafe=unsafe_fixes, diff=diff)
        if not diff:
            Writer(Console(), Console(stderr=True)).write(result, output_format, statistics)
        return max(_status(result), FINDINGS if changed else CLEAN)
    result = _run(loaded, paths, rules, buffers, jobs, not no_cache)
    Writer(Console(), Console(stderr=True)).write(result, output_format, statistics)
    return _status(result)


@cli.command("rule")
@click.argument("name", required=False, metavar="CODE|SLUG")
@click.option("--all", "everything", is_flag=True, help="List every rule.")
def rule_command(name: str | None, everything: bool) -> int:
    """Explain a rule: what it reports, why, and what to write instead."""
    console = Console()
    if everything:
        for rule in RULES:
            console.print(f"[bold]{rule.code}[/bold]  {rule.slug:<20} {rule.summary}", soft_wrap=True, highlight=False)
        return CLEAN
    if name is None:
        raise ConfigError("name a rule (session-lint rule SES101), or list them with --all.")
    page = as_markdown(find(name))
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        sys.stdout.write(page)
    return CLEAN


@cli.command("graph")
@click.argument("function")
@click.argument("paths", nargs=-1, type=GivenPath())
@click.option("--config", "config_file", type=GivenPath(), help="A pyproject.toml or a TOML file of its own.")
@click.option("--format", "written", type=click.Choice(GRAPH_FORMATS), default="tree", show_default=True)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes that parse; default: one a core.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write .session_lint_cache.")
def graph_command(
    function: str,
    paths: tuple[Path, ...],
    config_file: Path | None,
    written: str,
    jobs: int | None,
    no_cache: bool,
) -> int:
    """Show how the session flows from FUNCTION: who is handed it, who opens one, who commits.

    FUNCTION is a fully qualified name, or as much of its end as tells it from all others. PATHS say where the project
    is (default: the current folder).
    """
    paths = paths or (Path(),)
    loaded = load(list(paths), config_file)

    def picture(project: Project) -> Picture:
        return draw(project.graph, project.functions, named(project.graph, function))

    drawn, problems = Checker(loaded, jobs, not no_cache).ask(paths, picture)
    if written in TEXTS:
        sys.stdout.write(TEXTS[written](drawn))
    else:
        write_tree(drawn, Console())
    for problem in problems:
        click.echo(f"{problem.path}: {problem.message}.", err=True)
    return SOME_UNREADABLE if problems else CLEAN


cli.add_command(codemod_command)
cli.add_command(config_command)


def _split(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for given in words for word in given.split(",") if word.strip())


def _run(
    loaded: Loaded,
    paths: tuple[Path, ...],
    rules: Selection,
    buffers: dict[Path, bytes],
    jobs: int | None,
    cached: bool,
) -> Result:
    console = Console(stderr=True)
    if not console.is_terminal:
        return Checker(loaded, jobs, cached, sees_one_file=bool(buffers)).check(paths, rules, buffers)
    columns = (
        TextColumn("Reading"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} files"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: list[TaskID] = []

        def show(done: int, total: int) -> None:
            if not tasks:
                tasks.append(bar.add_task("Reading", total=total))
            bar.update(tasks[0], completed=done)

        return Checker(loaded, jobs, cached, show, sees_one_file=bool(buffers)).check(paths, rules, buffers)


def _status(result: Result) -> int:
    if any(finding.code == UNREADABLE.code for finding in result.findings):
        return SOME_UNREADABLE
    return FINDINGS if result.findings else CLEAN


def main() -> None:
    """Run the command line and exit with its status; a crash exits with 70 and says what to report."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # source code holds what a terminal's encoding may not
    try:
        status = cli(standalone_mode=False)
    except ConfigError as error:
        click.echo(f"session-lint: {error}", err=True)
        status = WRONG_USE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        status = WRONG_USE
    except click.ClickException as error:
        error.show()
        status = WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        click.echo("session-lint: interrupted.", err=True)
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has enough (head, a pager); there was something to write, so there was something to report.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FINDINGS
    except OSError as error:
        what = error.filename or "the output cannot be written"
        click.echo(f"session-lint: {what}: {error.strerror or error}.", err=True)
        status = INTERNAL
    except Exception:
        click.echo(
            f"session-lint: internal error. Nothing can be said about the code. Please report this with the file that "
            f"was checked:\nsession-lint {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
            f"{traceback.format_exc()}",
            err=True,
        )
        status = INTERNAL
    sys.exit(status)
