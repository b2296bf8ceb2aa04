"""The command line, the migration, and what is logged."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from databases import Database
from sqlalchemy import Connection, create_engine, inspect

from reference_impl.database.schema import alembic_config, stored_revision
from reference_impl.documentation import SCHEMA, SessionManager, SessionUpdate, Status, migrate
from reference_impl.documentation.errors import InvalidTransition

ROOT = Path(__file__).parents[3]
MODULE = "reference_impl.documentation"
Run = Callable[..., Any]  # the fixture's


@pytest.fixture
def run(run_module: Run) -> Run:
    def run(*arguments: str, **environment: str) -> Any:
        path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
        return run_module(MODULE, *arguments, PYTHONPATH=path, COLUMNS="120", **environment)

    return run


def test_the_demonstration_on_an_embedded_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    ran = run("demo")
    assert ran.status == 0, ran.stderr
    assert ran.stderr == ""
    assert "an embedded PostgreSQL was started" in ran.stdout
    assert ran.stdout.count("documented 20 files") == 2
    assert "WENT BACK" not in ran.stdout
    for row in ("files processed", "notes", "version"):
        _, expected, found = next(line for line in ran.stdout.splitlines() if line.startswith(f"│ {row}"))[1:-1].split(
            "│"
        )
        assert expected.strip() == found.strip()
    assert ran.stdout.count("refused: documentation session ") == 2
    assert "1 session expired; version 1 became 2, its status expired" in ran.stdout


def test_the_demonstration_on_a_database_that_is_configured(run: Run, postgresql_url: str) -> None:
    assert run("--url", postgresql_url, "migrate").stdout == "the database is migrated\n"
    ran = run("demo", DATABASE_URL=postgresql_url)
    assert ran.status == 0, ran.stderr
    assert "embedded" not in ran.stdout
    assert Database(postgresql_url).run("SELECT count(*) FROM documentation_sessions") == [(2,)]


def test_what_is_wrong_is_said_in_a_sentence(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    nowhere = f"postgresql+psycopg://postgres:secret@/postgres?host={tmp_path}"
    for arguments, environment, sentence in (
        (["migrate"], {}, "give --url, or set DATABASE_URL"),
        (["--url", "nonsense", "migrate"], {}, "DATABASE_URL cannot be parsed"),
        (["--url", nowhere, "demo"], {}, "no connection can be made"),
        (["--url", nowhere, "demo"], {"MAX_SESSIONS": "0"}, "max_sessions"),
    ):
        ran = run(*arguments, **environment)
        assert ran.status in (1, 2)
        assert sentence in ran.stderr
        assert "secret" not in ran.stderr


def described(connection: Connection) -> list[object]:
    """What Alembic does not compare."""
    table, found = "documentation_sessions", inspect(connection)
    checks = sorted((str(each["name"]), each["sqltext"]) for each in found.get_check_constraints(table))
    indexes = sorted((each["name"], str(each["dialect_options"])) for each in found.get_indexes(table))
    return [checks, indexes, [str(each) for each in found.get_columns(table)]]


def test_the_migration_makes_what_the_models_say_and_can_be_undone(postgresql_url: str) -> None:
    migrate(Database(postgresql_url).settings())
    engine = create_engine(postgresql_url)
    with engine.begin() as connection:
        assert stored_revision(connection) == "documentation_0001"
        assert compare_metadata(MigrationContext.configure(connection), SCHEMA.metadata) == []
        migrated = described(connection)
        command.downgrade(alembic_config(SCHEMA.migrations, SCHEMA.metadata, connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        SCHEMA.metadata.create_all(connection)
        assert described(connection) == migrated
        assert len(migrated[0]) == 7
    engine.dispose()


def test_what_is_due_is_found_by_its_index(manager: SessionManager, database: Database) -> None:
    for _ in range(3):
        manager.create("w", "m", [])
    database.run(
        "INSERT INTO documentation_sessions SELECT gen_random_uuid(), workspace_id, module_name, 'completed', "
        "file_paths, total_files, processed_files, current_file, failed_files, notes, created_at, updated_at, "
        "expires_at, version, recent_changes FROM documentation_sessions, generate_series(1, 1000)"
    )
    database.run("ANALYZE documentation_sessions")
    plan = database.run(
        "EXPLAIN SELECT id FROM documentation_sessions WHERE status IN ('pending', 'in_progress') "
        "AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED"
    )
    assert any("ix_documentation_sessions_due" in line for (line,) in plan), plan


def test_the_log(manager: SessionManager, database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "documentation")
    session = manager.create("w", "m", [])
    manager.update(session.id, SessionUpdate(status=Status.IN_PROGRESS))
    with pytest.raises(InvalidTransition):
        manager.update(session.id, SessionUpdate(status=Status.PENDING))
    with database.locked(session.id), pytest.raises(Exception, match="within"):
        manager.add_note(session.id, "a.py", "m", "s", timeout=0.1)
    database.let_expire(session.id)
    manager.expire_sessions()
    objects = [json.loads(each.getMessage()) for each in caplog.records if each.name == "documentation"]
    assert [(each["operation"], each["outcome"]) for each in objects] == [
        ("create", "success"),
        ("update", "success"),
        ("update", "refused"),
        ("add_note", "error"),
        ("expire_sessions", "success"),
    ]
    assert objects[0]["session_id"] == str(session.id)
    assert "does not become pending" in objects[2]["reason"]
    assert objects[-1]["sessions"] == 1
    assert [each.documentation for each in caplog.records if each.name == "documentation"] == objects
