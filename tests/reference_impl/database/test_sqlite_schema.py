"""Where a database stands: four different answers, with four remedies, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import MetaData, text
from sqlite_files import (
    IN_MEMORY,
    MIGRATIONS,
    WITHOUT_MIGRATIONS,
    add,
    create,
    explained,
    factory_of,
    migrations,
    names,
    opened,
    raw,
    refuses,
    unchanged,
)

from reference_impl.database import DatabaseError, Schema, SchemaVersionMismatch, init_sqlite_database
from reference_impl.database.config import DatabaseConfig
from reference_impl.database.errors import SchemaAhead, SchemaBehind, SchemaHasSeveralHeads, SchemaUnversioned
from reference_impl.stockroom.models import SCHEMA

OLDER = Schema(SCHEMA.metadata, MIGRATIONS, revision="0001")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database at the head of the stockroom's migrations."""
    return create(tmp_path / "stock.db", "bread", schema=SCHEMA)


def stand_at(path: Path, *revisions: str) -> None:
    raw(path, "DELETE FROM alembic_version", *(f"INSERT INTO alembic_version VALUES ('{each}')" for each in revisions))


def version(path: Path) -> str | None:
    with factory_of(path) as factory:
        return factory.get_schema_version()


def said(error: DatabaseError) -> tuple[str | None, str | None]:
    return error.expected, error.found


def test_a_new_database_stands_at_the_head(path: Path) -> None:
    assert version(path) == "0002"
    with opened(path, SCHEMA, must_exist=True) as factory, unchanged(path):
        assert names(factory) == ["bread"]


def test_a_database_in_memory_stands_at_the_head() -> None:
    with opened(IN_MEMORY, SCHEMA) as factory:
        assert factory.get_schema_version() == "0002"
        with factory.get_session() as session:
            add(session, "bread")
        factory.upgrade_schema()
        assert names(factory) == ["bread"]


def test_without_migrations_no_version_is_recorded_or_checked(tmp_path: Path) -> None:
    path = create(tmp_path / "stock.db")
    assert version(path) is None
    with opened(path) as factory:
        factory.upgrade_schema()
        assert factory.get_schema_version() is None
    stand_at_nowhere = create(tmp_path / "other.db", schema=SCHEMA)
    with opened(stand_at_nowhere, WITHOUT_MIGRATIONS) as factory:
        assert factory.get_schema_version() == "0002"


def test_a_schema_that_is_behind(path: Path) -> None:
    stand_at(path, "0001")
    assert said(refuses(SchemaBehind, path, SCHEMA)) == ("0002", "0001")
    assert said(refuses(SchemaBehind, path, SCHEMA, must_exist=True)) == ("0002", "0001")


def test_a_schema_that_is_ahead(path: Path) -> None:
    for migrate in (False, True):
        error = refuses(SchemaAhead, path, OLDER, migrate=migrate)
        assert said(error) == ("0001", "0002")
        assert "newer than the program" in str(error)


def test_a_schema_that_is_unknown(path: Path) -> None:
    stand_at(path, "f00d")
    for migrate in (False, True):
        error = refuses(SchemaAhead, path, SCHEMA, migrate=migrate)
        assert said(error) == ("0002", "f00d")
        assert "does not know" in str(error)
    assert version(path) == "f00d"


@pytest.mark.parametrize("damage", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_schema_that_is_unversioned(path: Path, damage: str) -> None:
    raw(path, damage)
    for migrate in (False, True):
        assert said(refuses(SchemaUnversioned, path, SCHEMA, migrate=migrate)) == ("0002", "no revision")
    assert version(path) is None


def test_a_database_that_stands_at_several_heads(path: Path) -> None:
    stand_at(path, "f00d", "beef")
    for migrate in (False, True):
        assert said(refuses(SchemaHasSeveralHeads, path, SCHEMA, migrate=migrate)) == ("one head", "beef, f00d")
    with pytest.raises(SchemaHasSeveralHeads) as raised:
        version(path)
    explained(raised.value, SchemaHasSeveralHeads, path)


def test_migrations_with_several_heads(path: Path, tmp_path: Path) -> None:
    branched = Schema(SCHEMA.metadata, migrations(tmp_path / "migrations", "pass", branch="other"))
    for migrate in (False, True):
        assert said(refuses(SchemaHasSeveralHeads, path, branched, migrate=migrate)) == ("one head", "other, r1")
    with factory_of(path, branched) as factory, unchanged(path), pytest.raises(SchemaHasSeveralHeads):
        factory.upgrade_schema()


def test_tables_and_revision_are_created_together_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    branched = Schema(SCHEMA.metadata, migrations(tmp_path / "branched", "pass", branch="other"))
    with pytest.raises(SchemaHasSeveralHeads):
        init_sqlite_database(DatabaseConfig(db_path=path), branched)
    assert raw(path, "SELECT name FROM sqlite_master") == []
    with opened(path, SCHEMA) as factory:  # the first run can be repeated
        assert factory.get_schema_version() == "0002"


def test_migrations_with_no_head(tmp_path: Path, path: Path) -> None:
    none = Schema(SCHEMA.metadata, migrations(tmp_path / "migrations"))
    assert said(refuses(SchemaHasSeveralHeads, path, none)) == ("one head", "none")


def test_the_answers_are_of_one_kind() -> None:
    for kind in (SchemaBehind, SchemaAhead, SchemaUnversioned, SchemaHasSeveralHeads):
        assert issubclass(kind, SchemaVersionMismatch)
        assert issubclass(kind, DatabaseError)


def test_a_table_of_revisions_that_is_not_alembics(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    raw(path, "CREATE TABLE alembic_version (something)", "CREATE TABLE items (name)")
    with unchanged(path), pytest.raises(DatabaseError) as raised:
        init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA)
    assert raised.value.path == str(path)
    with pytest.raises(DatabaseError):
        version(path)


@pytest.mark.parametrize("revision", ["zzz", "f00dbeef"])
def test_an_expected_revision_that_does_not_exist(path: Path, tmp_path: Path, revision: str) -> None:
    unknown = Schema(SCHEMA.metadata, MIGRATIONS, revision)
    for each in (path, tmp_path / "new.db"):
        with pytest.raises(DatabaseError, match=revision):
            init_sqlite_database(DatabaseConfig(db_path=each), unknown)
    with factory_of(path, unknown) as factory, pytest.raises(DatabaseError, match=revision):
        factory.upgrade_schema()


def test_migrations_that_are_missing(path: Path, tmp_path: Path) -> None:
    missing = Schema(SCHEMA.metadata, tmp_path / "nothing")
    for each in (path, tmp_path / "new.db"):
        with pytest.raises(DatabaseError, match="nothing"):
            init_sqlite_database(DatabaseConfig(db_path=each), missing)


def test_a_database_that_must_exist_and_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    path.touch(mode=0o600)
    assert said(refuses(SchemaUnversioned, path, SCHEMA, must_exist=True)) == ("tables", "none")
    assert path.stat().st_size == 0
    with opened(path, Schema(), must_exist=True) as factory:
        assert factory.check_integrity()


@pytest.mark.parametrize("started", [(), ("PRAGMA user_version=1",), ("CREATE TABLE t (x)", "DROP TABLE t")])
def test_a_first_run_that_was_killed_before_the_tables_is_taken_up(tmp_path: Path, started: tuple[str, ...]) -> None:
    path = tmp_path / "stock.db"
    path.touch(mode=0o644)
    if started:
        raw(path, *started)
        assert path.stat().st_size
    with opened(path, SCHEMA) as factory:
        assert factory.get_schema_version() == "0002"
        assert names(factory) == []
        assert {oct(each.stat().st_mode & 0o777) for each in tmp_path.iterdir()} == {"0o600"}


def test_the_tables_of_another_program_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    raw(path, "CREATE TABLE moz_places (url)")
    refuses(SchemaUnversioned, path, SCHEMA)
    refuses(SchemaUnversioned, path, SCHEMA, migrate=True)
    assert list(tmp_path.iterdir()) == [path]


def test_create_all_tables_records_no_revision(tmp_path: Path) -> None:
    with factory_of(tmp_path / "stock.db", SCHEMA) as factory:
        factory.create_all_tables()
        factory.create_all_tables()
        assert factory.get_schema_version() is None
        assert names(factory) == []


def test_only_the_expected_tables_are_created(path: Path) -> None:
    assert raw(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") == [
        ("alembic_version",),
        ("items",),
        ("movements",),
    ]


def test_the_version_is_read_beside_a_session_in_use(path: Path) -> None:
    with opened(path, SCHEMA, busy_timeout=600_000) as factory, factory.get_session() as session:
        add(session, "cake")
        session.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
        assert factory.get_schema_version() == "0002"
        session.rollback()


def test_an_empty_schema_needs_no_tables(tmp_path: Path) -> None:
    with opened(tmp_path / "stock.db", Schema(MetaData())) as factory:
        assert factory.get_schema_version() is None
        assert factory.check_integrity()


def test_tables_that_are_made_by_hand_are_stamped_by_hand(path: Path, tmp_path: Path) -> None:
    path = tmp_path / "by_hand.db"
    with factory_of(path, SCHEMA) as factory:
        factory.create_all_tables()
        assert factory.get_schema_version() is None
        with pytest.raises(SchemaUnversioned, match="stamp it"):
            init_sqlite_database(DatabaseConfig(db_path=path), SCHEMA)
        factory.stamp_schema()
        assert factory.get_schema_version() == "0002"
    with opened(path, SCHEMA, must_exist=True) as factory:
        assert names(factory) == []
