"""From an older schema to the one that a program expects: all of the way, or not a step."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, text
from sqlite_files import (
    IN_MEMORY,
    MIGRATIONS,
    create,
    factory_of,
    migration,
    migrations,
    names,
    opened,
    pragma,
    raw,
    unchanged,
)

from reference_impl.database import DatabaseError, Schema, SqliteSessionFactory, init_sqlite_database
from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import DatabaseDamaged, SchemaAhead, SchemaVersionMismatch
from reference_impl.database.schema import alembic_config
from reference_impl.stockroom.models import SCHEMA

OLDER = Schema(MetaData(), MIGRATIONS, revision="0001")

# Bakers and the breads that they bake: to drop a baker drops the breads.
BAKERS = """
    op.create_table(
        "bakers", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20), nullable=False)
    )
    op.create_table(
        "breads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("baker", sa.Integer, sa.ForeignKey("bakers.id", ondelete="CASCADE"), nullable=False),
    )
    op.execute("INSERT INTO bakers VALUES (1, 'Ada')")
    op.execute("INSERT INTO breads VALUES (1, 1)")
"""
RENAMED = """
    with op.batch_alter_table("bakers") as bakers:
        bakers.alter_column("name", new_column_name="full_name")
"""
HALFWAY = """
    op.execute("CREATE TABLE ovens (id INTEGER)")
    op.execute("UPDATE bakers SET full_name = 'nobody'")
    with op.batch_alter_table("bakers") as bakers:
        bakers.alter_column("full_name", new_column_name="name")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database is."""
    return tmp_path / "bakery.db"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """Migrations of which the first makes bakers and breads, in a folder of an odd name."""
    return migrations(tmp_path / "100% r:s ü" / "migrations", BAKERS)


def migrated(path: Path, scripts: Path) -> Schema:
    """Create an empty database and run the migrations that are there."""
    create(path, schema=Schema())
    schema = Schema(MetaData(), scripts)
    with factory_of(path, schema) as factory:
        factory.upgrade_schema()
    return schema


def rows(factory: SqliteSessionFactory, table: str) -> list[tuple[object, ...]]:
    with factory.get_session() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]


@pytest.mark.parametrize("way", ["tables", "migrations"])
def test_tables_and_migrations_lead_to_the_same_schema(path: Path, way: str) -> None:
    if way == "migrations":
        create(path, schema=Schema())
    with factory_of(path, SCHEMA) as factory:
        factory.create_all_tables() if way == "tables" else factory.upgrade_schema()
        with factory.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True, "render_as_batch": True}
            )
            assert compare_metadata(context, SCHEMA.metadata) == []


def test_tables_and_migrations_say_the_same_sql(path: Path) -> None:
    said: list[set[str]] = []
    for name in ("tables.db", "migrations.db"):
        create(path.with_name(name), schema=Schema())
        with factory_of(path.with_name(name), SCHEMA) as factory:
            factory.create_all_tables() if name == "tables.db" else factory.upgrade_schema()
        statements = raw(path.with_name(name), "SELECT sql FROM sqlite_master WHERE tbl_name != 'alembic_version'")
        # What stands in which order within a table is not what matters.
        said.append({" ".join(sorted(str(sql).replace(",", " ").split())) for (sql,) in statements})
    assert said[0] == said[1]


def test_an_older_database_is_migrated_at_the_start_and_keeps_its_rows(path: Path) -> None:
    create(path, schema=Schema())
    with factory_of(path, OLDER) as factory:
        factory.upgrade_schema()
        assert factory.get_schema_version() == "0001"
    raw(path, "INSERT INTO items VALUES (1, 'bread', 3)")
    for _ in range(2):
        with opened(path, SCHEMA, migrate=True) as factory:
            assert factory.get_schema_version() == "0002"
            assert names(factory) == ["bread"]
            assert raw(path, "SELECT item_id, change FROM movements") == [(1, 3)]
            assert factory.check_integrity()


def test_a_database_in_memory_can_be_migrated() -> None:
    with factory_of(IN_MEMORY, SCHEMA) as factory:
        factory.upgrade_schema()
        assert factory.get_schema_version() == "0002"
        assert names(factory) == []


def test_a_second_upgrade_changes_nothing(path: Path) -> None:
    create(path, "bread", schema=SCHEMA)
    with opened(path, SCHEMA) as factory, unchanged(path):
        factory.upgrade_schema()
        assert names(factory) == ["bread"]


def test_a_table_that_others_refer_to_is_recreated_and_they_keep_their_rows(path: Path, scripts: Path) -> None:
    schema = migrated(path, scripts)
    migration(scripts, "r2", "r1", RENAMED)
    with opened(path, schema, migrate=True) as factory:
        assert factory.get_schema_version() == "r2"
        assert rows(factory, "bakers") == [(1, "Ada")]
        assert rows(factory, "breads") == [(1, 1)]
        assert factory.check_integrity()


def test_foreign_keys_hold_again_after_a_migration(path: Path, scripts: Path) -> None:
    schema = migrated(path, scripts)
    migration(scripts, "r2", "r1", RENAMED)
    with opened(path, schema, migrate=True) as factory, factory.get_session() as session:
        assert pragma(session, "foreign_keys") == 1
        session.execute(text("DELETE FROM bakers"))
    assert raw(path, "SELECT * FROM breads") == []


@pytest.mark.parametrize(
    "stumbles",
    ["op.execute('INSERT INTO crumbs VALUES (1)')", "raise RuntimeError('no flour')", "raise KeyboardInterrupt"],
    ids=["driver", "exception", "interrupted"],
)
def test_a_migration_that_fails_halfway_leaves_everything_as_it_was(path: Path, scripts: Path, stumbles: str) -> None:
    schema = migrated(path, scripts)
    migration(scripts, "r2", "r1", RENAMED)
    migration(scripts, "r3", "r2", f"{HALFWAY}\n    {stumbles}")
    before = raw(path, "SELECT * FROM sqlite_master")
    with unchanged(path), pytest.raises((DatabaseError, RuntimeError, KeyboardInterrupt)):
        init_sqlite_database(DatabaseConfig(db_path=path), schema, migrate=True)
    assert raw(path, "SELECT * FROM sqlite_master") == before
    with factory_of(path, schema) as factory:
        assert factory.get_schema_version() == "r1"
        assert rows(factory, "bakers") == [(1, "Ada")]
        with pytest.raises((DatabaseError, RuntimeError, KeyboardInterrupt)):
            factory.upgrade_schema()
        with factory.get_session() as session:
            assert pragma(session, "foreign_keys") == 1


def test_a_migration_that_fails_leaves_the_journal_mode_as_it_was(path: Path, scripts: Path) -> None:
    schema = migrated(path, scripts)
    raw(path, "PRAGMA journal_mode=DELETE")
    migration(scripts, "r2", "r1", "op.execute('INSERT INTO crumbs VALUES (1)')")
    with unchanged(path), pytest.raises(DatabaseError):
        init_sqlite_database(DatabaseConfig(db_path=path), schema, migrate=True)


def test_a_migration_that_breaks_a_foreign_key_is_undone(path: Path, scripts: Path) -> None:
    schema = migrated(path, scripts)
    migration(scripts, "r2", "r1", "op.execute('DELETE FROM bakers')")
    with unchanged(path), pytest.raises(DatabaseError) as raised:
        init_sqlite_database(DatabaseConfig(db_path=path), schema, migrate=True)
    assert not isinstance(raised.value, DatabaseDamaged)
    assert "breads" in str(raised.value)
    with factory_of(path, schema) as factory:
        assert factory.get_schema_version() == "r1"
        assert factory.check_integrity()


def test_an_upgrade_of_a_database_that_is_ahead_or_unknown_is_refused(path: Path) -> None:
    create(path, schema=SCHEMA)
    with factory_of(path, OLDER) as factory, pytest.raises(SchemaAhead):
        factory.upgrade_schema()
    raw(path, "UPDATE alembic_version SET version_num = 'f00d'")
    with factory_of(path, SCHEMA) as factory, pytest.raises(SchemaVersionMismatch):
        factory.upgrade_schema()


def test_an_upgrade_inside_a_session_that_writes_is_refused_at_once(path: Path) -> None:
    create(path, schema=SCHEMA)
    with opened(path, SCHEMA, busy_timeout=600_000) as factory, factory.get_session() as session:
        session.execute(text("INSERT INTO items (name, quantity) VALUES ('bread', 1)"))
        factory.upgrade_schema()  # nothing is missing
        factory.schema = Schema(MetaData(), migrations(path.with_name("migrations"), BAKERS))
        with pytest.raises(DatabaseError):
            factory.upgrade_schema()
    assert raw(path, "SELECT name FROM items") == [("bread",)]


def test_alembic_writes_a_migration_for_what_the_models_have_and_the_database_has_not(
    path: Path, scripts: Path
) -> None:
    schema = migrated(path, scripts)
    metadata = MetaData()
    Table("bakers", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), nullable=False))
    baker = Column("baker", ForeignKey("bakers.id", ondelete="CASCADE"), nullable=False)
    Table("breads", metadata, Column("id", Integer, primary_key=True), baker)
    Table("ovens", metadata, Column("id", Integer, primary_key=True))
    with factory_of(path, schema) as factory:
        with factory.engine.begin() as connection:
            command.revision(alembic_config(scripts, metadata, connection), "ovens", autogenerate=True, rev_id="r2")
        assert (scripts / "versions" / "r2_ovens.py").is_file()
        factory.upgrade_schema()
        assert factory.get_schema_version() == "r2"
        assert rows(factory, "ovens") == []
