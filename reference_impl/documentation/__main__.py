"""Documentation sessions on the command line: `python -m reference_impl.documentation --help`."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

import click
from pydantic import ValidationError
from rich.console import Console

from reference_impl.command_line import errors_told, escape_what_cannot_be_written
from reference_impl.documentation.demonstration import demonstrate
from reference_impl.documentation.errors import DocumentationError
from reference_impl.documentation.opening import migrate as migrate_database
from reference_impl.documentation.settings import DocumentationSettings
from reference_impl.embedded_postgresql import PostgresError, embedded_postgresql


@click.group()
@click.option("--url", help="An SQLAlchemy URL of a PostgreSQL.  [default: DATABASE_URL]")
@click.pass_context
def main(context: click.Context, url: str | None) -> None:
    """Documentation sessions that many processes work on at once."""
    context.obj = url or os.environ.get("DATABASE_URL")


@main.command()
@click.pass_obj
def demo(url: str | None) -> None:
    """Let two processes work on a session; on a PostgreSQL that is gone afterwards, if none is configured."""
    with _errors_told(), ExitStack() as cleanup:
        console = Console(soft_wrap=True)
        if url is None:
            server = cleanup.enter_context(embedded_postgresql())
            url = server.create_database("demo")
            console.print("no DATABASE_URL: an embedded PostgreSQL was started")
        demonstrate(DocumentationSettings(database_url=url), console)


@main.command()
@click.pass_obj
def migrate(url: str | None) -> None:
    """Create the tables, or bring them to this version."""
    if url is None:
        raise click.UsageError("no database is named: give --url, or set DATABASE_URL.")
    with _errors_told():
        migrate_database(DocumentationSettings(database_url=url))
        click.echo("the database is migrated")


@contextmanager
def _errors_told() -> Generator[None]:
    try:
        with errors_told(DocumentationError):
            yield
    except (PostgresError, ValidationError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    escape_what_cannot_be_written()
    main()
