"""The file under an SQLite database: who may read it, and whether it is the one that was meant.

Nothing here opens an existing file: closing it would drop the locks of every other connection of this process
(https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from pathlib import Path
from urllib.parse import quote

from reference_impl.database.errors import (
    DatabaseFull,
    DatabaseIsASymbolicLink,
    DatabaseIsNotAFile,
    DatabaseNotFound,
    DatabaseOwnedByAnother,
    DatabasePermissionDenied,
    DatabaseUnavailable,
)
from reference_impl.database.sqlite.engine import DRIVER_OPTIONS

PRIVATE = 0o600
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)  # Windows has neither this nor owners
_HAS_OWNERS = hasattr(os, "geteuid")


def connect(path: Path) -> sqlite3.Connection:
    """Connect to a file that exists, and create none.

    Args:
        path: the file, an absolute path; any character may stand in its name.

    Raises:
        sqlite3.Error: what the driver raises.
    """
    return sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, **DRIVER_OPTIONS)


def connect_to_look(path: Path, busy_timeout: int) -> sqlite3.Connection:
    """Connect to a file that exists, and change nothing of it.

    Not with `mode=ro`: such a connection does not see violated CHECK constraints, cannot roll back what a killed
    program left in a rollback journal, and leaves `-wal` and `-shm` behind.

    Args:
        path: the file, an absolute path.
        busy_timeout: milliseconds to wait for another connection's lock.

    Raises:
        sqlite3.Error: what the driver raises.
    """
    connection = connect(path)
    connection.execute(f"PRAGMA busy_timeout={busy_timeout}")
    connection.execute("PRAGMA query_only=1")
    return connection


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another that takes its place, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def examine(path: Path) -> None:
    """Return if a path leads to a regular file of this user's that can be read and written.

    Args:
        path: the database; its `-wal`, `-shm` and `-journal` are examined too.

    Raises:
        DatabaseNotFound: there is none.
        DatabaseIsASymbolicLink, DatabaseIsNotAFile, DatabaseOwnedByAnother, DatabasePermissionDenied: what there is.
    """
    if not _examine_one(path):
        raise DatabaseNotFound("there is no such database", path=path, expected="a file", found="nothing")
    for companion in _companions(path):
        _examine_one(companion)
    for each, mode in ((path, os.R_OK | os.W_OK), (path.parent, os.W_OK | os.X_OK)):
        if not os.access(each, mode):
            raise _denied(each)


def create(path: Path) -> None:
    """Create an empty file, and the folders above it, for this user alone; leave what is there.

    `-wal` and `-shm` inherit the mode. Were it changed after connecting, they would have been open to others.

    Raises:
        DatabasePermissionDenied, DatabaseFull, DatabaseUnavailable: the operating system refuses.
    """
    try:
        for folder in reversed([folder for folder in path.parents if not folder.exists()]):
            folder.mkdir(mode=0o700, exist_ok=True)
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | _NO_FOLLOW, PRIVATE)
    except PermissionError as error:
        raise _denied(path) from error
    except (FileExistsError, NotADirectoryError):
        return  # another process was faster, or something else is there: to be examined
    except OSError as error:
        kind = DatabaseFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else DatabaseUnavailable
        raise kind(
            "the file cannot be created", path=path, expected="a folder to write in", found=str(error.strerror)
        ) from error
    os.close(file)


def protect(path: Path) -> None:
    """Take a database and its companions from everybody but its owner.

    Raises:
        DatabasePermissionDenied: the file system has no such modes.
    """
    for each in (path, *_companions(path)):
        try:
            if stat.S_IMODE(each.lstat().st_mode) != PRIVATE:
                each.chmod(PRIVATE)
        except FileNotFoundError:
            continue  # another process closed its last connection
        except PermissionError as error:
            raise _denied(each) from error


def _examine_one(path: Path) -> bool:
    """Return whether the file is there."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise _denied(path) from error
    except OSError as error:  # a file where a folder should be, a name too long
        raise DatabaseIsNotAFile(
            "this path cannot be followed", path=path, expected="a file", found=str(error.strerror)
        ) from error
    if stat.S_ISLNK(found.st_mode):
        raise DatabaseIsASymbolicLink(
            "this is a symbolic link: name the file itself",
            path=path,
            expected="a file",
            found=f"a link to {path.readlink()}",
        )
    if not stat.S_ISREG(found.st_mode):
        what = "a directory" if stat.S_ISDIR(found.st_mode) else "a device, pipe or socket"
        raise DatabaseIsNotAFile("this is not a file", path=path, expected="a file", found=what)
    if _HAS_OWNERS and found.st_uid != os.geteuid():
        raise DatabaseOwnedByAnother(
            "another user owns this file: give it to this user, or run as that one",
            path=path,
            expected=f"user {os.geteuid()}",
            found=f"user {found.st_uid}",
        )
    return True


def _companions(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _denied(path: Path) -> DatabasePermissionDenied:
    return DatabasePermissionDenied(
        "this user may not read and write here: change the permissions, or run as another user",
        path=path,
        expected="read and write permission",
        found="none",
    )
