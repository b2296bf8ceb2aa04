"""From findings to fixed files: what every door calls that fixes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from session_lint.codemods.fixes import FIXES, fixed
from session_lint.codemods.writer import Replacement
from session_lint.engine import Checker, Result
from session_lint.findings import Finding
from session_lint.project.project import Project
from session_lint.selection import Selection
from session_lint.source.text import read_bytes

_ROUNDS = 5
"""How often is looked again for what a fix brought to light."""


class Fixed(Struct, frozen=True):
    """What fixes would do: new bytes by path, what is found then, and how many findings went."""

    files: dict[Path, Replacement]
    result: Result
    count: int


def is_fixable(finding: Finding, *, unsafe: bool) -> bool:
    """Tell whether a fix may repair a finding: no other file changes, and it is safe or unsafe ones are allowed."""
    repair = finding.repair
    return repair is not None and not repair.whole_project and (repair.safe or unsafe)


def fix(checker: Checker, paths: Iterable[Path], rules: Selection, *, unsafe: bool) -> Fixed:
    """Fix what is reported in some paths, again until nothing changes; nothing is written.

    Args:
        checker: checks the project.
        paths: files and folders.
        rules: what is reported where: nothing else is fixed.
        unsafe: whether fixes count that may change what the program does.

    Raises:
        ConfigError: when a path does not exist, or a configured pattern or name matches nothing.
    """
    asked = list(paths)
    result = checker.check(asked, rules)
    found, root = len(result.findings), result.root
    before: dict[Path, bytes] = {}
    buffers: dict[Path, bytes] = {}
    for _ in range(_ROUNDS):
        changed = False
        for name in FIXES:
            fixable = [finding for finding in result.findings if is_fixable(finding, unsafe=unsafe)]
            data = {path.relative_to(root).as_posix(): content for path, content in buffers.items()}

            def repaired(project: Project, name: str = name) -> dict[str, bytes]:
                return fixed(name, project, root, data, fixable)  # noqa: B023 - asked at once

            news, _ = checker.ask(asked, repaired)
            for path, content in news.items():
                before.setdefault(root / path, buffers.get(root / path) or read_bytes(root / path))
                buffers[root / path] = content
            if news:
                changed = True
                result = checker.check(asked, rules, buffers)
        if not changed:
            break
    files = {path: Replacement(before[path], content) for path, content in buffers.items()}
    return Fixed(files, result, found - len(result.findings))
