"""Whether a database is intact: an answer that says what was found, and a start that refuses what is not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlite_files import IN_MEMORY, add, create, factory_of, names, opened, raw, refuses, unchanged

from reference_impl.database import IntegrityReport
from reference_impl.database.errors import DatabaseDamaged
from reference_impl.stockroom.models import SCHEMA

ORPHAN = "INSERT INTO movements (item_id, change, reason, made_at) VALUES (7777, 1, 'lost', '2024-01-01')"
ORPHAN_FOUND = "row 1 of movements refers to a row of items that is not there"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with some pages, all of them in the file itself."""
    path = create(tmp_path / "bakery.db", *(f"{number:04} {'bread' * 12}" for number in range(500)))
    raw(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def overwrite(start: int, end: int, by: bytes = b"\xff") -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[start:end] = by * (end - start)
        path.write_bytes(content)

    return damage


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 6 + 17])


def execute(*statements: str) -> Callable[[Path], None]:
    return lambda path: void(raw(path, *statements))


def void(_: object) -> None:
    return None


DAMAGE = {
    "header": overwrite(0, 16),
    "page size": overwrite(16, 18),
    "text instead of a database": lambda path: void(path.write_text("We are out of bread.\n" * 50)),
    "a few bytes": lambda path: void(path.write_bytes(b"hi")),
    "zeros": overwrite(0, 4096, b"\0"),
    "first page": overwrite(100, 4096),
    "one page": overwrite(4096 * 3, 4096 * 4),
    "one byte of a page": overwrite(4096 * 4, 4096 * 4 + 1),
    "all pages but the first": overwrite(4096, 4096 * 20),
    "truncated": truncate,
    "foreign key": execute("PRAGMA foreign_keys=OFF", ORPHAN),
    "foreign key to no table": execute("PRAGMA foreign_keys=OFF", ORPHAN, "DROP TABLE items"),
    "foreign key to what is not unique": execute("CREATE TABLE a (x)", "CREATE TABLE b (x REFERENCES a (x))"),
    "a value against a constraint": execute("PRAGMA ignore_check_constraints=ON", "UPDATE items SET quantity = -1"),
    "an index without its rows": execute(
        "PRAGMA writable_schema=ON",
        "DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_items_1'",
    ),
    "a schema that cannot be parsed": execute(
        "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = 'CREATE what' WHERE name = 'items'"
    ),
    "a text that is none": execute(
        "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = CAST(x'ff00fe' AS TEXT) WHERE name = 'items'"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_reported_and_refused(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    with factory_of(path) as factory, unchanged(path):
        report = factory.check_integrity()
    assert not report
    assert report.problems
    assert all(report.problems)
    assert str(report) == "; ".join(report.problems)
    for must_exist in (False, True):
        for migrate in (False, True):
            error = refuses(DatabaseDamaged, path, SCHEMA, must_exist=must_exist, migrate=migrate)
            assert isinstance(error.__cause__, sqlite3.Error | None)


def test_an_intact_database(path: Path) -> None:
    with opened(path) as factory, unchanged(path):
        report = factory.check_integrity()
        assert report
        assert report == IntegrityReport()
        assert str(report) == "ok"


def test_a_violated_foreign_key_is_named(path: Path) -> None:
    raw(path, ORPHAN)
    with factory_of(path) as factory:
        assert factory.check_integrity().problems == (ORPHAN_FOUND,)
    assert refuses(DatabaseDamaged, path).found == ORPHAN_FOUND


def test_all_problems_are_reported(path: Path) -> None:
    raw(path, ORPHAN, ORPHAN, "PRAGMA ignore_check_constraints=ON", "UPDATE items SET quantity = -1 WHERE id = 1")
    with factory_of(path) as factory:
        assert len(factory.check_integrity().problems) == 3


def test_a_missing_file_is_reported_and_not_created(tmp_path: Path) -> None:
    with factory_of(tmp_path / "missing.db") as factory:
        report = factory.check_integrity()
    assert not report
    assert "missing.db" in str(report)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_is_reported(tmp_path: Path) -> None:
    with factory_of(tmp_path) as factory:
        assert "a directory" in str(factory.check_integrity())


def test_a_check_beside_sessions_in_use(path: Path) -> None:
    with opened(path, busy_timeout=600_000) as factory, factory.get_session() as session:
        add(session, "cake")
        assert factory.check_integrity()
        add(session, "roll")
        session.commit()
        assert names(session)[-2:] == ["cake", "roll"]


def test_a_check_leaves_nothing_behind(path: Path) -> None:
    with factory_of(path) as factory:
        assert factory.check_integrity()
    assert [each.name for each in path.parent.iterdir()] == ["bakery.db"]


def test_a_write_ahead_log_that_was_left_behind_is_checked_too(path: Path) -> None:
    left = path.with_name("left.db")
    with opened(path) as factory, factory.get_session() as session:
        add(session, "cake")
        session.commit()
        for companion in ("", "-wal"):  # as a program leaves them that is killed
            shutil.copyfile(f"{path}{companion}", f"{left}{companion}")
    with factory_of(left) as factory:
        assert factory.check_integrity()
    with opened(left) as factory:
        assert names(factory)[-1] == "cake"


def test_a_rollback_journal_that_was_left_behind_is_played_back(path: Path) -> None:
    raw(path, "PRAGMA journal_mode=DELETE")  # as programs without a write-ahead log have it
    left = path.with_name("left.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as writing:
        for statement in ("PRAGMA cache_size=1", "BEGIN", "UPDATE items SET name = name || ' (old)'"):
            writing.execute(statement)
        for companion in ("", "-journal"):
            shutil.copyfile(f"{path}{companion}", f"{left}{companion}")
    with opened(left) as factory:
        assert not [name for name in names(factory) if "old" in name]
        assert factory.check_integrity()


def test_in_memory_a_violated_foreign_key_is_named() -> None:
    with opened(IN_MEMORY) as factory:
        with factory.engine.connect() as connection:
            driver = connection.connection.cursor()
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute(ORPHAN)
        assert factory.check_integrity().problems == (ORPHAN_FOUND,)


def test_in_memory_damage_is_reported() -> None:
    with opened(IN_MEMORY) as factory:
        with factory.get_session() as session:
            session.execute(text("CREATE TABLE a (x)"))
            session.execute(text("CREATE TABLE b (x REFERENCES a (x))"))
        report = factory.check_integrity()
        assert not report
        assert "foreign key mismatch" in str(report)
