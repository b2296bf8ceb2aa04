"""The demonstration: two processes work on the same sessions, each with a manager and a cache of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from uuid import UUID

from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from reference_impl.documentation.errors import DocumentationError
from reference_impl.documentation.manager import SessionManager
from reference_impl.documentation.opening import migrate, open_manager
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.documentation.values import DocumentationSession, SessionUpdate, Status

FILES = 40
_WORKERS = 2


def demonstrate(settings: DocumentationSettings, console: Console) -> None:
    """Migrate the database, let two processes document one module together, and show what the cache says meanwhile.

    Args:
        settings: of the database.
        console: where it is shown.
    """
    migrate(settings)
    paths = [f"src/module_{number:02}.py" for number in range(FILES)]
    with open_manager(settings) as manager:
        session = manager.create("demo", "module", paths)
        console.print(f"process {os.getpid()} created session {session.id}: {FILES} files, {session.status}")
        manager.update(session.id, SessionUpdate(status=Status.IN_PROGRESS))
        console.print(f"it is cached here as {manager.get(session.id).status}, and two processes go to work")
        _show_refusal(manager, session.id, SessionUpdate(status=Status.IN_PROGRESS), console)  # who would begin it, too
        _work(settings, session.id, manager, console)
        _show_refusal(manager, session.id, SessionUpdate(status=Status.PENDING), console)
        _show_expiry(manager, console)


def document(settings: DocumentationSettings, id: UUID, first: int) -> tuple[int, int]:
    """Document every second file of a session, as one of two processes does, and return its number and how many.

    Args:
        settings: of the database.
        id: of the session.
        first: the number of the first file.
    """
    with open_manager(settings) as manager:
        paths = manager.get(id).file_paths[first::_WORKERS]
        for path in paths:
            manager.update(id, _one_more(path))
            manager.add_note(id, path, f"memory-{path}", "documented")
        return os.getpid(), len(paths)


def _one_more(path: str) -> Callable[[DocumentationSession], SessionUpdate]:
    def decide(fresh: DocumentationSession) -> SessionUpdate:  # handed the locked row: nothing is lost between
        done = fresh.progress.processed_files + 1
        return SessionUpdate(progress=replace(fresh.progress, processed_files=done, current_file=path))

    return decide


def _work(settings: DocumentationSettings, id: UUID, manager: SessionManager, console: Console) -> None:
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as processes:
        working = [processes.submit(document, settings, id, first) for first in range(_WORKERS)]
        seen: list[int] = []
        while not all(each.done() for each in working):
            seen.append(manager.get(id).progress.processed_files)
            time.sleep(0.02)
        for each in working:
            pid, files = each.result()
            console.print(f"process {pid} documented {files} files")
    finished = manager.update(id, SessionUpdate(status=Status.COMPLETED, current_file=None))
    grew = seen == sorted(seen)
    table = Table("what", "expected", "found")
    table.add_row("files processed", str(FILES), str(finished.progress.processed_files))
    table.add_row("notes", str(FILES), str(len(finished.notes)))
    table.add_row(
        "version: 1 created, 2 changes of status, 2 changes a file", str(3 + 2 * FILES), str(finished.version)
    )
    table.add_row(f"progress, read {len(seen)} times meanwhile", "only grew", "only grew" if grew else "WENT BACK")
    console.print(table)


def _show_refusal(manager: SessionManager, id: UUID, update: SessionUpdate, console: Console) -> None:
    try:
        manager.update(id, update)
    except DocumentationError as error:
        console.print(f"refused: {error}")


def _show_expiry(manager: SessionManager, console: Console) -> None:
    session = manager.create("demo", "forgotten", [], ttl=timedelta(milliseconds=1))
    time.sleep(0.01)
    console.print(f"{manager.expire_sessions()} session expired; version 1 became", end=" ")
    console.print(f"{manager.get(session.id).version}, its status {manager.get(session.id).status}")
