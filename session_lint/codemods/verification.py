"""What others say of a repaired project: pyright, before and after, and the project's own tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
from msgspec import Struct

from session_lint.codemods.writer import WriteError


class TypingError(Struct, frozen=True, order=True):
    """One of pyright's errors: ``path`` is relative to the root where it can be; lines count from 1."""

    path: str
    line: int
    message: str
    rule: str = ""


class _Place(Struct):
    line: int


class _Range(Struct):
    start: _Place


class _Diagnostic(Struct, rename="camel"):
    file: str
    severity: str
    message: str
    range: _Range | None = None
    rule: str = ""


class _Output(Struct, rename="camel"):
    general_diagnostics: list[_Diagnostic]


def pyright_of() -> str:
    """Return pyright's executable: beside the running Python, or else in the search path.

    Raises:
        WriteError: when it is not installed.
    """
    found = shutil.which("pyright", path=str(Path(sys.executable).parent)) or shutil.which("pyright")
    if found is None:
        raise WriteError("--verify pyright: pyright is not installed; nothing was written. Install it (pip install "
                         "'pyright[nodejs]'), or leave --verify pyright out")  # fmt: skip
    return found


def typing_errors(executable: str, root: Path) -> tuple[TypingError, ...]:
    """Return what pyright says of a project, by the project's own configuration.

    Raises:
        WriteError: when it does not come to an end.
    """
    # Warnings of its wrapper (a new version) would stand in front of the JSON.
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    command = [executable, "--outputjson"]
    try:
        run = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
    except OSError as error:
        raise WriteError(f"--verify pyright: {executable} cannot be run ({error.strerror})") from error
    try:
        output = msgspec.json.decode(run.stdout[max(run.stdout.find(b"{"), 0) :], type=_Output)
    except msgspec.DecodeError as error:
        said = os.fsdecode(run.stderr or run.stdout).strip().partition("\n")[0]
        raise WriteError(f"--verify pyright: it ended with status {run.returncode} and says {said!r}") from error
    found = [one for one in output.general_diagnostics if one.severity == "error"]
    return tuple(sorted(_error(one, root) for one in found))


def came(before: tuple[TypingError, ...], after: tuple[TypingError, ...]) -> list[TypingError]:
    """Return the errors that came, wherever the old ones stand now."""
    known = Counter((error.path, error.rule, error.message) for error in before)
    new: list[TypingError] = []
    for error in after:
        key = (error.path, error.rule, error.message)
        known[key] -= 1
        if known[key] < 0:
            new.append(error)
    return new


def tests_fail(command: tuple[str, ...], root: Path) -> str:
    """Run a project's tests, their output shown as it comes; return what is wrong, empty when they pass."""
    try:
        status = subprocess.run(command, cwd=root, check=False).returncode
    except OSError as error:
        return f"cannot be run ({error.strerror})"
    return f"ended with status {status}" if status else ""


def _error(one: _Diagnostic, root: Path) -> TypingError:
    path = Path(one.file)
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    return TypingError(name, one.range.start.line + 1 if one.range is not None else 1, one.message, one.rule)
