"""``session-lint check --fix``: findings that have a fix are fixed, the others are reported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from session_lint.codemods.writer import WriteError, refuse_unwritable, replace_all
from session_lint.config import ConfigError
from session_lint.doors.codemod_output import say_diff
from session_lint.engine import Checker, Result
from session_lint.fixing import fix
from session_lint.selection import Selection


def run_fixes(
    checker: Checker, paths: Sequence[Path], rules: Selection, *, unsafe: bool, diff: bool
) -> tuple[Result, bool]:
    """Fix files, or show what would change, and return what is found then and whether anything changes.

    Raises:
        ConfigError: when a file cannot be written or changed meanwhile.
    """
    done = fix(checker, paths, rules, unsafe=unsafe)
    if diff:
        root = done.result.root
        say_diff({path.relative_to(root).as_posix(): change for path, change in sorted(done.files.items())}, root)
    else:
        try:
            refuse_unwritable(done.files)
            replace_all({path: change.after for path, change in done.files.items()})
        except WriteError as error:
            raise ConfigError(f"{error}.") from error
    if done.files:
        files = f"{len(done.files)} file{'' if len(done.files) == 1 else 's'}"
        found = f"{done.count} finding{'' if done.count == 1 else 's'}"
        click.echo(f"{'Would fix' if diff else 'Fixed'} {found} in {files}.", err=True)
    return done.result, bool(done.files)
