"""The ``config`` command: what holds for a project or a file, and because of what."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.text import Text

from session_lint.config import ConfigError
from session_lint.config_file import load
from session_lint.doors.given_path import GivenPath
from session_lint.explanation import FileHolds, ProjectHolds, is_said, of_file, of_project
from session_lint.presets import PRESETS, as_toml


@click.command("config")
@click.argument("file", required=False, type=GivenPath())
@click.option("--config", "config_file", type=GivenPath(), help="A pyproject.toml or a TOML file of its own.")
@click.option("--preset", type=click.Choice(sorted(PRESETS)), help="Print what a preset sets, and nothing else.")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@click.option("--no-cache", is_flag=True, help="Neither read nor write .session_lint_cache.")
def config_command(
    file: Path | None, config_file: Path | None, preset: str | None, output_format: str, no_cache: bool
) -> int:
    """Print what holds for FILE and because of what: root, configuration, roles, sessions, rules.

    Without a FILE, print what holds for the project around the current folder.
    """
    if preset is not None:
        sys.stdout.write(as_toml(PRESETS[preset]))
        return 0
    if file is not None and not file.exists():
        raise ConfigError(f"{file}: no such file.")
    loaded = load([file or Path()], config_file)
    project = of_project(loaded)
    holds = of_file(loaded, file, not no_cache) if file is not None else None
    if output_format == "json":
        said = {"version": 1, "project": project, "file": holds}
        sys.stdout.write(json.dumps(msgspec.to_builtins(said), indent=2) + "\n")
        return 0
    console = Console()
    _print_project(console, project)
    if holds is not None:
        _print_file(console, holds)
    return 0


def _print_project(console: Console, project: ProjectHolds) -> None:
    _row(console, "root", project.root, project.root_because)
    _row(console, "configuration", project.configuration or "none: every key has its default")
    if project.preset:
        _row(console, "preset", project.preset, f"session-lint config --preset {project.preset}")
    for setting in project.settings:
        if is_said(setting):
            _row(console, setting.key, "")
            for entry in setting.entries:
                _row(console, "", entry.entry, entry.origin)


def _print_file(console: Console, holds: FileHolds) -> None:
    _line(console, "")
    _row(console, "file", holds.path)
    _row(console, "source root", holds.source_root, holds.source_root_because)
    _row(console, "module", holds.module)
    _row(console, "role", holds.role, holds.because)
    for function in holds.functions:
        _line(console, "")
        _line(console, Text.assemble((f"{holds.path}:{function.line} ", "dim"), (function.function, "bold")))
        _row(console, "  role", function.role, function.because)
        for session in function.sessions:
            _row(console, "  session", session.what, session.because)
    _line(console, "")
    for rule in holds.rules:
        _row(console, "runs" if rule.runs else "does not run", f"{rule.code} {rule.slug}", rule.because)
    for remark in holds.remarks:
        _line(console, "")
        _line(console, Text(remark, "yellow"))


def _row(console: Console, label: str, value: str, because: str = "") -> None:
    because = f"  ({because})" if because else ""
    _line(console, Text.assemble((f"{label:<15} ", "blue"), value, (because, "dim")))


def _line(console: Console, text: Text | str) -> None:
    # Lines are not wrapped: a file or a pipe must get what a terminal shows.
    line = text if isinstance(text, Text) else Text(text)
    line.rstrip()
    console.print(line, soft_wrap=True, highlight=False)
