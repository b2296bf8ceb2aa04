"""``annotate-session``: session parameters get their type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.imports import with_imports
from session_lint.codemods.options import is_for_checkers
from session_lint.codemods.source import Source
from session_lint.findings import Finding
from session_lint.project.project import Project
from session_lint.source.text import decode

_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_SESSION = ImportChange("sqlalchemy.orm", "Session")
_ASYNC_SESSION = ImportChange("sqlalchemy.ext.asyncio", "AsyncSession")


def with_annotations(project: Project, path: str, data: bytes, findings: Sequence[Finding]) -> bytes:
    """Return a file's bytes with its untyped session parameters annotated, and the type imported.

    Args:
        project: all files as one program.
        path: the file, relative to the root.
        data: its bytes.
        findings: what is reported on the parameters; only those that rules call repairable.
    """
    module = project.modules[path]
    places = {finding.span for finding in findings}
    source = Source(Path(path), data)
    lines = _LINES.split(decode(data).text)
    needed: list[ImportChange] = []
    waiting = [
        (parameter, function.symbol.function.is_async)
        for function in project.functions_in(module)
        for parameter in function.symbol.function.parameters
        if parameter.span in places
    ]
    for parameter, is_async in sorted(waiting, key=lambda pair: pair[0].span, reverse=True):
        kind = _ASYNC_SESSION if is_async else _SESSION
        line, end = parameter.span.line - 1, parameter.span.column - 1 + len(parameter.name)
        if lines[line][parameter.span.column - 1 : end] != parameter.name:
            continue  # behind a form feed, which shifts columns
        written = f'"{kind.name}"' if is_for_checkers(module, kind.name) else kind.name
        lines[line] = f"{lines[line][:end]}: {written}{lines[line][end:]}"
        needed.append(kind)
    if not needed:
        return data
    changed = Source(Path(path), source.encoded_text("".join(lines)))
    packages = frozenset(one.name.partition(".")[0] for one in project.modules.values())
    return changed.encoded(with_imports(changed.module, module, needed, packages))
