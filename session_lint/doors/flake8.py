"""The flake8 plugin: the same findings as the command line, for the same files."""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from flake8.options.manager import OptionManager

from session_lint import __version__
from session_lint.config import ConfigError
from session_lint.config_file import Loaded, load
from session_lint.engine import Checker
from session_lint.selection import Selection
from session_lint.source.text import Unreadable, decode, encode_again, read_bytes

_FIRST_PROCESSES = ("MainProcess", "-1")
"""How the processes are called that say what is to be said once a run: flake8's only one, or its first worker."""

Reported = tuple[int, int, str, type["SessionLintPlugin"]]


class SessionLintPlugin:
    """One file's check, as flake8 asks for it.

    flake8 selects, ignores and counts ``# noqa`` itself; ``# session-lint: ignore[…]`` and the configuration's own
    ``select`` and ``ignore`` hold here too. A process reads the project once.
    """

    name = "session-lint"
    version = __version__

    _loaded: ClassVar[Loaded]
    _rules: ClassVar[Selection]
    _checker: ClassVar[Checker | None] = None

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:  # noqa: ARG002
        self._path = Path(filename)
        self._text = "".join(lines)

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Declare ``--session-lint-config``."""
        manager.add_option(
            "--session-lint-config",
            default="",
            metavar="FILE",
            parse_from_config=True,
            normalize_paths=True,
            help="A pyproject.toml, or a TOML file of its own, with session-lint's configuration.",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take the option, and stop before any file is read when the configuration is wrong.

        Raises:
            SystemExit: with the sentence that says what is wrong.
        """
        given = [Path(name) for name in options.filenames or ["."]]
        if given == [Path("-")]:
            given = [Path(options.stdin_display_name)]
        config_file = Path(options.session_lint_config) if options.session_lint_config else None
        try:
            cls._loaded = load(given, config_file)
            cls._rules = Selection(cls._loaded)
            # Here and not in run(): a worker of flake8's that exits leaves flake8 waiting for ever.
            Checker(cls._loaded, cached=False).refuse_idle_patterns()
        except ConfigError as error:
            raise SystemExit(f"session-lint: {error}") from error
        cls._checker = None

    def run(self) -> Iterator[Reported]:
        """Yield the file's findings: line from 1, column from 0, code and message."""
        if SessionLintPlugin._checker is None:
            # flake8's own workers may not start others.
            jobs = 1 if multiprocessing.current_process().daemon else None
            SessionLintPlugin._checker = Checker(self._loaded, jobs, sees_one_file=True)
        path = self._path.parent.resolve() / self._path.name
        buffers = {} if self._is_what_the_file_says(path) else {path: encode_again(self._text)}
        first = SessionLintPlugin._checker.remarks is None
        result = SessionLintPlugin._checker.check([path], self._rules, buffers, noqa=False)
        if first and multiprocessing.current_process().name.endswith(_FIRST_PROCESSES):
            for remark in SessionLintPlugin._checker.remarks or ():
                print(f"session-lint: {remark.path}: {remark.message}.", file=sys.stderr)  # noqa: T201
        for finding in result.findings:
            yield finding.span.line, finding.span.column - 1, f"{finding.code} {finding.message}", SessionLintPlugin

    def _is_what_the_file_says(self, path: Path) -> bool:
        try:
            return "\n".join(decode(read_bytes(path)).lines()) == self._text
        except Unreadable:
            return False
