"""What a codemod says: the summary, the diff, what is left to a hand."""

from __future__ import annotations

import difflib
import re
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from session_lint.codemods.changes import ByHand
from session_lint.codemods.verification import TypingError
from session_lint.codemods.writer import Replacement
from session_lint.source.text import decode

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def say_summary(counts: Mapping[str, int], files: int, by_hand: Iterable[ByHand]) -> None:
    """Print how much a codemod does, before it does it."""
    count = sum(not one.done for one in by_hand)
    counted = [f"{number} {words}" for words, number in counts.items()]
    click.echo("; ".join([*counted, f"{files} files change", f"{count} by hand"]))


def say_by_hand(by_hand: Iterable[ByHand]) -> None:
    """Print what is left to a hand, a line each."""
    for left in by_hand:
        place = f"{left.path}:{left.line}:{left.column}" if left.column else f"{left.path}:{left.line}"
        click.echo(f"{place}: {'done' if left.done else 'by hand'}: {left.reason}")


def say_errors(new: Iterable[TypingError]) -> None:
    """Print pyright's errors that came, a line each."""
    for error in new:
        rule = f" ({error.rule})" if error.rule else ""
        first = error.message.partition("\n")[0]
        click.echo(f"{error.path}:{error.line}: new in pyright: {first}{rule}")


def say_diff(files: Mapping[str, Replacement], root: Path) -> None:
    """Print what changes, as git does: in colours in a terminal; in a pipe as bytes, which ``git apply`` takes.

    Args:
        files: what changes, by path relative to the root.
        root: the folder that the paths are relative to: git has to be told where it is another than the current one.
    """
    console = Console()
    for path, replacement in files.items():
        encoding = decode(replacement.before).encoding
        for line in _difference(path, replacement):
            if console.is_terminal:
                bold = line.startswith(("---", "+++"))
                style = "bold" if bold else _COLOURS.get(line[:1], "")
                console.print(Text(line.rstrip("\r\n"), style), soft_wrap=True, highlight=False)
            else:
                _write(line, "utf-8" if encoding == "utf-8-sig" else encoding)
    if files and root != Path.cwd().resolve():
        click.echo(f"The paths are those below {root}: git -C {shlex.quote(str(root))} apply takes the diff.", err=True)


def _write(line: str, encoding: str) -> None:
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(line)
        return
    sys.stdout.flush()
    stream.write(line.encode(encoding, "backslashreplace"))


def _difference(path: str, replacement: Replacement) -> Iterable[str]:
    before, after = (_lines(data) for data in (replacement.before, replacement.after))
    for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[str]:
    # The byte order mark is kept, and lines end where git sees them end: at line feeds.
    text = decode(data)
    mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
    return [line for line in re.split(r"(?<=\n)", mark + text.text) if line]
