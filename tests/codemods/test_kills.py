"""A run that is killed while it writes: each file is old or new, and the same command finishes the work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import AFTER, FILES, SCREEN, texts

from session_lint.codemods import writer
from session_lint.codemods.journal import Journal, Record
from session_lint.codemods.writer import Replacement

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork()")

COUNT = 12


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A run of twelve files in two folders, none of which is written yet."""
    files = {f"{'ab'[number % 2]}/file_{number}.py": number for number in range(COUNT)}
    replacements = {
        name: Replacement(b"old = 1\n" * (100 + number), b"new = 22\n" * (100 + number))
        for name, number in files.items()
    }
    for name, replacement in replacements.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(replacement.before)
    return Record(("codemod",), "session-lint codemod", replacements)


def states(root: Path, record: Record) -> list[str]:
    """Return for each file whether it is old or new; it must be one of them, whole."""
    found: list[str] = []
    for name, replacement in record.files.items():
        now = (root / name).read_bytes()
        assert now in (replacement.before, replacement.after), f"{name} is torn"
        found.append("new" if now == replacement.after else "old")
    return found


def go_on(root: Path, record: Record) -> None:
    """Do what the same command does the next time."""
    journal = Journal(root)
    with journal.locked():
        unfinished = journal.unfinished()
        if unfinished is None:
            found = set(states(root, record))
            assert len(found) == 1
            if found == {"old"}:
                journal.write(record)
        else:
            assert unfinished == record
            journal.finish(unfinished)
        assert journal.unfinished() is None


def all_is_done(root: Path, record: Record) -> None:
    """Assert that everything is written, and nothing left lying about."""
    assert set(states(root, record)) == {"new"}
    assert {path.name for path in root.glob("?/*")} == {Path(name).name for name in record.files}
    assert not [*root.rglob("*.tmp")]


def in_child(work: Callable[[], None]) -> int:
    """Do work in a process of its own; return its id."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def write(root: Path, record: Record) -> None:
    journal = Journal(root)
    with journal.locked():
        journal.write(record)


def test_killed_at_every_step(tmp_path, record, monkeypatch):
    """Every call that leaves a trace on the disk is once the last one."""
    old = {name: replacement.before for name, replacement in record.files.items()}
    seen: set[int] = set()
    for last in range(200):
        for name, data in old.items():
            (tmp_path / name).write_bytes(data)

        def killed(last: int = last) -> None:
            left = [last]

            def counting(call):
                def counted(*arguments, **options):
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                    left[0] -= 1
                    return call(*arguments, **options)

                return counted

            monkeypatch.setattr(writer.os, "open", counting(os.open))
            monkeypatch.setattr(writer.os, "fsync", counting(os.fsync))
            monkeypatch.setattr(Path, "replace", counting(Path.replace))
            monkeypatch.setattr(writer.shutil, "copystat", counting(writer.shutil.copystat))
            write(tmp_path, record)

        _, status = os.waitpid(in_child(killed), 0)
        if not os.WIFSIGNALED(status):
            break
        seen.add(states(tmp_path, record).count("new"))
        go_on(tmp_path, record)
        all_is_done(tmp_path, record)
    else:
        pytest.fail("it never came to an end")
    assert seen == set(range(COUNT + 1))


def test_killed_at_a_hundred_moments(tmp_path, record):
    start = time.perf_counter()
    os.waitpid(in_child(lambda: write(tmp_path, record)), 0)
    whole = time.perf_counter() - start
    all_is_done(tmp_path, record)
    choose = random.Random(7)
    for _ in range(100):
        for name, replacement in record.files.items():
            (tmp_path / name).write_bytes(replacement.before)
        child = in_child(lambda: write(tmp_path, record))
        time.sleep(choose.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        go_on(tmp_path, record)
        all_is_done(tmp_path, record)


def test_killed_again_and_again(tmp_path, record):
    choose = random.Random(8)
    for _ in range(20):
        child = in_child(lambda: go_on(tmp_path, record))
        time.sleep(choose.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        states(tmp_path, record)
    if set(states(tmp_path, record)) != {"new"}:
        go_on(tmp_path, record)
    all_is_done(tmp_path, record)


# The command --------------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from session_lint.codemods import journal
def replace_all(contents, done):
    path, data = next(iter(contents.items()))
    real(dict([(path, data)]), done)
    path, data = list(contents.items())[1]
    os.open(journal.temporary_of(path.resolve()), os.O_CREAT)
    os.kill(os.getpid(), signal.SIGKILL)
real, journal.replace_all = journal.replace_all, replace_all
from session_lint.doors.cli import main
main()
"""


@pytest.fixture
def killed(committed):
    """A committed project in which a run was killed after the first of two files, while it wrote the second."""
    folder = committed()
    command = [sys.executable, "-c", KILLED, "codemod", "add-required-session"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert texts(folder) == {**AFTER, "screen.py": SCREEN}
    assert len([*folder.glob(".session-lint-*.tmp")]) == 1
    return folder


def test_the_same_command_finishes(killed, codemod):
    ran = codemod()
    assert (ran.status, ran.stderr) == (0, "")
    assert "2 files change; 0 by hand" in ran.stdout
    assert texts(killed) == AFTER
    assert not [*killed.rglob("*.tmp")]


@pytest.mark.parametrize("arguments", [["--diff"], ["--list-by-hand"], ["screen.py"], ["--position", "last"]], ids=str)
def test_another_command_does_not(killed, codemod, arguments):
    ran = codemod(*arguments)
    assert ran.status == 2
    assert "a run was interrupted, and some of its files are written." in ran.stderr
    assert "Run 'session-lint codemod add-required-session' again to write the others" in ran.stderr
    assert texts(killed) == {**AFTER, "screen.py": SCREEN}


def test_it_can_be_taken_back(killed, codemod):
    ran = codemod("--undo")
    assert ran.status == 0
    assert texts(killed) == FILES
    assert not [*killed.rglob("*.tmp")]
    assert codemod().status == 0
    assert texts(killed) == AFTER


def test_what_was_put_back_is_begun_anew(killed, codemod):
    subprocess.run(["git", "checkout", "-q", "."], cwd=killed, check=True)
    assert codemod("--diff").status == 0
    assert codemod().status == 0
    assert texts(killed) == AFTER


def test_what_was_changed_meanwhile_is_not_overwritten(killed, codemod):
    (killed / "screen.py").write_text(SCREEN + "# mine\n")
    ran = codemod()
    assert ran.status == 2
    assert "screen.py: changed since 'session-lint codemod add-required-session' was interrupted" in ran.stderr
    assert texts(killed)["screen.py"] == SCREEN + "# mine\n"
    ran = codemod("--undo")
    assert ran.status == 1
    assert ran.stderr == "screen.py: changed after that run, so that it stays as it is.\n"
    assert texts(killed) == {**FILES, "screen.py": SCREEN + "# mine\n"}


def test_a_journal_that_cannot_be_read(killed, codemod):
    (killed / ".session_lint_cache" / "codemod-unfinished").write_bytes(b"nothing")
    ran = codemod()
    assert ran.status == 2
    assert "codemod-unfinished: cannot be read" in ran.stderr


def test_two_at_once(committed):
    folder = committed()
    with Journal(folder).locked():
        program = (
            "import session_lint.codemods.journal as j; j._WAIT = 0.1\nfrom session_lint.doors.cli import main; main()"
        )
        command = [sys.executable, "-c", program, "codemod", "add-required-session"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "another codemod runs in this project. Wait until it has ended." in ran.stderr
    assert texts(folder) == FILES
