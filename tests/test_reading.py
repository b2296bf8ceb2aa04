"""Reading files: on every core, through the cache, and whatever becomes of a worker."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import psutil

from session_lint.cache import FOLDER, Cache
from session_lint.reading import IN_PROCESS, read_facts

FUNCTION = "def work_{number}(session=None):\n    return session.query({number})\n\n\n"


def big_project(folder: Path) -> list[Path]:
    """Write a project that is large enough for worker processes."""
    text = "".join(FUNCTION.format(number=number) for number in range(250))
    paths = [folder / f"module_{number}.py" for number in range(3 * IN_PROCESS // len(text) * 2)]
    for number, path in enumerate(paths):
        path.write_text(f"# {number}\n{text}", "utf-8")
    return paths


def test_workers_and_one_process_read_the_same(tmp_path: Path):
    paths = big_project(tmp_path)
    assert read_facts(paths, Cache(None), jobs=2) == read_facts(paths, Cache(None), jobs=1)


def test_what_is_stored_is_what_was_read(tmp_path: Path):
    paths = big_project(tmp_path)[:3]
    first = read_facts(paths, Cache(tmp_path))
    assert list((tmp_path / FOLDER).rglob("*"))
    assert read_facts(paths, Cache(tmp_path)) == first == read_facts(paths, Cache(None))


def test_a_damaged_cache_is_read_as_none(tmp_path: Path):
    paths = big_project(tmp_path)[:3]
    first = read_facts(paths, Cache(tmp_path))
    for stored in (tmp_path / FOLDER).rglob("*"):
        if stored.is_file():
            stored.write_bytes(stored.read_bytes()[:7])
    assert read_facts(paths, Cache(tmp_path)) == first


def test_a_changed_file_is_read_anew(tmp_path: Path):
    (path,) = big_project(tmp_path)[:1]
    before = read_facts([path], Cache(tmp_path))
    path.write_text("x = 1\n", "utf-8")
    assert read_facts([path], Cache(tmp_path)) != before


def test_a_workers_death_loses_no_file(tmp_path: Path):
    paths = big_project(tmp_path)
    command = [
        sys.executable,
        "-m",
        "session_lint",
        "check",
        ".",
        "-j",
        "2",
        "--no-cache",
        "--output-format",
        "concise",
    ]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed = kill_a_worker(running)
    stdout, stderr = running.communicate()
    assert killed, "no worker was seen"
    assert running.returncode == 1, stderr
    assert stdout.count(" SES101 ") == 250 * len(paths)
    assert "SES902" not in stdout


def kill_a_worker(running: subprocess.Popen[str]) -> bool:
    """Kill one of a process's parser workers as soon as there is one that works."""
    parent = psutil.Process(running.pid)
    while running.poll() is None:
        for worker in parent.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if any("spawn_main" in argument for argument in worker.cmdline()):
                    time.sleep(0.5)  # it has begun
                    worker.kill()
                    return True
        time.sleep(0.02)
    return False
