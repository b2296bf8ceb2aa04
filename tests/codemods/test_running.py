"""What a run says, writes and refuses, and its exit status."""

from __future__ import annotations

import os
import pty
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import AFTER, DATABASE, FILES, NAME, REPAIRED, SCREEN, SCREEN_REPAIRED, SERVICE, git, texts

BY_HAND = {
    **FILES,
    "table_service.py": "from rename_service import rename\n\n\ndef table():\n    return {'rename': rename}\n",
}


def test_it_writes_and_says_what_it_does_first(committed, codemod):
    folder = committed()
    ran = codemod()
    assert (ran.status, ran.stderr) == (0, "")
    assert ran.stdout.startswith("1 functions require a session; 1 calls pass one; ")
    assert ran.stdout.endswith("2 files change; 0 by hand\n")
    assert texts(folder) == AFTER


def test_a_second_run_changes_nothing(committed, codemod):
    folder = committed()
    codemod()
    git(folder, "commit", "-qam", "repaired")
    ran = codemod()
    assert ran.status == 0
    assert " 0 files change" in ran.stdout
    assert texts(folder) == AFTER


def test_a_diff_writes_nothing_and_git_can_apply_it(committed, codemod):
    folder = committed({**FILES, "rename_service.py": SERVICE.rstrip("\n").replace("\n", "\r\n")})
    ran = codemod("--diff")
    assert texts(folder)["screen.py"] == SCREEN
    summary, _, patch = ran.stdout.partition("\n")
    assert "2 files change" in summary
    assert "\x1b" not in patch
    subprocess.run(["git", "apply", "-"], input=patch.encode(), cwd=folder, check=True)
    assert texts(folder) == {**AFTER, "rename_service.py": REPAIRED.rstrip("\n").replace("\n", "\r\n")}


def test_a_diff_from_a_folder_says_where_git_applies_it(committed, codemod):
    folder = committed({**FILES, "screens/on_screen.py": SCREEN})
    ran = codemod("..", "--diff", cwd=folder / "screens")
    assert ran.stderr == f"The paths are those below {folder}: git -C {folder} apply takes the diff.\n"
    patch = ran.stdout.encode()
    subprocess.run(["git", "-C", folder, "apply", "-"], input=patch, cwd=folder / "screens", check=True)
    assert texts(folder) == {**AFTER, "screens/on_screen.py": SCREEN_REPAIRED}


def test_a_diff_lists_by_hand_by_itself(committed, codemod):
    committed()
    ran = codemod("--diff", "--list-by-hand")
    assert (ran.status, ran.stdout) == (2, "")
    assert "--diff lists what is left by hand too" in ran.stderr


def test_the_list_by_hand_alone(committed, codemod):
    folder = committed(BY_HAND)
    ran = codemod("--list-by-hand")
    assert ran.status == 1
    assert [line.partition(" ")[0] for line in ran.stdout.splitlines()] == ["rename_service.py:6:5:"]
    assert "by hand: 'rename' is used as a value" in ran.stdout
    assert texts(folder) == BY_HAND


def test_what_is_by_hand_shows_in_the_status(committed, codemod):
    committed(BY_HAND)
    assert codemod().status == 1
    assert codemod("--diff").status == 1


def test_lines_are_those_of_the_files_as_they_are(committed, codemod):
    written = "\n\ndef _write(row) -> None:\n    with session_scope() as session:\n        session.add(row)\n"
    used = "\n\nWRITES = [_write]\n\n\ndef last() -> None:\n    _write(None)\n"
    stays = "\n\ndef on(session: Session | None = None) -> None:\n    session.flush()\n"
    folder = committed(
        {
            **FILES,
            "rename_service.py": SERVICE + written + used,
            "screen.py": "from sqlalchemy.orm import Session\n\n" + SCREEN + stays,
        }
    )

    def lines(*arguments):
        listed = [line.split(":", 2) for line in codemod(*arguments).stdout.splitlines() if ": by hand: " in line]
        files = texts(folder)
        return [files[path].splitlines()[int(line) - 1] for path, line, _ in listed]

    expected = ["def _write(row) -> None:", "def last() -> None:", "def on(session: Session | None = None) -> None:"]
    assert lines("--diff") == expected
    assert lines() == expected


def test_what_was_done_all_the_same_is_said_and_shows_not_in_the_status(committed, codemod):
    service = """\
from database import session_scope


def rename(session: str) -> None:
    with session_scope() as scope:
        scope.add(session)
"""
    committed({**FILES, "rename_service.py": service})
    ran = codemod()
    assert ran.status == 0, ran
    said = "'session' means something else in 'rename': its session is called"
    assert f"rename_service.py:4:5: done: {said}" in ran.stdout
    assert "0 by hand" in ran.stdout


def test_a_file_that_cannot_be_parsed_is_left_alone(committed, codemod):
    folder = committed({**FILES, "broken.py": "def (:\n"})
    ran = codemod()
    assert ran.status == 3
    assert re.search(r"broken.py: this file is not valid Python: .*; it was left alone", ran.stderr)
    assert texts(folder) == {**AFTER, "broken.py": "def (:\n"}


def test_an_unknown_codemod(run_module, committed):
    committed()
    ran = run_module("session_lint", "codemod", "add-required")
    assert ran.status == 2
    assert ran.stderr == f"session-lint: no codemod is called 'add-required'. Did you mean {NAME!r}?\n"


# A tree that git could not bring back -------------------------------------------------------------------------------


def test_a_changed_file_is_refused(committed, codemod):
    folder = committed()
    (folder / "screen.py").write_text(SCREEN + "\n# mine\n")
    ran = codemod()
    assert ran.status == 2
    assert "screen.py: not committed. Commit or stash first" in ran.stderr
    assert texts(folder)["rename_service.py"] == SERVICE
    assert codemod("--diff").status == 0
    assert codemod("--allow-dirty").status == 0
    assert texts(folder)["rename_service.py"] == REPAIRED
    assert texts(folder)["screen.py"].endswith("\n# mine\n")


@pytest.mark.parametrize("staged", [True, False], ids=["staged", "not staged"])
def test_a_change_elsewhere_is_refused_too(committed, codemod, staged):
    folder = committed({**FILES, "notes.txt": "old"})
    (folder / "notes.txt").write_text("new")
    if staged:
        git(folder, "add", "notes.txt")
    ran = codemod()
    assert ran.status == 2
    assert "notes.txt: not committed" in ran.stderr


def test_an_untracked_file_counts_where_it_is_to_be_written(committed, codemod):
    folder = committed()
    (folder / "notes.txt").write_text("untracked")
    git(folder, "rm", "-q", "--cached", "screen.py")
    git(folder, "commit", "-qm", "not the screen")
    ran = codemod()
    assert ran.status == 2
    assert "screen.py: git does not track it" in ran.stderr
    git(folder, "add", "screen.py")
    git(folder, "commit", "-qm", "the screen")
    assert codemod().status == 0


def test_no_repository(project, codemod):
    folder = project(FILES)
    ran = codemod()
    assert ran.status == 2
    assert "in no git repository, so that nothing could bring it back" in ran.stderr
    assert "--allow-dirty" in ran.stderr
    assert texts(folder) == FILES
    assert codemod("--allow-dirty").status == 0
    assert texts(folder) == AFTER


def test_a_repository_without_a_commit(project, codemod):
    folder = project(FILES)
    git(folder, "init", "-q")
    ran = codemod()
    assert ran.status == 2
    assert "git says" in ran.stderr


def test_without_git(committed, codemod):
    folder = committed()
    ran = codemod(PATH=str(folder))
    assert ran.status == 2
    assert "git cannot be run" in ran.stderr


# Files that cannot be written ---------------------------------------------------------------------------------------


AS_SOMEBODY = """
import os, sys
from session_lint.doors.cli import main
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
main()
"""


def as_somebody(*arguments, folder):
    """Run the command as somebody whom permissions hold for."""
    command = [sys.executable, "-c", AS_SOMEBODY, "codemod", NAME, "--allow-dirty", "--no-cache", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def open_project():
    """Write a project that everybody may write."""
    # Not below pytest's own folder, which every pytest that starts closes to others again.
    outer = Path(tempfile.mkdtemp())
    outer.chmod(0o755)

    def write(files):
        folder = outer / "open"
        folder.mkdir()
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            path.chmod(0o666)
            path.parent.chmod(0o777)
        return folder

    yield write
    for folder in (outer / "open", *(path for path in (outer / "open").rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    shutil.rmtree(outer)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions")
def test_a_read_only_file(open_project):
    folder = open_project(FILES)
    (folder / "screen.py").chmod(0o444)
    ran = as_somebody(folder=folder)
    assert ran.returncode == 2, ran.stderr
    assert "screen.py: is read-only; nothing was written. Make it writable, or exclude it." in ran.stderr
    assert texts(folder) == FILES


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions")
def test_a_read_only_folder(open_project):
    files = {"database.py": DATABASE, "rename_service.py": SERVICE, "ui/screen.py": SCREEN}
    folder = open_project(files)
    (folder / "ui").chmod(0o555)
    ran = as_somebody(folder=folder)
    assert ran.returncode == 2, ran.stderr
    assert "is read-only, so that it cannot be replaced; nothing was written." in ran.stderr
    assert texts(folder) == files


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions")
def test_a_root_that_cannot_hold_the_journal(open_project):
    files = {"code/database.py": DATABASE, "code/rename_service.py": SERVICE}
    folder = open_project(files)
    (folder / ".git").mkdir()
    folder.chmod(0o555)
    ran = as_somebody(folder=folder)
    assert ran.returncode == 2, ran.stderr
    assert "nothing was written. The run keeps there what it needs" in ran.stderr
    assert as_somebody("--diff", folder=folder).returncode == 0
    assert texts(folder) == files


LIMITED = "import resource, runpy, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n" + (
    "sys.argv = ['session-lint', 'codemod', '" + NAME + "', '--allow-dirty', '--no-cache']\n"
    "runpy.run_module('session_lint', run_name='__main__')\n"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_a_disk_that_is_full_from_the_start(project):
    folder = project(FILES)
    command = [sys.executable, "-c", LIMITED.format(size=200)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 2, ran.stderr
    assert "File too large; nothing was written" in ran.stderr
    assert texts(folder) == FILES
    assert not [*folder.rglob("*.tmp")]


@pytest.fixture
def small_disk(tmp_path_factory):
    """A file system of 64 kB."""
    disk = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full_in_the_midst(project, small_disk, codemod):
    folder = project(FILES)
    # The screen is on the small disk, with room for the old file alone.
    padding = "# " + "x" * 20_000 + "\n"
    (small_disk / "screen.py").write_text(SCREEN + padding)
    (folder / "screen.py").unlink()
    (folder / "screen.py").symlink_to(small_disk / "screen.py")
    (small_disk / "other").write_bytes(b"x" * 36_000)
    ran = codemod("--allow-dirty")
    assert ran.status == 2
    assert "screen.py: No space left on device. 1 of 2 files are written, each of them whole." in ran.stderr
    assert "again to write the others, or take all back with --undo." in ran.stderr
    assert texts(folder) == {**FILES, "rename_service.py": REPAIRED, "screen.py": SCREEN + padding}
    assert sorted(path.name for path in small_disk.iterdir()) == ["other", "screen.py"]
    (small_disk / "other").unlink()
    assert codemod("--allow-dirty").status == 0
    assert texts(folder) == {**AFTER, "screen.py": AFTER["screen.py"] + padding}


# Links --------------------------------------------------------------------------------------------------------------


def test_a_link_stays_a_link(project, codemod, tmp_path_factory):
    real = tmp_path_factory.mktemp("elsewhere") / "screen.py"
    real.write_text(SCREEN)
    folder = project({name: text for name, text in FILES.items() if name != "screen.py"})
    (folder / "screen.py").symlink_to(real)
    assert codemod("--allow-dirty").status == 0
    assert (folder / "screen.py").readlink() == real
    assert real.read_text() == AFTER["screen.py"]


def test_two_names_of_one_file(project, codemod):
    folder = project(FILES)
    (folder / "window.py").symlink_to("screen.py")
    assert codemod("--allow-dirty").status == 0
    assert texts(folder) == {**AFTER, "window.py": AFTER["screen.py"]}
    assert (folder / "window.py").is_symlink()


def test_the_mode_stays(project, codemod):
    folder = project(FILES)
    (folder / "screen.py").chmod(0o750)
    codemod("--allow-dirty")
    assert stat.S_IMODE((folder / "screen.py").stat().st_mode) == 0o750


# In a terminal ------------------------------------------------------------------------------------------------------


def in_terminal(folder, *arguments):
    """Return what the command shows in a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "session_lint", "codemod", NAME, *arguments]
    shown = b""
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
            if b"[y/N]" in part:
                os.write(ours, b"y\n")
    os.close(ours)
    return process.returncode, shown.decode()


def test_a_terminal_shows_progress_and_colours(committed):
    folder = committed()
    status, shown = in_terminal(folder, "--diff")
    assert status == 0
    assert "Planning" in shown
    assert "Checking again" in shown
    assert re.search(r"\x1b\[32m\+def rename\(name: str, \*, session: Session\) -> None:", shown)


def test_a_terminal_is_asked_whether_to_undo(committed):
    folder = committed()
    fails = [sys.executable, "-c", "raise SystemExit(1)"]
    status, shown = in_terminal(folder, "--verify", "tests", "--", *fails)
    assert status == 1
    assert "Take all of it back?" in shown
    assert texts(folder) == FILES
