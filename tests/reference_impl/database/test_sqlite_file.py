"""The file under an SQLite database: how it comes into the world, who may read it, and which ones are refused."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_files import (
    NOBODY,
    add,
    an_ordinary_user,
    config,
    create,
    explained,
    factory_of,
    names,
    opened,
    pragma,
    public,
    raw,
    refuses,
    unchanged,
)

from reference_impl.database import DatabaseError, DatabaseNotFound, init_sqlite_database
from reference_impl.database.errors import (
    DatabaseIsASymbolicLink,
    DatabaseIsNotAFile,
    DatabaseOwnedByAnother,
    DatabasePermissionDenied,
    DatabaseUnavailable,
    FactoryDisposed,
)
from reference_impl.database.sqlite import file

ODD_NAMES = ["a b.db", "what?.db", "100%.db", "%41.db", "n#1.db", "a&mode=ro", "Brötchen 饼.db", "it's.db", "-.db"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "bakery.db"


@pytest.fixture
def generous_umask() -> Iterator[None]:
    """What a user may have set who shares everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {each.name: oct(stat.S_IMODE(each.stat().st_mode)) for each in folder.iterdir()}


PRIVATE = {"bakery.db": "0o600", "bakery.db-wal": "0o600", "bakery.db-shm": "0o600"}


@pytest.mark.usefixtures("generous_umask")
def test_a_new_file_and_its_companions_are_private(path: Path) -> None:
    with opened(path) as factory, factory.get_session() as session:
        add(session, "bread")
        assert modes(path.parent) == PRIVATE


@pytest.mark.usefixtures("generous_umask")
def test_create_all_tables_makes_a_private_file(path: Path) -> None:
    with factory_of(path) as factory:
        factory.create_all_tables()
        with factory.get_session() as session:
            add(session, "bread")
        assert modes(path.parent) == PRIVATE


@pytest.mark.usefixtures("generous_umask")
def test_a_new_folder_is_private(path: Path) -> None:
    create(path.parent / "data" / "bakery" / "bakery.db")
    assert modes(path.parent / "data") == {"bakery": "0o700"}


@pytest.mark.usefixtures("generous_umask")
def test_a_file_that_was_open_to_all_is_taken_from_them(path: Path) -> None:
    create(path, "bread")
    path.chmod(0o644)
    with factory_of(path) as before, before.get_session() as session:
        add(session, "cake")
        assert modes(path.parent)["bakery.db-wal"] == "0o644"
        with opened(path):
            assert modes(path.parent) == PRIVATE


def test_a_file_without_companions_is_taken_from_others_too(path: Path) -> None:
    raw(create(path, "bread"), "PRAGMA journal_mode=DELETE")
    path.chmod(0o644)
    with opened(path):
        assert modes(path.parent) == {"bakery.db": "0o600"}


def test_create_all_tables_keeps_what_is_there(path: Path) -> None:
    create(path, "bread")
    with factory_of(path) as factory:
        factory.create_all_tables()
        assert names(factory) == ["bread"]


def test_a_factory_alone_creates_no_file(path: Path) -> None:
    with factory_of(path) as factory:
        for use in (factory.get_schema_version, lambda: names(factory)):
            with pytest.raises(DatabaseError) as raised:
                use()
            explained(raised.value, DatabaseNotFound, path)
    assert list(path.parent.iterdir()) == []


def test_a_missing_file_that_must_exist(path: Path) -> None:
    assert refuses(DatabaseNotFound, path, must_exist=True).found == "nothing"
    refuses(DatabaseNotFound, path.parent / "missing" / "bakery.db", must_exist=True)
    assert list(path.parent.iterdir()) == []


def test_an_existing_file_that_must_exist(path: Path) -> None:
    with opened(create(path, "bread"), must_exist=True) as factory:
        assert names(factory) == ["bread"]


@pytest.mark.parametrize("must_exist", [False, True])
def test_a_directory_is_no_database(path: Path, must_exist: bool) -> None:
    path.mkdir()
    assert refuses(DatabaseIsNotAFile, path, must_exist=must_exist).found == "a directory"
    assert list(path.iterdir()) == []


def test_a_pipe_and_a_socket_are_no_databases(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(path)
    refuses(DatabaseIsNotAFile, path)
    monkeypatch.chdir(path.parent)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        refuses(DatabaseIsNotAFile, path.parent / "s")
    refuses(DatabaseIsNotAFile, Path(os.devnull))


@pytest.mark.parametrize("must_exist", [False, True])
def test_a_file_where_a_folder_should_be(path: Path, must_exist: bool) -> None:
    path.write_text("a file")
    with unchanged(path):
        refuses(DatabaseIsNotAFile, path / "data" / "bakery.db", must_exist=must_exist)
        refuses(DatabaseIsNotAFile, path / "bakery.db")


def test_a_name_that_is_too_long(path: Path) -> None:
    assert "long" in str(refuses(DatabaseUnavailable, path.with_name("b" * 300)))
    assert "long" in str(refuses(DatabaseIsNotAFile, path.with_name("b" * 300), must_exist=True))


def test_a_name_with_a_null_byte(path: Path) -> None:
    with pytest.raises(DatabaseError):
        init_sqlite_database(config(path.with_name("a\0b")))


def test_a_symbolic_link_is_refused_and_its_target_untouched(path: Path) -> None:
    target = create(path.with_name("target.db"), "bread")
    path.symlink_to(target)
    with unchanged(target):
        assert str(target) in str(refuses(DatabaseIsASymbolicLink, path))
        with factory_of(path) as factory:
            with pytest.raises(DatabaseIsASymbolicLink):
                factory.create_all_tables()
            assert "symbolic link" in str(factory.check_integrity())


@pytest.mark.parametrize("must_exist", [False, True])
def test_a_dangling_symbolic_link_creates_nothing(path: Path, must_exist: bool) -> None:
    path.symlink_to(path.with_name("target.db"))
    refuses(DatabaseIsASymbolicLink, path, must_exist=must_exist)
    assert [each.name for each in path.parent.iterdir()] == ["bakery.db"]


@pytest.mark.parametrize("companion", ["-wal", "-shm"])
def test_a_companion_that_is_a_symbolic_link_is_refused(path: Path, companion: str) -> None:
    create(path, "bread")
    target = path.with_name("target")
    target.write_text("of another")
    link = path.with_name(path.name + companion)
    link.symlink_to(target)
    with unchanged(path), unchanged(target), pytest.raises(DatabaseError) as raised:
        init_sqlite_database(config(path))
    explained(raised.value, DatabaseIsASymbolicLink, link)


def test_a_folder_that_is_a_symbolic_link_is_followed(path: Path) -> None:
    (path.parent / "link").symlink_to(path.parent, target_is_directory=True)
    create(path.parent / "link" / "bakery.db", "bread")
    with opened(path) as factory:
        assert names(factory) == ["bread"]


def test_the_file_of_another_user_is_refused(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(create(path), NOBODY, NOBODY)
    else:
        path = Path("/etc/passwd")
    found = refuses(DatabaseOwnedByAnother, path)
    assert (found.expected, found.found) == (f"user {os.geteuid()}", f"user {path.stat().st_uid}")


@pytest.mark.parametrize("mode", [0o000, 0o200, 0o444])
def test_a_file_that_may_not_be_read_and_written(path: Path, mode: int) -> None:
    with public(create(path, "bread")) as moved:
        moved.chmod(mode)
        with an_ordinary_user(), pytest.raises(DatabaseError) as raised:
            init_sqlite_database(config(moved))
        explained(raised.value, DatabasePermissionDenied, moved)
        assert stat.S_IMODE(moved.stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o000, 0o500])
def test_a_folder_that_may_not_be_written(path: Path, mode: int) -> None:
    with public(create(path, "bread")) as moved:
        folder = moved.parent
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        folder.chmod(mode)
        for each in (moved, folder / "new.db", folder / "folder" / "new.db"):
            for must_exist in (False, True):
                missing = must_exist and mode and each is not moved
                with an_ordinary_user(), pytest.raises(DatabaseError) as raised:
                    init_sqlite_database(config(each), must_exist=must_exist)
                assert type(raised.value) is (DatabaseNotFound if missing else DatabasePermissionDenied)
                assert str(raised.value).startswith(str(folder))
        folder.chmod(0o700)


def test_without_owners_and_links_the_rest_is_still_examined(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "_HAS_OWNERS", False)  # as on Windows
    monkeypatch.setattr(file, "_NO_FOLLOW", 0)
    create(path, "bread")
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    with opened(path) as factory:
        assert names(factory) == ["bread"]
    refuses(DatabaseIsNotAFile, path.parent)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_a_name_like_any_other(tmp_path: Path, name: str) -> None:
    create(tmp_path / name, "bread")
    assert {each.name for each in tmp_path.iterdir()} == {name}
    with opened(tmp_path / name, must_exist=True) as factory:
        assert names(factory) == ["bread"]
        assert factory.check_integrity()
        with factory.get_session() as session:
            assert pragma(session, "journal_mode") == "wal"
    assert raw(tmp_path / name, "SELECT name FROM items") == [("bread",)]


def test_a_name_that_is_no_text_is_a_name_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.db")
    with opened(create(path, "bread"), must_exist=True) as factory:
        assert names(factory) == ["bread"]
    assert [os.fsencode(each.name) for each in tmp_path.iterdir()] == [b"\xff\xfe.db"]
    with pytest.raises(FactoryDisposed):
        factory.create_session()
    path.write_bytes(b"x" * 5000)
    with pytest.raises(DatabaseError, match="no SQLite database"):
        init_sqlite_database(config(path))


def test_a_relative_path_means_the_same_file_when_the_program_has_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        create(tmp_path / folder / "bakery.db", folder)
    monkeypatch.chdir(tmp_path / "here")
    with opened(Path("bakery.db")) as factory:
        with factory.get_session() as first:
            assert names(first) == ["here"]
            os.chdir(tmp_path / "there")
            assert names(factory) == ["here"]  # a second connection
        assert factory.check_integrity()


def test_a_file_system_without_modes_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(path, "bread").chmod(0o644)

    def refused(*_arguments: object) -> None:  # as vfat does
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    refuses(DatabasePermissionDenied, path)
