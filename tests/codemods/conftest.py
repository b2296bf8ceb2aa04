"""What the tests of running codemods speak in: a project with one service and one boundary, and the command."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

NAME = "add-required-session"

DATABASE = """\
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker(create_engine("sqlite://"))


@contextmanager
def session_scope():
    with SessionLocal.begin() as session:
        yield session
"""
SERVICE = """\
from sqlalchemy.orm import Session

from database import session_scope


def rename(name: str, session: Session | None = None) -> None:
    if session is None:
        with session_scope() as session:
            return rename(name, session=session)
    session.add(name)
"""
REPAIRED = """\
from sqlalchemy.orm import Session


def rename(name: str, *, session: Session) -> None:
    session.add(name)
"""
SCREEN = """\
from rename_service import rename


def on_rename(name: str) -> None:
    rename(name)
"""
SCREEN_REPAIRED = """\
from database import session_scope
from rename_service import rename


def on_rename(name: str) -> None:
    with session_scope() as session:
        rename(name, session=session)
"""
FILES = {"database.py": DATABASE, "rename_service.py": SERVICE, "screen.py": SCREEN}
AFTER = {**FILES, "rename_service.py": REPAIRED, "screen.py": SCREEN_REPAIRED}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    who = ["-c", "user.name=tests", "-c", "user.email=tests@example.com"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def texts(folder: Path) -> dict[str, str]:
    """Return a project's Python files."""
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in folder.rglob("*.py")}


@pytest.fixture
def committed(project: Callable[[Mapping[str, str | bytes]], Path]) -> Callable[..., Path]:
    """Write a project and commit it; return its folder."""

    def write(files: Mapping[str, str | bytes] | None = None) -> Path:
        folder = project({"pyproject.toml": "[tool.session_lint]\n", **(files or FILES)})
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "all")
        return folder

    return write


@pytest.fixture
def codemod(run_module):
    """Run ``session-lint codemod add-required-session``; below ``--`` what is given behind."""

    def run(*arguments: object, **options):
        return run_module("session_lint", "codemod", NAME, *arguments, **options)

    return run
