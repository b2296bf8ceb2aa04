"""All files to facts: stored ones from the cache, the others parsed, on every core."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, cast

import msgspec

from session_lint.cache import Cache
from session_lint.deep import with_deep_stack
from session_lint.facts.program import FileFacts
from session_lint.source.text import Unreadable, read_bytes

IN_PROCESS = 200_000
"""Bytes up to which starting workers costs more than it saves."""

_CHUNK = 150_000  # bytes that a worker is given at once
_DIED = "cannot be parsed: LibCST's parser died of it"

Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Tell nobody about progress."""


def digest(data: bytes) -> bytes:
    """Return what tells whether bytes are still the same."""
    return hashlib.sha256(data).digest()


def read_facts(
    paths: Iterable[Path],
    cache: Cache,
    jobs: int | None = None,
    buffers: dict[Path, bytes] | None = None,
    progress: Progress = silent,
    digests: dict[Path, bytes] | None = None,
) -> dict[Path, FileFacts]:
    """Return the facts of every file; a file that cannot be read or parsed has facts that say why.

    Args:
        paths: the files.
        cache: where facts are stored.
        jobs: how many processes may parse; None for one a core.
        buffers: bytes that stand in for a file's own.
        progress: told how many files are parsed, and how many there are to parse.
        digests: gets the digest of every file's bytes as they were read here.
    """
    found: dict[Path, FileFacts] = {}
    contents: dict[Path, bytes] = {}
    buffers = buffers or {}
    for path in paths:
        try:
            contents[path] = buffers[path] if path in buffers else read_bytes(path)
        except Unreadable as error:
            found[path] = FileFacts(unreadable=(error.reason, error.line, error.column))
    if digests is not None:
        digests.update({path: digest(data) for path, data in contents.items()})
    missing = _from_cache(contents, cache, found)
    if missing:
        lock = cache.lock()
        try:
            missing = _from_cache({path: contents[path] for path in missing}, cache, found)
            _parse(missing, contents, cache, jobs, found, progress)
            cache.sweep()
        finally:
            if lock is not None:
                lock.release()
    return found


def _from_cache(contents: dict[Path, bytes], cache: Cache, found: dict[Path, FileFacts]) -> list[Path]:
    missing: list[Path] = []
    for path, data in contents.items():
        stored = cache.get(data)
        if stored is None:
            missing.append(path)
        else:
            found[path] = stored
    return missing


def _parse(
    missing: list[Path],
    contents: dict[Path, bytes],
    cache: Cache,
    jobs: int | None,
    found: dict[Path, FileFacts],
    progress: Progress,
) -> None:
    decoder = msgspec.msgpack.Decoder(FileFacts)
    done = 0

    def keep(chunk: list[Path], results: list[bytes]) -> None:
        nonlocal done
        for path, encoded in zip(chunk, results, strict=True):
            found[path] = decoder.decode(encoded)
            cache.put(contents[path], encoded)
        done += len(chunk)
        progress(done, len(missing))

    jobs = jobs if jobs is not None else os.cpu_count() or 1
    if jobs <= 1 or sum(len(contents[path]) for path in missing) <= IN_PROCESS:
        for path in missing:
            keep([path], extract_all([contents[path]]))
        return
    for chunk in _in_workers(_chunks(missing, contents), contents, jobs, keep):
        # A worker died. Each file of its chunk is tried alone, so that only the one that kills is lost.
        for path in chunk:
            if _in_workers([[path]], contents, 1, keep):
                found[path] = FileFacts(unreadable=(_DIED, 1, 1))


def _in_workers(
    chunks: list[list[Path]],
    contents: dict[Path, bytes],
    jobs: int,
    keep: Callable[[list[Path], list[bytes]], None],
) -> list[list[Path]]:
    """Parse chunks in worker processes; return those that were lost when a worker died."""
    lost: list[list[Path]] = []
    # Forking a process that has threads can deadlock; forkserver and spawn start clean.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(chunks)), mp_context=context) as pool:
        waiting: dict[Future[list[bytes]], list[Path]] = {}
        for chunk in chunks:
            waiting[pool.submit(extract_all, [contents[path] for path in chunk])] = chunk
        for future in as_completed(waiting):
            try:
                keep(waiting[future], future.result())
            except BrokenProcessPool:
                lost.append(waiting[future])
                _end_writing(pool)
    return lost


def _end_writing(pool: ProcessPoolExecutor) -> None:
    # CPython before 3.12.1 waits forever for a thread that writes to workers which are dead (gh-94777): the write fails
    # once nobody can read from that pipe any more. Closing it twice does nothing.
    queue = cast("Any", pool)._call_queue
    if queue is not None:
        queue._reader.close()


def _chunks(paths: list[Path], contents: dict[Path, bytes]) -> list[list[Path]]:
    # Largest first, so that the last worker does not end long after the others.
    chunks: list[list[Path]] = []
    size = _CHUNK
    for path in sorted(paths, key=lambda path: len(contents[path]), reverse=True):
        if size >= _CHUNK:
            chunks.append([])
            size = 0
        chunks[-1].append(path)
        size += len(contents[path])
    return chunks


def extract_all(contents: list[bytes]) -> list[bytes]:
    """Return the encoded facts of some files' bytes; what a worker process runs."""
    from session_lint.facts.extract import extract

    encoder = msgspec.msgpack.Encoder()
    return with_deep_stack(lambda: [encoder.encode(extract(data)) for data in contents])
