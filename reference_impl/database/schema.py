"""The schema's version, by Alembic: where a database stands, and how it gets to where the program expects it.

Unversioned, behind, ahead or unknown, and several heads are four different answers, because they have four remedies.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, MetaData, inspect

from reference_impl.database.errors import (
    InvalidMigrations,
    MigrationFailed,
    SchemaAhead,
    SchemaBehind,
    SchemaHasSeveralHeads,
    SchemaUnversioned,
    SchemaVersionMismatch,
    shown,
)

_ENVIRONMENT = Path(__file__).parent / "migration_environment"


@dataclass(frozen=True)
class Schema:
    """The tables of a program, and the migrations that lead to them.

    Attributes:
        metadata: the tables.
        migrations: the folder whose `versions` are the migrations; without one no version is recorded or checked.
        revision: the revision that the program expects; None for the migrations' head.
    """

    metadata: MetaData = field(default_factory=MetaData)
    migrations: Path | None = None
    revision: str | None = None


def stored_revision(connection: Connection) -> str | None:
    """Return the revision that a database stands at, None when it is unversioned.

    Raises:
        SchemaHasSeveralHeads: it stands on several branches.
    """
    heads = tuple(MigrationContext.configure(connection).get_current_heads())
    if len(heads) > 1:
        raise _several("the database stands on several branches: merge them", connection, heads)
    return heads[0] if heads else None


def check_schema(connection: Connection, schema: Schema) -> None:
    """Return if the database stands at the revision that the program expects, or the program has no migrations.

    Raises:
        SchemaVersionMismatch: one of its four subclasses.
    """
    if schema.migrations is None:
        return
    scripts, expected = _expected(schema.migrations, schema, connection)
    found = stored_revision(connection)
    if found == expected:
        return
    if found is None:
        raise _mismatch(
            SchemaUnversioned, "no revision is recorded: stamp it, if the tables are right", connection, expected, found
        )
    if found in _ancestors(scripts, expected):
        raise _mismatch(SchemaBehind, "the schema is older than the program: migrate it", connection, expected, found)
    known = found in {script.revision for script in scripts.walk_revisions()}
    what = "is newer than the program" if known else "has a revision that this program does not know"
    raise _mismatch(SchemaAhead, f"the schema {what}: use a newer program", connection, expected, found)


def is_empty(connection: Connection) -> bool:
    """Return whether a database has neither tables nor a revision."""
    return set(inspect(connection).get_table_names()) <= {"alembic_version"} and stored_revision(connection) is None


def create_tables(connection: Connection, schema: Schema) -> None:
    """Create the tables that are missing, and leave the revision alone."""
    schema.metadata.create_all(connection)


def stamp(connection: Connection, schema: Schema) -> None:
    """Record that the database stands at the expected revision; nothing without migrations.

    Raises:
        SchemaHasSeveralHeads: the migrations have several heads.
    """
    if schema.migrations is not None:
        MigrationContext.configure(connection).stamp(*_expected(schema.migrations, schema, connection))


def upgrade_schema(engine: Engine, schema: Schema) -> None:
    """Run the migrations up to the expected revision, all or none; nothing without migrations.

    On a database that runs DDL in transactions, as SQLite and PostgreSQL do, one that fails leaves all as it was.

    Raises:
        SchemaVersionMismatch: the schema is not behind, but newer, unknown, unversioned or branched.
        InvalidMigrations: see there.
        MigrationFailed: on SQLite, rows refer to nothing afterwards.
    """
    if schema.migrations is None:
        return
    with engine.connect() as connection, _foreign_keys_deferred(connection), connection.begin():
        _, expected = _expected(schema.migrations, schema, connection)
        if not is_empty(connection):
            try:
                check_schema(connection, schema)
                return
            except SchemaBehind:
                pass
        command.upgrade(alembic_config(schema.migrations, schema.metadata, connection), expected)
        _check_foreign_keys(connection)


def alembic_config(migrations: Path, metadata: MetaData, connection: Connection) -> Config:
    """Return what Alembic's commands take: the layer's environment, and a program's migrations.

    Args:
        migrations: the folder that has the `versions`.
        metadata: the tables that they lead to.
        connection: what they run on, in the caller's transaction.
    """
    config = Config()
    options = {
        "script_location": str(_ENVIRONMENT),
        "version_locations": str(migrations.absolute() / "versions"),
        "path_separator": "newline",  # a folder's name may well have a space or a comma
    }
    for name, value in options.items():
        config.set_main_option(name, value.replace("%", "%%"))
    config.attributes.update(connection=connection, metadata=metadata)
    return config


@contextmanager
def _foreign_keys_deferred(connection: Connection) -> Generator[None]:
    # SQLite alters a table by copying and dropping it, which would delete or refuse the rows that point to it; and it
    # ignores this PRAGMA inside a transaction, so it goes to the driver before there is one.
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise MigrationFailed(
            "the migrations leave rows that refer to nothing, and are undone",
            path=shown(connection.engine.url),
            expected="foreign keys that lead somewhere",
            found=f"{len(broken)} that do not: " + ", ".join(sorted({f"{row[0]} to {row[2]}" for row in broken})),
        )


def _expected(migrations: Path, schema: Schema, connection: Connection) -> tuple[ScriptDirectory, str]:
    """Return the migrations and the revision that the program expects."""
    if not migrations.is_dir():
        raise InvalidMigrations("there are no migrations", path=migrations, expected="a folder", found="none")
    try:
        scripts = ScriptDirectory.from_config(alembic_config(migrations, schema.metadata, connection))
        if schema.revision is not None:
            scripts.get_revision(schema.revision)
        heads = (schema.revision,) if schema.revision else tuple(scripts.get_heads())
    except (CommandError, RevisionError) as error:
        raise InvalidMigrations(f"the migrations cannot be used: {error}", path=migrations) from error
    if len(heads) != 1:
        raise _several("the migrations have no single head: merge them", connection, heads)
    return scripts, heads[0]


def _ancestors(scripts: ScriptDirectory, revision: str) -> set[str]:
    return {script.revision for script in scripts.iterate_revisions(revision, "base")}


def _several(what: str, connection: Connection, heads: tuple[str, ...]) -> SchemaHasSeveralHeads:
    return SchemaHasSeveralHeads(
        what, path=shown(connection.engine.url), expected="one head", found=", ".join(sorted(heads)) or "none"
    )


def _mismatch(
    kind: type[SchemaVersionMismatch], what: str, connection: Connection, expected: str, found: str | None
) -> SchemaVersionMismatch:
    return kind(what, path=shown(connection.engine.url), expected=expected, found=found or "no revision")
