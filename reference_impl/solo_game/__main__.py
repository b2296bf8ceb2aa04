"""Play on the command line: `python -m reference_impl.solo_game --help`.

Each command is a boundary: it enters a context, hands the session to the managers, and prints what they returned when
the work is committed.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from random import Random

import click
from rich.console import Console

from reference_impl.command_line import errors_told, escape_what_cannot_be_written, file_or_temporary
from reference_impl.database import DatabaseConfig
from reference_impl.solo_game.database import DatabaseManager, SessionContext
from reference_impl.solo_game.display import print_games, print_journal
from reference_impl.solo_game.errors import SoloGameError
from reference_impl.solo_game.factory import create_all_managers
from reference_impl.solo_game.journal import read_journal
from reference_impl.solo_game.story import NAME, play_story


@click.group(invoke_without_command=True)
@click.option("--file", type=click.Path(path_type=Path), help="An SQLite file.  [default: one that is gone afterwards]")
@click.pass_context
def main(context: click.Context, file: Path | None) -> None:
    """A solo role-playing game. Without a command it plays a short one and prints its journal."""
    context.obj = file  # opened by the command: who asks for help or mistypes an option gets no file
    if context.invoked_subcommand is None:
        context.invoke(play)


@main.command()
@click.option("--name", default=NAME, show_default=True, help="What the game is called.")
@click.option("--seed", type=int, default=1, show_default=True, help="Where chance begins.")
@click.pass_obj
def play(file: Path | None, name: str, seed: int) -> None:
    """Play a short game and print its journal."""
    with _opened(file) as database:
        with SessionContext(database) as session:
            managers = create_all_managers(session)
            played = play_story(managers, randomness=Random(seed), name=name)
            read = read_journal(played.id, session=session)
        print_journal(read, Console())


@main.command()
@click.argument("game", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def journal(file: Path | None, game: str | None, as_json: bool) -> None:
    """Print the journal of a GAME, by number or slug; of the active one where none is named."""
    with _opened(file) as database:
        with SessionContext(database) as session:
            games = create_all_managers(session).game
            found = games.get_active_game() if game is None else games.get_game_by_identifier(game)
            read = read_journal(found.id, session=session)
        if as_json:
            click.echo(json.dumps(asdict(read), indent=2))
        else:
            print_journal(read, Console())


@main.group()
def game() -> None:
    """Make and list games."""


@game.command("create")
@click.argument("name")
@click.option("--description", default="", help="What it is about.")
@click.option("--slug", help="What it is called here.  [default: made of the name]")
@click.pass_obj
def create_game(file: Path | None, name: str, description: str, slug: str | None) -> None:
    """Make a game called NAME, which becomes the active one."""
    with _opened(file) as database:
        with SessionContext(database) as session:
            created = create_all_managers(session).game.create_game(name, description, slug=slug)
        print_games([created], Console())


@game.command("list")
@click.option("--order-by", default="id", show_default=True, help="A column; with a minus before it, backwards.")
@click.option("--limit", type=int, default=0, show_default=True, help="How many at most; 0 for no limit.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_games(file: Path | None, order_by: str, limit: int, as_json: bool) -> None:
    """Print all games."""
    with _opened(file) as database:
        with SessionContext(database) as session:
            games = create_all_managers(session).game.list_games(order_by=order_by, limit=limit)
        if as_json:
            click.echo(json.dumps([asdict(each) for each in games], indent=2))
        else:
            print_games(games, Console())


@contextmanager
def _opened(file: Path | None) -> Generator[DatabaseManager]:
    """Open a database, and turn what goes wrong with it or on it into a message and an exit status."""
    database = DatabaseManager()
    with errors_told(SoloGameError), file_or_temporary(file, "game.db") as path:
        try:
            database.initialise(DatabaseConfig(db_path=path))
            yield database
        finally:
            database.dispose()


if __name__ == "__main__":
    escape_what_cannot_be_written()
    main()
