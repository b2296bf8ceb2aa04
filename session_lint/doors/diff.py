"""What would change, as a diff."""

from __future__ import annotations

import difflib

import click
from rich.console import Console
from rich.syntax import Syntax

from session_lint.source.text import decode


def show_diff(path: str, before: bytes, after: bytes) -> None:
    """Write a file's change to standard output; colours only where that is a terminal."""
    lines = difflib.unified_diff(
        decode(before).text.splitlines(keepends=True),
        decode(after).text.splitlines(keepends=True),
        f"a/{path}",
        f"b/{path}",
    )
    text = "".join(lines)
    console = Console()
    if console.is_terminal:
        console.print(Syntax(text, "diff", background_color="default"))
    else:
        click.echo(text, nl=False)
