"""What the command lines of the reference implementation have in common: their file, their errors, their output."""

from __future__ import annotations

import io
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from reference_impl.database import DatabaseError


@contextmanager
def file_or_temporary(file: Path | None, name: str) -> Generator[Path]:
    """Hand out a database's path: the file that the user named, or one that is gone afterwards.

    Args:
        file: what the user named, or None.
        name: what the other one is called.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder) / name if file is None else file


@contextmanager
def errors_told(kind: type[Exception]) -> Generator[None]:
    """Turn what goes wrong with a database, or is refused, into a message and an exit status.

    Args:
        kind: the program's own errors, whose text is a sentence for the user.

    Raises:
        ClickException: with the text of the error.
    """
    try:
        yield
    except BrokenPipeError:  # whoever reads has enough, as head has: click ends quietly
        raise
    except (kind, DatabaseError, OSError) as error:  # OSError: what is printed cannot be written
        raise click.ClickException(str(error)) from error


def escape_what_cannot_be_written() -> None:
    """Let standard output and error take every character: names hold what a terminal's encoding may not."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
