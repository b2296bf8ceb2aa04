"""The verbs in which the tests of the SQLite layer speak: files are opened, refused, and stay as they were."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from reference_impl import stockroom
from reference_impl.database import (
    DatabaseConfig,
    DatabaseError,
    Schema,
    SessionFactory,
    SqliteSessionFactory,
    init_sqlite_database,
)
from reference_impl.stockroom.models import SCHEMA, Item

WITHOUT_MIGRATIONS = Schema(SCHEMA.metadata)
MIGRATIONS = Path(stockroom.__file__).parent / "migrations"
IN_MEMORY = Path(":memory:")
NOBODY = 65534


def config(path: Path, busy_timeout: int = 5000) -> DatabaseConfig:
    """Return what the factory of a file is made with."""
    return DatabaseConfig(db_path=path, db_busy_timeout=busy_timeout)


@contextmanager
def opened(
    path: Path, schema: Schema = WITHOUT_MIGRATIONS, *, busy_timeout: int = 5000, **options: bool
) -> Iterator[SqliteSessionFactory]:
    """Initialise a database as a program does, and dispose of its factory at the end."""
    factory = init_sqlite_database(config(path, busy_timeout), schema, **options)
    try:
        yield factory
    finally:
        factory.dispose()


@contextmanager
def factory_of(
    path: Path, schema: Schema = WITHOUT_MIGRATIONS, *, busy_timeout: int = 5000
) -> Iterator[SqliteSessionFactory]:
    """Make a factory without looking at the file, and dispose of it at the end."""
    factory = SqliteSessionFactory(config(path, busy_timeout), schema)
    try:
        yield factory
    finally:
        factory.dispose()


def create(path: Path, *names: str, schema: Schema = WITHOUT_MIGRATIONS) -> Path:
    """Create a database that holds items of these names, close it, and return its path."""
    with opened(path, schema) as factory, factory.get_session() as session:
        add(session, *names)
    return path


def add(session: Session, *names: str) -> None:
    """Add items, and send them to the database."""
    session.add_all([Item(name=name) for name in names])
    session.flush()


def names(source: SessionFactory | Session) -> list[str]:
    """Return the names of the items that a session sees; of a factory, those that are committed."""
    if isinstance(source, Session):
        return list(source.scalars(select(Item.name).order_by(Item.name)))
    with source.create_session() as session:
        return names(session)


def pragma(session: Session, name: str) -> object:
    """Return the value of a PRAGMA on a session's connection."""
    return session.execute(text(f"PRAGMA {name}")).scalar()


def raw(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """Execute statements with nothing but the driver; return the last one's rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Assert that a file is the same at the end, byte for byte, or still missing."""
    before = content(path)
    yield
    assert content(path) == before


def content(path: Path) -> tuple[bytes, int] | None:
    """Return the bytes and the mode of a file, None where there is no regular one."""
    try:
        if not path.is_file():
            return None
    except OSError:  # a path that cannot be followed
        return None
    # Read by another process: to close a file here that SQLite has open in this one would drop SQLite's locks.
    return subprocess.check_output(["cat", path]), path.stat().st_mode


def refuses(
    kind: type[DatabaseError],
    path: Path,
    schema: Schema = WITHOUT_MIGRATIONS,
    *,
    busy_timeout: int = 50,
    **options: bool,
) -> DatabaseError:
    """Assert that a program's start ends in an error of exactly this kind, which says all it has to; return it."""
    with unchanged(path), pytest.raises(DatabaseError) as raised:
        init_sqlite_database(config(path, busy_timeout), schema, **options)
    return explained(raised.value, kind, path)


def explained(error: BaseException, kind: type[DatabaseError], path: object) -> DatabaseError:
    """Assert that an error is of exactly this kind, and names the place, what was expected and what was found."""
    assert type(error) is kind, repr(error)
    assert isinstance(error, DatabaseError)
    assert error.path == str(path)
    assert error.expected
    assert error.found
    for said in (error.path, error.what, error.expected, error.found):
        assert said in str(error)
    assert not isinstance(error, SQLAlchemyError)
    return error


@contextmanager
def public(path: Path) -> Iterator[Path]:
    """Move a file into a folder that every user may write in; as root give it to `an_ordinary_user()`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        moved = path.rename(Path(folder, path.name))
        if os.geteuid() == 0:
            os.chown(moved, NOBODY, NOBODY)
        yield moved


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Be somebody who may not do everything; another process of that user might not be allowed to read this Python."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)


def migrations(folder: Path, *upgrades: str, branch: str | None = None) -> Path:
    """Write migrations, r1 and so on, each the body of an `upgrade()`, and perhaps a branch; return their folder."""
    (folder / "versions").mkdir(parents=True)
    for number, upgrade in enumerate(upgrades, start=1):
        migration(folder, f"r{number}", f"r{number - 1}" if number > 1 else None, upgrade)
    if branch is not None:
        migration(folder, branch, None, "pass")
    return folder


def migration(folder: Path, revision: str, down_revision: str | None, upgrade: str) -> None:
    """Write one migration."""
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        f"revision, down_revision = {revision!r}, {down_revision!r}",
        "def upgrade():",
        textwrap.indent(textwrap.dedent(upgrade), "    "),
    ]
    (folder / "versions" / f"{revision}.py").write_text("\n".join(lines))
