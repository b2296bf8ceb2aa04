"""Who computes with fields of DTOs that are text now, and on which lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from session_lint.codemods.changes import ByHand
from session_lint.codemods.field_reads import FieldReads
from session_lint.codemods.sorting import Field
from session_lint.codemods.sources import Sources
from session_lint.codemods.text_fields import TextField
from session_lint.codemods.text_uses import formatted_lines, matched_lines, test_lines
from session_lint.facts import walk
from session_lint.facts.program import Branch, Match
from session_lint.project.function import ProjectFunction
from session_lint.project.project import Project


def readers(project: Project, sources: Sources, fields: Sequence[TextField]) -> Iterator[ByHand]:
    """Yield the statements of a project that compute with fields.

    Args:
        project: all files as one program.
        sources: its files.
        fields: the fields that are text now.
    """
    keys: dict[Field, TextField] = {(one.dto.symbol.key, one.field.name): one for one in fields}
    for path, module in project.modules.items() if keys else ():
        for function in project.functions_in(module):
            reads = FieldReads(project.leaks.known, function.symbol, keys)
            reads.find()
            for line, key in sorted(_lines(function, sources, reads, keys).items()):
                reason = f"{keys[key].words} is text now, and computed with here: make a Decimal of it first"
                yield ByHand(path, line, reason)


def _lines(
    function: ProjectFunction, sources: Sources, reads: FieldReads, keys: Mapping[Field, TextField]
) -> dict[int, Field]:
    found = {line: key for line, key in reads.computed.items() if line > 0}
    own = [*walk.statements(function.symbol.function.body)]
    matches = any(isinstance(one, Match) for one in own)
    if len(found) == len(reads.computed) and not reads.formatted and not matches:
        return found
    source, span = sources.of(function.path), function.symbol.function.span
    tree = sources.function(function.path, span)
    tests = test_lines(tree, source)
    if len(tests) != sum(isinstance(one, Branch) for one in own):
        tests = []
    for index, key in reads.computed.items():
        if index < 0:
            found.setdefault(tests[-1 - index] if tests else span.line, key)
    for key in reads.formatted:
        for line in formatted_lines(tree, source, key[1]):
            found.setdefault(line, key)
    for key, one in keys.items() if matches else ():
        for line in matched_lines(tree, source, one.dto.name.rpartition(".")[2], key[1]):
            found.setdefault(line, key)
    return found
