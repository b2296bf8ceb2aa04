"""The one place that writes a user's files: each is replaced at once, or stays as it is."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from session_lint.source.text import Unreadable, read_bytes


class WriteError(Exception):
    """Files that cannot be written; the text is sentences for the user, the last one without its full stop."""


class Replacement(Struct, frozen=True):
    """A file's bytes as they were read, and as they are to be."""

    before: bytes
    after: bytes


def refuse_unwritable(replacements: Mapping[Path, Replacement]) -> None:
    """Raise when one of some files has changed since it was read, or cannot be written.

    Raises:
        WriteError: with the file.
    """
    by_file: dict[Path, tuple[Path, bytes]] = {}
    for path, replacement in replacements.items():
        try:
            now = read_bytes(path)
        except Unreadable as error:
            raise WriteError(f"{path}: {error.reason}; nothing was written") from error
        if now != replacement.before:
            raise WriteError(f"{path}: changed since it was read; nothing was written. Run the command again")
        real = path.resolve()
        if not os.access(real, os.W_OK):
            raise WriteError(f"{path}: is read-only; nothing was written. Make it writable, or exclude it")
        if not os.access(real.parent, os.W_OK | os.X_OK):
            raise WriteError(
                f"{path}: its folder {real.parent} is read-only, so that it cannot be replaced; nothing was written. "
                "Make the folder writable, or exclude the file"
            )
        other, after = by_file.setdefault(real, (path, replacement.after))
        if after != replacement.after:
            raise WriteError(
                f"{path} and {other} are one file by a symbolic link, and would have to differ; nothing was written. "
                "Exclude one of them"
            )


def replace_all(contents: Mapping[Path, bytes], done: Callable[[Path], None] = lambda _: None) -> None:
    """Replace files, each atomically; a symbolic link stays one, and what it points to is replaced.

    Args:
        contents: new bytes by path.
        done: told each file once it is replaced.

    Raises:
        WriteError: when the operating system refuses: files before it are new, the others old.
    """
    for number, (path, data) in enumerate(contents.items()):
        try:
            if read_bytes(path) != data:
                replace(path.resolve(), data)
        except (OSError, Unreadable) as error:
            why = error.reason if isinstance(error, Unreadable) else (error.strerror or error)
            raise WriteError(
                f"{path}: {why}. {number} of {len(contents)} files are written, each of them whole"
            ) from error
        done(path)


def replace(path: Path, data: bytes) -> None:
    """Put bytes in the place of a file's at once; its mode, owner and attributes stay. A missing file is made.

    Raises:
        OSError: when that is not possible; the file is then as it was.
    """
    temporary = temporary_of(path)
    temporary.unlink(missing_ok=True)  # of a run that was killed
    handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            _copy_owner(path, temporary)
            shutil.copystat(path, temporary)
            os.utime(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_of(path: Path) -> Path:
    """Return where a file's new bytes stand until they take its place: always the same, so that it can be found."""
    return path.parent / f".session-lint-{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.tmp"


def _copy_owner(path: Path, temporary: Path) -> None:
    if hasattr(os, "chown"):
        status = path.stat()
        with contextlib.suppress(PermissionError):  # another's file becomes ours, as with any editor
            os.chown(temporary, status.st_uid, status.st_gid)
