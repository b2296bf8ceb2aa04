"""The command line: it plays, lists and tells, and what goes wrong is one sentence and an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reference_impl.database import DatabaseConfig
from reference_impl.solo_game import DatabaseManager, SessionContext, create_all_managers

Play = Callable[..., Any]  # of the process that ended: status, stdout, stderr


@pytest.fixture
def play(run_module: Play) -> Play:
    """Run `python -m reference_impl.solo_game ARGUMENTS`."""

    def run(*arguments: object, **environment: str) -> Any:
        return run_module(
            "reference_impl.solo_game",
            *arguments,
            PYTHONPATH=str(Path(__file__).parents[3]),
            PYTHONIOENCODING=environment.pop("PYTHONIOENCODING", "utf-8"),
            **environment,
        )

    return run


def test_without_a_command_it_plays_and_prints_the_same_journal_each_time(play: Play, tmp_path: Path) -> None:
    first, second = play(TMPDIR=str(tmp_path)), play("play", "--seed", "1", TMPDIR=str(tmp_path))
    assert (first.status, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert "The Salt Road\n" in first.stdout
    assert "2d6+1 for digging: 2, 5, 8 in all" in first.stdout
    assert "There is water, a little. [dice]" in first.stdout
    assert "[oracle]" in first.stdout
    assert list(tmp_path.iterdir()) == []  # the database is gone


def test_what_was_played_on_a_file_can_be_read_again(play: Play, tmp_path: Path) -> None:
    played = play("--file", "game.db")
    assert play("--file", "game.db", "journal").stdout == played.stdout
    assert play("--file", "game.db", "journal", "the-salt-road").stdout == played.stdout
    database = DatabaseManager()
    database.initialise(DatabaseConfig(db_path=tmp_path / "game.db"))
    with SessionContext(database) as session:
        assert len(create_all_managers(session).event.list_events()) == 4
    database.dispose()


def test_a_name_that_is_taken_is_refused_and_another_one_plays(play: Play) -> None:
    play("--file", "game.db")
    again = play("--file", "game.db")
    assert (again.status, again.stdout) == (1, "")
    assert "slug 'the-salt-road' already: give another name" in again.stderr
    assert play("--file", "game.db", "play", "--name", "Salt").status == 0
    listed = json.loads(play("--file", "game.db", "game", "list", "--json").stdout)
    assert [(game["slug"], game["is_active"]) for game in listed] == [("the-salt-road", False), ("salt", True)]


def test_an_empty_database_lists_nothing_and_is_no_error(play: Play) -> None:
    for arguments in ((), ("--file", "new.db")):
        listed = play(*arguments, "game", "list")
        assert (listed.status, listed.stderr) == (0, "")
        assert [line.rstrip() for line in listed.stdout.splitlines()] == ["id  slug  name  active", "0 games"]
        assert play(*arguments, "game", "list", "--json").stdout == "[]\n"


def test_games_are_made_and_listed_in_the_order_and_number_that_is_asked_for(play: Play) -> None:
    made = play("--file", "game.db", "game", "create", "[bold]Ödland[/]", "--slug", "b", "--description", "Dust.")
    assert (made.status, made.stderr) == (0, "")
    assert "[bold]Ödland[/]" in made.stdout
    assert "1 game\n" in made.stdout
    play("--file", "game.db", "game", "create", "Another", "--slug", "a")
    listed = play("--file", "game.db", "game", "list", "--order-by", "slug", "--limit", "1")
    assert "1   a     Another" not in listed.stdout
    assert "2   a     Another  yes" in listed.stdout
    assert "1 game\n" in listed.stdout
    journal = play("--file", "game.db", "journal", "b", PYTHONIOENCODING="ascii")
    assert (journal.status, journal.stderr) == (0, "")
    assert "[bold]\\xd6dland[/]" in journal.stdout
    assert json.loads(play("--file", "game.db", "journal", "--json").stdout)["game"]["slug"] == "a"


@pytest.mark.parametrize("arguments", [["--help"], ["game", "--help"], ["game", "list", "--help"], ["play", "--help"]])
def test_help_is_no_error_and_opens_no_file(play: Play, tmp_path: Path, arguments: list[str]) -> None:
    told = play("--file", "game.db", *arguments)
    assert (told.status, told.stderr) == (0, "")
    assert "Usage: python -m reference_impl.solo_game" in told.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "status", "match"),
    [
        (["--flie", "x"], 2, "No such option"),
        (["gmae"], 2, "No such command"),
        (["game", "lsit"], 2, "No such command"),
        (["game", "list", "--limit", "many"], 2, "is not a valid integer"),
        (["play", "--seed", "x"], 2, "is not a valid integer"),
        (["game", "create"], 2, "Missing argument 'NAME'"),
        (["game", "create", ""], 1, "the name of a game is empty"),
        (["game", "create", b"\xff"], 1, "control characters or broken ones"),
        (["game", "list", "--limit", "-1"], 1, "-1 is no limit"),
        (["game", "list", "--order-by", "nmae"], 1, "did you mean 'name'?"),
        (["journal"], 1, "no game is active: create or activate one"),
        (["journal", "salt"], 1, "there is no game of the slug 'salt'"),
        (["--file", "", "game", "list"], 1, "this is not a file"),
        (["--file", "/dev/null", "game", "list"], 1, "this is not a file"),
        (["--file", "noise.db", "game", "list"], 1, "noise.db: this is no SQLite database"),
        (["--file", "noise.db/game.db", "game", "list"], 1, "game.db: "),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_a_status(
    play: Play, tmp_path: Path, arguments: list[str | bytes], status: int, match: str
) -> None:
    (tmp_path / "noise.db").write_bytes(b"noise" * 1000)
    ran = play(*(os.fsdecode(each) if isinstance(each, bytes) else each for each in arguments))
    assert (ran.status, ran.stdout) == (status, "")
    assert match in ran.stderr
    assert "Error: " in ran.stderr
    assert (tmp_path / "noise.db").read_bytes() == b"noise" * 1000


@pytest.mark.parametrize("arguments", [["game", "list"], ["game", "list", "--json"], []])
def test_output_that_cannot_be_written_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "reference_impl.solo_game", *arguments],
            cwd=Path(__file__).parents[3],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: ")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("arguments", [["game", "list", "--json"], []])
def test_a_reader_that_has_enough_is_no_error_worth_a_word(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        ran = subprocess.run(
            [sys.executable, "-m", "reference_impl.solo_game", *arguments],
            cwd=Path(__file__).parents[3],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.stderr == ""
    assert ran.returncode == 1
