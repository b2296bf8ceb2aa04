"""What is not as it has to be: a typed error that says what to do, and nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from databases import Database
from pydantic import ValidationError
from sqlalchemy import make_url
from test_embedded_postgresql import free_port

from reference_impl.database.errors import (
    DatabaseUnavailable,
    InvalidDatabaseUrl,
    SchemaAhead,
    SchemaUnversioned,
)
from reference_impl.documentation import (
    DocumentationSettings,
    Progress,
    SessionFilter,
    SessionManager,
    SessionUpdate,
    Status,
    migrate,
    open_manager,
)
from reference_impl.documentation.checks import MOST_NOTES
from reference_impl.documentation.errors import InvalidInput, ManagerClosed
from reference_impl.embedded_postgresql import embedded_postgresql

SURROGATE, NUL = "a\ud800b", "a\0b"
MALFORMED = ["", "1234", "g" * 32, SURROGATE, NUL, None, 7, b"x", [UUID(int=1)]]


def nothing_is_written(database: Database) -> bool:
    return database.run("SELECT count(*) FROM documentation_sessions") == [(0,)]


@pytest.mark.parametrize("id", MALFORMED, ids=ascii)
def test_malformed_ids(manager: SessionManager, id: object) -> None:
    for call in (
        lambda: manager.get(id),
        lambda: manager.get(id, max_staleness=1),
        lambda: manager.update(id, SessionUpdate(status=Status.IN_PROGRESS)),
        lambda: manager.add_note(id, "a.py", "m", "s"),
        lambda: manager.delete(id),
    ):
        with pytest.raises(InvalidInput, match="write a UUID"):
            call()


@pytest.mark.parametrize(
    "text", ["", "  ", SURROGATE, NUL, "x" * 201, None, 7, b"x"], ids=lambda text: ascii(text)[:12]
)
def test_texts_that_cannot_be_stored(manager: SessionManager, database: Database, text: object) -> None:
    for create in (lambda: manager.create(text, "m", []), lambda: manager.create("w", text, [])):
        with pytest.raises(InvalidInput):
            create()
    with pytest.raises(InvalidInput):
        manager.list(SessionFilter(workspace_id=text if text is not None else ""))
    assert nothing_is_written(database)
    session = manager.create("w", "m", [])
    for note in (("a.py", text, "s"), ("a.py", "m", text)):
        with pytest.raises(InvalidInput):
            manager.add_note(session.id, *note)
    assert manager.get(session.id) == session


@pytest.mark.parametrize(
    "paths",
    [["a.py", SURROGATE], ["a.py", NUL], ["a.py", ""], ["a.py", "a.py"], ["a" * 4097], [7], [None], "a.py"],
    ids=lambda paths: ascii(paths)[:30],
)
def test_lists_of_files_that_cannot_be_stored(manager: SessionManager, database: Database, paths: object) -> None:
    with pytest.raises(InvalidInput, match="file_paths"):
        manager.create("w", "m", paths)
    assert nothing_is_written(database)


def test_too_many_files(manager: SessionManager, database: Database) -> None:
    with pytest.raises(InvalidInput, match="100001 entries: write at most 100000"):
        manager.create("w", "m", [str(number) for number in range(100_001)])
    assert nothing_is_written(database)


@pytest.mark.parametrize("ttl", [timedelta(0), timedelta(seconds=-1), timedelta.min, timedelta.max])
def test_times_to_live(manager: SessionManager, database: Database, ttl: timedelta) -> None:
    with pytest.raises(InvalidInput, match="time to live"):
        manager.create("w", "m", [], ttl=ttl)
    with pytest.raises(ValidationError, match="default_ttl"):
        database.settings(default_ttl=ttl)
    assert nothing_is_written(database)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_timeouts(manager: SessionManager, timeout: float) -> None:
    with pytest.raises(InvalidInput, match="timeout"):
        manager.list(timeout=timeout)


@pytest.mark.parametrize("staleness", [-1, float("nan")])
def test_staleness(manager: SessionManager, staleness: float) -> None:
    session = manager.create("w", "m", [])
    with pytest.raises(InvalidInput, match="staleness"):
        manager.get(session.id, max_staleness=staleness)


IMPOSSIBLE = [
    SessionUpdate(),
    SessionUpdate(expected_version=1),
    SessionUpdate(status="sleeping"),
    SessionUpdate(current_file=""),
    SessionUpdate(current_file=NUL),
    SessionUpdate(progress=Progress(2, current_file=SURROGATE)),
    SessionUpdate(progress=Progress(2, processed_files=3)),
    SessionUpdate(progress=Progress(2, processed_files=-1)),
    SessionUpdate(progress=Progress(3)),
    SessionUpdate(progress=Progress(2, failed_files=("a", "b", "c"))),
    SessionUpdate(progress=Progress(2, failed_files=("a", "a"))),
]


@pytest.mark.parametrize("update", IMPOSSIBLE, ids=range(len(IMPOSSIBLE)))
def test_updates(manager: SessionManager, update: SessionUpdate) -> None:
    session = manager.create("w", "m", ["a", "b"])
    for change in (update, lambda _: update):
        with pytest.raises(InvalidInput):
            manager.update(session.id, change)
    assert manager.get(session.id) == session


@pytest.mark.parametrize(
    "wanted",
    [
        SessionFilter(limit=0),
        SessionFilter(limit=501),
        SessionFilter(status="sleeping"),
        SessionFilter(module_name=NUL),
        SessionFilter(created_from=datetime(2026, 1, 1)),
        SessionFilter(created_before=datetime(2026, 1, 1)),
    ],
    ids=range(6),
)
def test_filters(manager: SessionManager, wanted: SessionFilter) -> None:
    with pytest.raises(InvalidInput):
        manager.list(wanted)


def test_more_notes_than_a_session_takes(manager: SessionManager, database: Database) -> None:
    session = manager.create("w", "m", [])
    note = "jsonb_build_object('file_path', 'f', 'memory_id', 'm', 'status', 's', 'created_at', now())"
    database.run(
        f"UPDATE documentation_sessions SET notes = (SELECT jsonb_agg({note}) FROM generate_series(1, %s))",
        [MOST_NOTES],
    )
    with pytest.raises(InvalidInput, match=f"{session.id}: it has 10000 notes"):
        manager.add_note(session.id, "a.py", "m", "s")


def test_a_closed_manager(open_one: Callable[..., SessionManager]) -> None:
    manager = open_one()
    session = manager.create("w", "m", [])
    manager.shutdown()
    manager.shutdown()
    for call in (
        lambda: manager.create("w", "m", []),
        lambda: manager.get(session.id),
        lambda: manager.get(session.id, max_staleness=60),
        lambda: manager.update(session.id, SessionUpdate(status=Status.IN_PROGRESS)),
        lambda: manager.add_note(session.id, "a.py", "m", "s"),
        lambda: manager.delete(session.id),
        lambda: manager.list(),
        lambda: manager.expire_sessions(),
    ):
        with pytest.raises(ManagerClosed, match="make another one"):
            call()


def test_a_database_that_is_not_migrated(postgresql_url: str) -> None:
    with pytest.raises(SchemaUnversioned, match="documentation_0001"):
        open_manager(DocumentationSettings(database_url=postgresql_url))
    database = Database(postgresql_url)
    migrate(database.settings())
    migrate(database.settings())
    with open_manager(database.settings()) as manager:
        session = manager.create("w", "m", [])
        database.run("DROP TABLE documentation_sessions")
        for call in (
            lambda: manager.get(session.id),
            lambda: manager.create("w", "m", []),
            lambda: manager.list(),
            lambda: manager.expire_sessions(),
        ):
            with pytest.raises(SchemaUnversioned, match="migrate the database"):
                call()
    database.run("UPDATE alembic_version SET version_num = 'of the future'")
    with pytest.raises(SchemaAhead):
        open_manager(database.settings())


@pytest.mark.parametrize("url", ["nonsense", "postgresql+psycopg://a@b@c/d", "oracle+none://x/y"])
def test_urls_that_are_none(url: str) -> None:
    with pytest.raises(InvalidDatabaseUrl):
        open_manager(DocumentationSettings(database_url=url))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://postgres:secret@/postgres?host={tmp_path}"
    with pytest.raises(DatabaseUnavailable) as raised:
        open_manager(DocumentationSettings(database_url=url))
    assert "secret" not in str(raised.value)


def test_wrong_credentials() -> None:
    port = free_port()
    with embedded_postgresql(port=port, password="right") as server:
        url = make_url(server.url).set(host="127.0.0.1", port=port, query={}, password="wrong")
        with pytest.raises(DatabaseUnavailable, match="password authentication failed") as raised:
            open_manager(DocumentationSettings(database_url=url.render_as_string(hide_password=False)))
        assert "wrong" not in str(raised.value)


def test_settings_from_the_environment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DEFAULT_TTL", "PT90S")
    monkeypatch.setenv("MAX_SESSIONS", "3")
    monkeypatch.setenv("CLEANUP_INTERVAL", "0.5")
    settings = DocumentationSettings()
    assert (settings.default_ttl, settings.max_sessions, settings.cleanup_interval) == (timedelta(seconds=90), 3, 0.5)
    with open_manager(settings) as manager:
        session = manager.create("w", "m", [])
    assert session.expires_at - session.created_at == timedelta(seconds=90)


CHECKS = [
    "status = 'sleeping'",
    "total_files = 5",
    "processed_files = 2",
    "processed_files = -1",
    "failed_files = '{a,b}'",
    "notes = '{}'",
    "expires_at = created_at",
    "version = 0",
]


@pytest.mark.parametrize("change", CHECKS)
def test_the_database_itself_refuses_what_is_impossible(
    manager: SessionManager, database: Database, change: str
) -> None:
    session = manager.create("w", "m", ["a.py"])
    with pytest.raises(psycopg.errors.CheckViolation):
        database.run(f"UPDATE documentation_sessions SET {change}")
    assert isinstance(session.id, UUID)
    assert manager.get(session.id) == session
