"""The bakery on the command line: `python -m reference_impl.bakery --help`.

Each command is a boundary: it opens the database, lets facade and coordinator work, and prints what they returned when
the work is committed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import click
from rich.console import Console

from reference_impl.bakery.boundaries import PlanningFacade
from reference_impl.bakery.demonstration import demonstrate
from reference_impl.bakery.display import print_progress, print_shopping_list
from reference_impl.bakery.errors import BakeryError, NameTaken
from reference_impl.bakery.models import SCHEMA
from reference_impl.bakery.services import event_service
from reference_impl.command_line import errors_told, escape_what_cannot_be_written, file_or_temporary
from reference_impl.database import DatabaseConfig, SessionFactory, init_sqlite_database, reader_scope


@dataclass(frozen=True, slots=True)
class _Options:
    """What is said before the command."""

    file: Path | None
    log: bool


@click.group()
@click.option("--file", type=click.Path(path_type=Path), help="An SQLite file.  [default: one that is gone afterwards]")
@click.option("--log", is_flag=True, help="Write the log of operations to standard error, a JSON object a line.")
@click.pass_context
def main(context: click.Context, file: Path | None, log: bool) -> None:
    """A small bakery that plans events, bakes, and assembles what it gives away."""
    context.obj = _Options(file, log)  # opened by the command: who asks for help or mistypes an option gets no file


@main.command()
@click.pass_obj
def demo(options: _Options) -> None:
    """Plan an event, bake, assemble, show the progress, and roll one attempt back."""
    with _opened(options) as factory:
        try:
            demonstrate(factory, Console(), today=date.today())
        except NameTaken as error:
            raise click.ClickException(f"there is a bakery in {options.file} already: name another file") from error


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def progress(options: _Options, as_json: bool) -> None:
    """Print how far all events have come."""
    with _opened(options) as factory:
        events = PlanningFacade(factory).get_progress()
        if as_json:
            click.echo(json.dumps([asdict(each) for each in events], indent=2))
        else:
            print_progress(events, Console())


@main.command("shopping-list")
@click.argument("event", type=int)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.pass_obj
def shopping_list(options: _Options, event: int, as_csv: bool) -> None:
    """Print what is to be bought for an EVENT, by its number."""
    with _opened(options) as factory, reader_scope(factory) as session:
        if as_csv:
            click.echo(event_service.export_shopping_list(event, session=session), nl=False)
        else:
            print_shopping_list(event_service.get_shopping_list(event, session=session), Console())


@contextmanager
def _opened(options: _Options) -> Generator[SessionFactory]:
    """Open a database, and turn what goes wrong with it or on it into a message and an exit status."""
    if options.log:
        log = logging.getLogger("bakery")
        log.addHandler(logging.StreamHandler())  # the message of each record is its JSON object
        log.setLevel(logging.DEBUG)
    with errors_told(BakeryError), file_or_temporary(options.file, "bakery.db") as path:
        factory = init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA, migrate=True)
        try:
            yield factory
        finally:
            factory.dispose()


if __name__ == "__main__":
    escape_what_cannot_be_written()
    main()
