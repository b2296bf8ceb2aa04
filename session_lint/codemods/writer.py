"""The one place that writes a user's files: each is replaced at once, or stays as it is."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from session_lint.source.text import Unreadable, read_bytes


class WriteError(Exception):
    """Files that cannot be written; the text is a sentence for the user."""


class Replacement(Struct, frozen=True):
    """A file's bytes as they were read, and as they are to be."""

    before: bytes
    after: bytes


def refuse_dirty_tree(root: Path, paths: list[Path]) -> None:
    """Raise when git knows of changes in files that are to be written: git is the undo.

    Raises:
        WriteError: with the files.
    """
    try:
        run = subprocess.run(
            ["git", "status", "--porcelain", "--", *map(str, paths)],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return
    if run.returncode:
        return  # no repository
    dirty = [line[3:] for line in run.stdout.splitlines()]
    if dirty:
        more = f" and {len(dirty) - 3} more" if len(dirty) > 3 else ""
        raise WriteError(
            f"{', '.join(dirty[:3])}{more}: not committed. Commit or stash first, so that git can undo the codemod, or "
            "say --allow-dirty"
        )


def write(replacements: Mapping[Path, Replacement], done: Callable[[Path], None] = lambda _: None) -> None:
    """Replace files, each atomically. Nothing is written when one has changed since it was read.

    Args:
        replacements: new bytes by path; a symbolic link stays one, and what it points to is replaced.
        done: told each file once it is replaced.

    Raises:
        WriteError: when a file changed meanwhile or cannot be written: files before it are new, the others old.
    """
    for path, replacement in replacements.items():
        try:
            now = read_bytes(path)
        except Unreadable as error:
            raise WriteError(f"{path}: {error.reason}; nothing was written") from error
        if now != replacement.before:
            raise WriteError(f"{path}: changed since it was read; nothing was written. Run the command again")
        if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
            raise WriteError(f"{path}: is read-only; nothing was written")
    for path, replacement in replacements.items():
        try:
            _replace(path.resolve(), replacement.after)
        except OSError as error:
            raise WriteError(
                f"{path}: {error.strerror or error}. It is as it was, and so are the files after it; run the command "
                "again once that is mended"
            ) from error
        done(path)


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".session-lint", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copystat(path, temporary)
        _copy_owner(path, temporary)
        os.utime(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _copy_owner(path: Path, temporary: Path) -> None:
    if hasattr(os, "chown"):
        status = path.stat()
        with contextlib.suppress(PermissionError):  # another's file becomes ours, as with any editor
            os.chown(temporary, status.st_uid, status.st_gid)
