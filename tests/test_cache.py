"""What is stored, what it depends on, and how long it is kept."""

import os
import time
from pathlib import Path

import pytest

from session_lint.cache import FOLDER, KEPT_DAYS, Cache
from session_lint.reading import read_facts

DAY = 24 * 3600.0


@pytest.fixture
def read(tmp_path: Path):
    """Read a file with some content through a new cache; tell whether it was stored already."""

    def through(content: str) -> bool:
        path = tmp_path / "work.py"
        path.write_text(content, "utf-8")
        stored = Cache(tmp_path).get(path.read_bytes()) is not None
        read_facts([path], Cache(tmp_path), 1)
        return stored

    return through


def entries(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / FOLDER).glob("*/*/*")) if path.is_file()]


def age(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def next_day(folder: Path) -> None:
    age(folder / FOLDER / "swept", 1.1)


def test_the_same_bytes_are_read_once(tmp_path: Path, read):
    assert [read("x = 1\n"), read("x = 1\n"), read("x = 2\n")] == [False, True, False]
    assert len(entries(tmp_path)) == 2


def test_what_nobody_asks_for_is_removed(tmp_path: Path, read):
    read("x = 1\n")
    (old,) = entries(tmp_path)
    age(old, KEPT_DAYS + 1)
    next_day(tmp_path)
    read("x = 2\n")
    assert old not in entries(tmp_path)
    assert len(entries(tmp_path)) == 1


def test_what_is_asked_for_stays(tmp_path: Path, read):
    read("x = 1\n")
    (used,) = entries(tmp_path)
    age(used, KEPT_DAYS + 1)
    assert read("x = 1\n")
    next_day(tmp_path)
    read("x = 2\n")
    assert used in entries(tmp_path)


def test_old_entries_are_looked_for_once_a_day(tmp_path: Path, read):
    read("x = 1\n")
    (old,) = entries(tmp_path)
    age(old, KEPT_DAYS + 1)
    read("x = 2\n")
    assert old in entries(tmp_path)


def test_other_versions_are_removed_with_their_folder(tmp_path: Path, read):
    read("x = 1\n")
    other = tmp_path / FOLDER / "0123456789abcdef"
    (other / "ab").mkdir(parents=True)
    (other / "lock").touch()
    (other / "ab" / "cdef").write_bytes(b"")
    age(other / "ab" / "cdef", KEPT_DAYS + 1)
    next_day(tmp_path)
    read("x = 2\n")
    assert not other.exists()


def test_a_broken_entry_is_read_anew(tmp_path: Path, read):
    read("x = 1\n")
    entries(tmp_path)[0].write_bytes(b"\xc1")
    assert not read("x = 1\n")
    assert read("x = 1\n")


@pytest.mark.parametrize(
    "options", [["--select", "SES101"], ["--ignore", "SES1"], ["--config", "other.toml"]], ids=" ".join
)
def test_what_is_selected_or_configured_is_no_part_of_a_key(project, check, options):
    folder = project({
        "pyproject.toml": "[tool.session_lint]\n",
        "other.toml": 'session-names = ["tx"]\nservices = ["core/"]\nscope-functions = ["transaction"]\n',
        "core/work.py": "from lib import transaction\n\n\ndef work(tx=None):\n    tx.flush()\n",
    })  # fmt: skip
    check(".")
    before = entries(folder)
    check(".", *options)
    assert entries(folder) == before
