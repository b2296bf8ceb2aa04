"""`python -m reference_impl.stockroom`: it serves, or says in one sentence why not."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import items, until

import reference_impl

HERE = {"PYTHONPATH": str(Path(reference_impl.__file__).parents[1])}
COMMAND = "reference_impl.stockroom"
_RUNNING = re.compile(r"running on (http://\S+)")


@contextmanager
def started(folder: Path, *arguments: object, **environment: str) -> Generator[tuple[subprocess.Popen[bytes], str]]:
    """Start the command on a free port, and yield process and URL; a process that ends yields what it wrote."""
    log = folder / "log"
    command = [sys.executable, "-m", COMMAND, "--port", "0", *map(str, arguments)]
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=folder, stderr=stderr, env={**os.environ, **HERE, **environment})
    try:
        until(lambda: _RUNNING.search(log.read_text()) or process.poll() is not None)
        found = _RUNNING.search(log.read_text())
        yield process, found.group(1) if found else log.read_text()
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


def post(url: str, name: str) -> int:
    """Add an item, and return the status of the answer."""
    return httpx.post(f"{url}/items", json={"name": name}, timeout=60).status_code


@pytest.mark.parametrize("form", [[], ["--middleware"]], ids=["dependency", "middleware"])
def test_it_serves_a_file_which_it_creates_for_this_user_alone(tmp_path: Path, form: list[str]) -> None:
    path = tmp_path / "my stock.db"
    with started(tmp_path, "--file", path, *form) as (_, url):
        assert post(url, "nail") == 201
        assert post(url, "nail") == 409
        assert items(path) == {"nail": 0}
        if os.name == "posix":
            assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.glob("my stock.db*")} == {0o600}


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_was_answered_is_there_after_the_next_start(tmp_path: Path, ending: signal.Signals) -> None:
    path = tmp_path / "stock.db"
    for number in range(2):
        with started(tmp_path, "--file", path) as (process, url):
            assert post(url, f"nail {number}") == 201
            process.send_signal(ending)
            process.wait()
    assert items(path) == {"nail 0": 0, "nail 1": 0}


def test_it_serves_a_url_from_the_environment(tmp_path: Path) -> None:
    with started(tmp_path, DATABASE_URL="sqlite:///by-url.db") as (_, url):
        assert post(url, "nail") == 201
    assert items(tmp_path / "by-url.db") == {"nail": 0}


def test_a_file_that_is_named_is_served_whatever_the_environment_says(tmp_path: Path) -> None:
    with started(tmp_path, "--file", "mine.db", DATABASE_URL="sqlite:///of-the-environment.db"):
        assert (tmp_path / "mine.db").exists()
        assert not (tmp_path / "of-the-environment.db").exists()


def test_a_url_and_a_file_together_are_refused(tmp_path: Path) -> None:
    with started(tmp_path, "--file", "mine.db", "--url", "sqlite:///by-url.db") as (process, text):
        assert process.poll() == 2, text
        assert "--file" in text
        assert "--url" in text


def test_the_help_names_every_option(run_module: Callable[..., Any]) -> None:
    ran = run_module(COMMAND, "--help", **HERE)
    assert ran.status == 0
    for option in ("--url", "--file", "--host", "--port", "--middleware"):
        assert option in ran.stdout


@pytest.mark.parametrize(
    "arguments", [["--port", "any"], ["--port", "65536"], ["--port", "-1"], ["--nonsense"], ["stock.db"], ["--file"]]
)
def test_a_wrong_option_is_status_2(run_module: Callable[..., Any], tmp_path: Path, arguments: list[str]) -> None:
    ran = run_module(COMMAND, *arguments, **HERE)
    assert ran.status == 2
    assert "Error: " in ran.stderr
    assert list(tmp_path.iterdir()) == []


def _script(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


_VERSION = "CREATE TABLE alembic_version (version_num VARCHAR(32))"
_UNUSABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a directory": (lambda path: path.mkdir(), "not a file"),
    "no database": (lambda path: path.write_bytes(b"Dear diary, " * 50), "no SQLite database"),
    "a link": (lambda path: path.symlink_to(path.parent / "elsewhere.db"), "symbolic link"),
    "unversioned": (lambda path: _script(path, "CREATE TABLE items (id)"), "no revision"),
    "newer": (
        lambda path: _script(path, f"{_VERSION}; INSERT INTO alembic_version VALUES ('9999')"),
        "newer program",
    ),
}


@pytest.mark.parametrize("kind", _UNUSABLE)
def test_a_file_that_cannot_be_used_is_one_sentence_and_status_1(
    run_module: Callable[..., Any], tmp_path: Path, kind: str
) -> None:
    make, words = _UNUSABLE[kind]
    make(tmp_path / "stock.db")
    ran = run_module(COMMAND, "--file", "stock.db", "--port", "0", **HERE)
    assert ran.status == 1
    assert ran.stderr.startswith(f"Error: {tmp_path / 'stock.db'}: ")
    assert words in ran.stderr


@pytest.mark.parametrize("kind", [kind for kind in _UNUSABLE if kind != "a link"])  # in a URL it may be meant
def test_a_url_that_cannot_be_used_is_one_sentence_and_status_1(
    run_module: Callable[..., Any], tmp_path: Path, kind: str
) -> None:
    make, _ = _UNUSABLE[kind]
    make(tmp_path / "stock.db")
    ran = run_module(COMMAND, "--url", "sqlite:///stock.db", "--port", "0", **HERE)
    assert (ran.status, ran.stderr[:7]) == (1, "Error: ")
    assert "stock.db" in ran.stderr


def test_a_server_that_does_not_answer_is_named_without_the_password(run_module: Callable[..., Any]) -> None:
    ran = run_module(COMMAND, "--url", "postgresql+psycopg://user:pa55word@127.0.0.1:1/stock", **HERE)
    assert ran.status == 1
    assert "127.0.0.1:1/stock" in ran.stderr
    assert "pa55word" not in ran.stderr


def test_a_setting_that_cannot_be_read_is_named(run_module: Callable[..., Any]) -> None:
    ran = run_module(COMMAND, "--file", "stock.db", "--port", "0", **HERE, DB_POOL_SIZE="many")
    assert ran.status in (1, 2)
    assert "db_pool_size" in ran.stderr.lower()


def test_a_port_that_is_taken_is_named(run_module: Callable[..., Any]) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run_module(COMMAND, "--file", "stock.db", "--port", taken.getsockname()[1], **HERE)
    assert ran.status != 0
    assert "address already in use" in ran.stderr
