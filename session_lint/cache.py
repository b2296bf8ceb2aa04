"""Stored facts: what a file's bytes said once, they say again.

A file's facts are kept under the hash of its bytes, in a folder that is named after everything else that they depend
on: the schema of the facts and the versions of the tool, of LibCST and of Python. What is selected or configured is no
part of it. Entries that nobody asked for in ``KEPT_DAYS`` days are removed when new ones are written, once a day.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from session_lint import __version__
from session_lint.facts.program import FileFacts
from session_lint.facts.values import SCHEMA

FOLDER = ".session_lint_cache"
KEPT_DAYS = 30
_DAY = 24 * 3600.0
_SWEPT = "swept"  # the file whose time says when old entries were last removed
_LONGEST_WAIT = 600.0  # seconds; a process that still builds then does not keep others from building themselves


def prepared(root: Path) -> bool:
    """Make the folder that git and backups pass over; tell whether it is there."""
    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
        (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n", "utf-8")
    except OSError:
        return False
    return True


class Cache:
    """Facts on disk, below a project's root. A folder that cannot be written is no cache, and no error.

    Args:
        root: the project's folder; None for no cache at all.
    """

    def __init__(self, root: Path | None) -> None:
        self._decoder = msgspec.msgpack.Decoder(FileFacts)
        self._folder: Path | None = None
        if root is None:
            return
        versions = f"{SCHEMA} {__version__} {metadata.version('libcst')} {sys.version_info[:2]}"
        folder = root / FOLDER / hashlib.sha256(versions.encode()).hexdigest()[:16]
        if not prepared(root):
            return
        try:
            folder.mkdir(exist_ok=True)
        except OSError:
            return
        self._folder = folder

    def lock(self) -> FileLock | None:
        """Return the held lock of whoever reads files that are not stored yet; None when there is nothing to lock.

        The first process builds, the others wait and read. To be released by the caller.
        """
        if self._folder is None:
            return None
        lock = FileLock(self._folder / "lock")
        try:
            lock.acquire(timeout=_LONGEST_WAIT)
        except (Timeout, OSError):
            return None
        return lock

    def get(self, data: bytes) -> FileFacts | None:
        """Return the stored facts of a file's bytes; None when there are none, or they cannot be read."""
        if self._folder is None:
            return None
        place = self._place(data)
        try:
            with place.open("rb") as file:
                age = time.time() - os.fstat(file.fileno()).st_mtime
                facts = self._decoder.decode(file.read())
        except (OSError, msgspec.DecodeError):
            return None
        if age > _DAY:  # its time says when it was last asked for, to the day
            with contextlib.suppress(OSError):
                os.utime(place)
        return facts

    def put(self, data: bytes, encoded: bytes) -> None:
        """Store encoded facts under a file's bytes, whole or not at all."""
        if self._folder is None:
            return
        place = self._place(data)
        try:
            place.parent.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=place.parent)
            with os.fdopen(descriptor, "wb") as file:
                file.write(encoded)
            Path(name).replace(place)
        except OSError:
            self._folder = None

    def sweep(self) -> None:
        """Remove the entries of all versions that nobody asked for in ``KEPT_DAYS`` days; at most once a day.

        To be called by whoever holds the lock. Who reads an entry in that moment finds none, and parses its file.
        """
        if self._folder is None:
            return
        swept, now = self._folder.parent / _SWEPT, time.time()
        with contextlib.suppress(OSError):
            if swept.exists() and now - swept.stat().st_mtime < _DAY:
                return
            swept.touch()
            for version in [folder for folder in self._folder.parent.iterdir() if folder.is_dir()]:
                for group in [folder for folder in version.iterdir() if folder.is_dir()]:
                    _remove_old(group, now - KEPT_DAYS * _DAY)
                if version != self._folder and not any(entry.is_dir() for entry in version.iterdir()):
                    (version / "lock").unlink(missing_ok=True)
                    version.rmdir()

    def _place(self, data: bytes) -> Path:
        assert self._folder is not None
        digest = hashlib.sha256(data).hexdigest()
        return self._folder / digest[:2] / digest[2:32]


def _remove_old(group: Path, before: float) -> None:
    kept = False
    for entry in group.iterdir():
        if entry.stat().st_mtime < before:
            entry.unlink(missing_ok=True)
        else:
            kept = True
    if not kept:
        group.rmdir()
