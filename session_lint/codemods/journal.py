"""The journal of a run that writes: what makes a run that was killed one that can be finished, or taken back.

It is written before the first file is, and holds every file's bytes before and after. So no state that a run can be
killed in has to be planned for again: each file is old, new, or somebody else's.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from session_lint.cache import FOLDER, prepared
from session_lint.codemods.changes import ByHand
from session_lint.codemods.verification import TypingError
from session_lint.codemods.writer import Replacement, WriteError, refuse_unwritable, replace, replace_all, temporary_of
from session_lint.source.text import Unreadable, read_bytes

_UNFINISHED, _LAST, _LOCK = "codemod-unfinished", "codemod-last", "codemod.lock"
_WAIT = 10.0  # seconds


class Record(Struct, frozen=True):
    """A run that writes.

    ``command`` tells whether another run is the same, ``words`` are the command as it was written; ``files`` are by
    path relative to the root. What is to be said at the end is kept too: what is left to a hand, the counts, the
    unreadable files with the reason, and what pyright said before.
    """

    command: tuple[str, ...]
    words: str
    files: dict[str, Replacement]
    by_hand: tuple[ByHand, ...] = ()
    counts: dict[str, int] = {}
    unreadable: tuple[tuple[str, str], ...] = ()
    errors: tuple[TypingError, ...] | None = None


class Journal:
    """A project's journal, below its cache folder.

    Args:
        root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / FOLDER

    @contextlib.contextmanager
    def locked(self) -> Generator[None]:
        """Keep other codemods away from the project; where nothing can be written, nothing needs to be kept.

        Raises:
            WriteError: when another one runs.
        """
        if not prepared(self._root):
            yield
            return
        lock = FileLock(self._folder / _LOCK)
        try:
            lock.acquire(timeout=_WAIT)
        except Timeout as error:
            raise WriteError(f"{self._root}: another codemod runs in this project. Wait until it has ended") from error
        try:
            yield
        finally:
            lock.release()

    def unfinished(self) -> Record | None:
        """Return the run that was killed, when any of its files is there; forget it when none is.

        Raises:
            WriteError: when the journal cannot be read.
        """
        record = self._read(_UNFINISHED)
        if record is None:
            return None
        self._sweep(record)
        if any(self._now(path) == replacement.after for path, replacement in record.files.items()):
            return record
        (self._folder / _UNFINISHED).unlink(missing_ok=True)
        return None

    def last(self) -> Record | None:
        """Return the run that wrote last, for taking it back: the one that was killed before the one that ended."""
        return self._read(_UNFINISHED) or self._read(_LAST)

    def write(self, record: Record, done: Callable[[Path], None] = lambda _: None) -> None:
        """Write a run's files. Nothing is written when one has changed since it was read, or cannot be written.

        Raises:
            WriteError: when that fails; the run is then unfinished if any file was written.
        """
        files = {self._root / path: replacement for path, replacement in record.files.items()}
        refuse_unwritable(files)
        try:
            if not prepared(self._root):
                raise PermissionError(13, "the folder cannot be made")
            replace(self._folder / _UNFINISHED, msgspec.msgpack.encode(record))
            _settle(self._folder)
        except OSError as error:
            raise WriteError(
                f"{self._folder}: {error.strerror or error}; nothing was written. The run keeps there what it needs "
                "to be finished or taken back"
            ) from error
        self._replace({path: replacement.after for path, replacement in files.items()}, record, done)

    def finish(self, record: Record, done: Callable[[Path], None] = lambda _: None) -> None:
        """Write what a run that was killed has not written.

        Raises:
            WriteError: when a file is neither as it was nor as it is to be, or cannot be written.
        """
        old: dict[Path, Replacement] = {}
        for path, replacement in record.files.items():
            now = self._now(path)
            if now == replacement.before:
                old[self._root / path] = replacement
            elif now != replacement.after:
                raise WriteError(
                    f"{self._root / path}: changed since {record.words!r} was interrupted; nothing was written. Put it "
                    "back and run that again, or take all of it back with --undo"
                )
        refuse_unwritable(old)
        self._replace({path: replacement.after for path, replacement in old.items()}, record, done)

    def undo(self, record: Record, done: Callable[[Path], None] = lambda _: None) -> list[str]:
        """Put every file's bytes back that is as the run left it, and forget the run.

        Returns:
            The files that somebody changed after the run: they stay as they are.

        Raises:
            WriteError: when a file cannot be written; the run is then still there to be taken back.
        """
        self._sweep(record)
        back: dict[Path, bytes] = {}
        others: list[str] = []
        for path, replacement in record.files.items():
            now = self._now(path)
            if now == replacement.after:
                back[self._root / path] = replacement.before
            elif now != replacement.before:
                others.append(path)
        replace_all(back, done)
        for name in (_UNFINISHED, _LAST):
            (self._folder / name).unlink(missing_ok=True)
        return others

    def _replace(self, contents: dict[Path, bytes], record: Record, done: Callable[[Path], None]) -> None:
        try:
            replace_all(contents, done)
        except WriteError as error:
            raise WriteError(
                f"{error}. Once that is mended, run {record.words!r} again to write the others, or take all back with "
                "--undo"
            ) from error
        (self._folder / _UNFINISHED).replace(self._folder / _LAST)

    def _sweep(self, record: Record) -> None:
        for path in record.files:
            with contextlib.suppress(OSError):
                temporary_of((self._root / path).resolve()).unlink(missing_ok=True)

    def _now(self, path: str) -> bytes | None:
        try:
            return read_bytes(self._root / path)
        except Unreadable:
            return None

    def _read(self, name: str) -> Record | None:
        try:
            return msgspec.msgpack.decode((self._folder / name).read_bytes(), type=Record)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise WriteError(
                f"{self._folder / name}: cannot be read ({error}), and a codemod may have been interrupted. See what "
                "git says of your files, then remove it"
            ) from error


def _settle(folder: Path) -> None:
    # A name in a folder outlives a power failure once the folder is written too.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
