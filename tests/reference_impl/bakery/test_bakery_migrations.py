"""The migrations lead to the tables that the models have, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine.interfaces import ReflectedCheckConstraint
from winter_market import open_market

from reference_impl.bakery.models import SCHEMA
from reference_impl.database import (
    DatabaseConfig,
    Schema,
    SessionFactory,
    SqliteSessionFactory,
    init_sqlite_database,
    session_scope,
)
from reference_impl.database.schema import alembic_config, check_schema, upgrade_schema


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty file."""
    path = tmp_path / "migrated.db"
    init_sqlite_database(DatabaseConfig(db_path=path), Schema()).dispose()
    factory = SqliteSessionFactory(DatabaseConfig(db_path=path), SCHEMA)
    yield factory.engine
    factory.dispose()


@pytest.fixture
def postgresql_engine(postgresql_url: str) -> Iterator[Engine]:
    """An empty database."""
    engine = create_engine(postgresql_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database to which the migrations have led, once in a file and once on PostgreSQL."""
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    upgrade_schema(engine, SCHEMA)
    return engine


def test_alembic_finds_no_difference_between_the_migrated_database_and_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "render_as_batch": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), SCHEMA.metadata) == []
        check_schema(connection, SCHEMA)


def test_what_alembic_does_not_compare_is_the_same_too(engine: Engine, factory_of_models: SessionFactory) -> None:
    assert described(engine) == described(factory_of_models.engine)
    assert len(described(engine)) == 21


@pytest.fixture
def factory_of_models(engine: Engine, sqlite_factory: SessionFactory) -> Iterator[SessionFactory]:
    """A database of the same kind, with the tables that the models say."""
    if engine.dialect.name == "sqlite":
        yield sqlite_factory
        return
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA of_models"))
    options = {"options": "-csearch_path=of_models"}
    factory = SessionFactory(create_engine(engine.url, connect_args=options))
    SCHEMA.metadata.create_all(factory.engine)
    yield factory
    factory.dispose()


def described(engine: Engine) -> dict[str, dict[str, object]]:
    """Return the columns, keys, constraints and indexes of each table, by their names."""
    tables = inspect(engine)
    return {
        name: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in tables.get_columns(name)},
            "primary key": tables.get_pk_constraint(name),
            "checks": sorted(map(check, tables.get_check_constraints(name))),
            "unique": sorted(
                (each["name"] or "", each["column_names"]) for each in tables.get_unique_constraints(name)
            ),
            "foreign keys": sorted(
                (each["name"] or "", each["constrained_columns"], each["referred_table"])
                for each in tables.get_foreign_keys(name)
            ),
            "indexes": sorted((each["name"] or "", each["unique"]) for each in tables.get_indexes(name)),
        }
        for name in tables.get_table_names()
        if name != "alembic_version"
    }


def check(constraint: ReflectedCheckConstraint) -> tuple[str, str]:
    return constraint["name"] or "", constraint["sqltext"]


def test_the_bakery_works_on_a_migrated_database(engine: Engine) -> None:
    with session_scope(SessionFactory(engine)) as session:
        assert open_market(session).market == 2


def test_the_migrations_lead_back_to_an_empty_database(engine: Engine) -> None:
    assert SCHEMA.migrations is not None
    with engine.begin() as connection:
        command.downgrade(alembic_config(SCHEMA.migrations, SCHEMA.metadata, connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade_schema(engine, SCHEMA)
    assert len(described(engine)) == 21


def test_a_new_file_stands_at_the_revision_of_the_models(sqlite_factory: SqliteSessionFactory) -> None:
    assert sqlite_factory.get_schema_version() == "bakery_0001"
