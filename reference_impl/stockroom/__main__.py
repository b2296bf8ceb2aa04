"""Serve the stockroom: `python -m reference_impl.stockroom --help`."""

from __future__ import annotations

import os
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
@click.option("--file", type=click.Path(path_type=Path), help="An SQLite file.  [default: stockroom.db]")
@click.option("--url", help="An SQLAlchemy URL.  [default: DATABASE_URL, where no file is given]")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any that is free.")
@click.option("--middleware", is_flag=True, help="Let the middleware open the sessions.")
def main(file: Path | None, url: str | None, host: str, port: int, middleware: bool) -> None:
    """Serve the stockroom; the database is created or migrated first."""
    if file is not None and url is not None:
        raise click.UsageError("--file and --url name two databases: give one of them.")
    if file is None:
        url = url or os.environ.get("DATABASE_URL")
    try:
        if url:
            upgrade_schema(init_database(EngineConfig(database_url=url)).engine, SCHEMA)
        else:
            config = DatabaseConfig(db_path=file or Path("stockroom.db"))
            set_session_factory(init_sqlite_database(config, SCHEMA, migrate=True))
    except (DatabaseError, ValueError) as error:  # pydantic's errors are ValueErrors
        raise click.ClickException(str(error)) from error
    try:
        uvicorn.run(create_app(middleware=middleware), host=host, port=port, log_level="info")
    finally:
        dispose_database()


main()
