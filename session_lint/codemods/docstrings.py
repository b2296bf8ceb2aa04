"""A docstring that lists parameters lists the session too: Google's, NumPy's and Sphinx's style."""

from __future__ import annotations

import re

import libcst as cst

from session_lint.codemods.docstring_types import required
from session_lint.codemods.statements import Block, statements, with_statements

_GOOGLE = re.compile(r"^(?P<indent>[ \t]*)(?:Args|Arguments|Parameters):[ \t]*$")
_NUMPY = re.compile(r"^(?P<indent>[ \t]*)(?:Other )?Parameters[ \t]*$")
_SPHINX = re.compile(r"^(?P<indent>[ \t]*):param\b[^:]*:")
_SPHINX_FIELD = re.compile(r"^[ \t]*:(?:type|param)\b")
_SAYS = "the caller's session"


def with_session(function: cst.FunctionDef, name: str, annotation: str) -> cst.FunctionDef:
    """Return a function whose docstring names its session, if it lists parameters, and does not call it optional.

    Args:
        function: the function.
        name: what its session is called.
        annotation: the session's type, as it is written.
    """
    body = statements(function.body)
    match body:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() as string)]), *_]:
            pass
        case _:
            return function
    text = _listed(string.value, name, annotation)
    if text == string.value:
        return function
    block = Block()
    for index, statement in enumerate(body):
        block.add(statement.with_deep_changes(string, value=text) if index == 0 else statement)
    return function.with_changes(body=with_statements(function.body, block))


def _listed(text: str, name: str, annotation: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    if re.search(rf"(?m)^[ \t]*(?::(?:param|type)\b[^:\n]*\b)?{re.escape(name)}\b[^\n]*:", text):
        return required(text, name, _SAYS)
    for index, line in enumerate(lines):
        if found := _GOOGLE.match(line):
            return end.join(_into_section(lines, index + 1, len(found["indent"]), f"{name}: {_SAYS}."))
        if (found := _NUMPY.match(line)) and index + 1 < len(lines) and set(lines[index + 1].strip()) == {"-"}:
            return end.join(_into_numpy(lines, index + 2, found["indent"], name, annotation))
    last = max((i for i, line in enumerate(lines) if _SPHINX_FIELD.match(line)), default=-1)
    if last >= 0 and (found := next((m for line in lines if (m := _SPHINX.match(line))), None)):
        at = _behind(lines, last + 1, len(found["indent"]) + 1)
        return end.join([*lines[:at], f"{found['indent']}:param {name}: {_SAYS}", *lines[at:]])
    return text


def _into_section(lines: list[str], start: int, indent: int, said: str) -> list[str]:
    at = _behind(lines, start, indent + 1)
    if at == start:
        return lines
    inner = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
    return [*lines[:at], f"{inner}{said}", *lines[at:]]


def _into_numpy(lines: list[str], start: int, indent: str, name: str, annotation: str) -> list[str]:
    at = start
    while at < len(lines) and lines[at].strip() and not _closes(lines[at]):
        at += 1
    return [*lines[:at], f"{indent}{name} : {annotation}", f"{indent}    {_SAYS[0].upper()}{_SAYS[1:]}.", *lines[at:]]


def _behind(lines: list[str], start: int, indent: int) -> int:
    """Return where the lines end that are indented at least so far; blank ones at their end do not count."""
    at = start
    for index in range(start, len(lines)):
        line = lines[index]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) < indent or _closes(line):
            break
        at = index + 1
    return at


def _closes(line: str) -> bool:
    return line.strip() in ('"""', "'''")
