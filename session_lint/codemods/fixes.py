"""Fixes: repairs that change nothing but the file of their finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from session_lint.codemods.annotating import with_annotations
from session_lint.codemods.options import Options
from session_lint.codemods.registry import find
from session_lint.codemods.running import run
from session_lint.codemods.sources import Sources
from session_lint.codemods.suppressions import without_suppressions
from session_lint.findings import Finding
from session_lint.project.project import Project
from session_lint.source.text import decode

Fix = Callable[[Project, Sources, Sequence[Finding]], dict[str, bytes]]
"""Returns new bytes by path relative to the root, for the findings of one repair; a file that stays may be left out."""


def _remove_suppressions(_: Project, sources: Sources, findings: Sequence[Finding]) -> dict[str, bytes]:
    return {
        path: sources.of(path).encoded_text(
            without_suppressions(
                decode(sources.of(path).data).text, [(one.span.line, one.span.column) for one in reported]
            )
        )
        for path, reported in _by_path(findings).items()
    }


def _annotate(project: Project, sources: Sources, findings: Sequence[Finding]) -> dict[str, bytes]:
    return {
        path: with_annotations(project, path, sources.of(path).data, reported)
        for path, reported in _by_path(findings).items()
    }


def _codemod(name: str) -> Fix:
    def fix(project: Project, sources: Sources, findings: Sequence[Finding]) -> dict[str, bytes]:
        only = frozenset((finding.path, finding.span) for finding in findings)
        outcome = run(find(name), project, sources, frozenset(path for path, _ in only), Options((), only=only))
        return {path: replacement.after for path, replacement in outcome.files.items()}

    return fix


FIXES: Mapping[str, Fix] = {
    "annotate-session": _annotate,
    "rollback-to-savepoint": _codemod("rollback-to-savepoint"),
    "commit-to-flush": _codemod("commit-to-flush"),
    "decimal-to-string": _codemod("decimal-to-string"),
    "remove-suppression": _remove_suppressions,
}
"""By the name of the repair, in the order in which they are made: what was silenced is known last."""


def fixed(
    name: str, project: Project, root: Path, data: Mapping[str, bytes], findings: Sequence[Finding]
) -> dict[str, bytes]:
    """Return the new bytes of the files that a fix changes, by path relative to the root; nothing is written.

    Args:
        name: the repair.
        project: all files as one program.
        root: the project's folder.
        data: bytes that stand in for a file's own.
        findings: what is to be fixed; those with another repair are left alone.

    Raises:
        Unreadable: when a file cannot be read any more.
    """
    mine = [one for one in findings if one.repair is not None and one.repair.name == name]
    if not mine:
        return {}
    sources = Sources(root, data)
    changed = FIXES[name](project, sources, mine)
    return {path: after for path, after in changed.items() if after != sources.of(path).data}


def _by_path(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.path, []).append(finding)
    return found
