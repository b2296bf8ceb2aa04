"""What the black-box tests speak in: a project on disk, and the tool run on it as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """A process that ended."""

    status: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        """What it wrote as JSON."""
        return json.loads(self.stdout)

    @property
    def findings(self) -> list[tuple[str, str, int]]:
        """Path, code and line of every finding written as JSON."""
        return [(finding["path"], finding["code"], finding["line"]) for finding in self.json["findings"]]

    @property
    def lines(self) -> list[str]:
        """The findings of a concise or flake8 output, their paths without ``./``, sorted."""
        return sorted(line.removeprefix("./").replace("\\", "/") for line in self.stdout.splitlines())


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Write files below a folder, and return the folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


@pytest.fixture
def run_module(tmp_path: Path) -> Callable[..., Ran]:
    """Run ``python -m MODULE ARGUMENTS`` in the project's folder; it may not end in a traceback."""

    def run(module: str, *arguments: object, stdin: str | bytes = b"", cwd: Path = tmp_path, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, **environment},
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ran.stdout + ran.stderr, ran.stderr
        return ran

    return run


@pytest.fixture
def run(run_module: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run ``session-lint check`` in the project's folder."""

    def check(*arguments: object, **options: Any) -> Ran:  # the options of run_module
        return run_module("session_lint", "check", *arguments, **options)

    return check


@pytest.fixture
def check(run: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run ``session-lint check --output-format json`` in the project's folder."""

    def as_json(*arguments: object, **options: Any) -> Ran:  # the options of run_module
        return run(*arguments, "--output-format", "json", **options)

    return as_json


@pytest.fixture
def flake8(run_module: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run flake8 in the project's folder, for our codes."""

    def check(*arguments: object, **options: Any) -> Ran:  # the options of run_module
        return run_module("flake8", "--select", "SES", *arguments, **options)

    return check
