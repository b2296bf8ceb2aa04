"""``annotate-session``: session parameters get their type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from session_lint.codemods.changes import ImportChange
from session_lint.codemods.imports import with_imports
from session_lint.codemods.session_types import SessionTypes
from session_lint.codemods.source import Source
from session_lint.findings import Finding
from session_lint.project.project import Project
from session_lint.source.text import decode

_LINES = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")


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
    types = SessionTypes(project)
    waiting = [
        (parameter, function)
        for function in project.functions_in(module)
        for parameter in function.symbol.function.parameters
        if parameter.span in places
    ]
    for parameter, function in sorted(waiting, key=lambda pair: pair[0].span, reverse=True):
        line, end = parameter.span.line - 1, parameter.span.column - 1 + len(parameter.name)
        if lines[line][parameter.span.column - 1 : end] != parameter.name:
            continue  # behind a form feed, which shifts columns
        lines[line] = f"{lines[line][:end]}: {types.written(function)}{lines[line][end:]}"
        needed.append(types.of(function))
    if not needed:
        return data
    changed = Source(Path(path), source.encoded_text("".join(lines)))
    packages = frozenset(one.name.partition(".")[0] for one in project.modules.values())
    return changed.encoded(with_imports(changed.module, module, needed, packages))
