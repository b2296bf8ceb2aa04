"""Serve the stockroom: `python -m reference_impl.stockroom --help`."""

from __future__ import annotations

from pathlib import Path

import click
import uvicorn

from reference_impl.database import (
    DatabaseConfig,
    DatabaseError,
    EngineConfig,
    dispose_database,
    init_database,
    init_sqlite_database,
    set_session_factory,
)
from reference_impl.database.schema import upgrade_schema
from reference_impl.stockroom.app import create_app
from reference_impl.stockroom.models import SCHEMA


@click.command()
@click.option("--url", help="An SQLAlchemy URL; without one a file is used.", envvar="DATABASE_URL")
@click.option(
    "--file", type=click.Path(path_type=Path), default="stockroom.db", show_default=True, help="The SQLite file."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="0 for any that is free.")
@click.option("--middleware", is_flag=True, help="Let the middleware open the sessions.")
def main(url: str | None, file: Path, host: str, port: int, middleware: bool) -> None:
    """Serve the stockroom; the database is created or migrated first."""
    try:
        if url:
            upgrade_schema(init_database(EngineConfig(database_url=url)).engine, SCHEMA)
        else:
            set_session_factory(init_sqlite_database(DatabaseConfig(db_path=file), SCHEMA, migrate=True))
    except (DatabaseError, ValueError) as error:  # pydantic's errors are ValueErrors
        raise click.ClickException(str(error)) from error
    try:
        uvicorn.run(create_app(middleware=middleware), host=host, port=port, log_level="info")
    finally:
        dispose_database()


main()
