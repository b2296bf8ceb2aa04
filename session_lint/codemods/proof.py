"""The proof of a codemod's work, before anything is written: files that parse, findings that went, none that came."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod
from session_lint.codemods.writer import Replacement
from session_lint.findings import Finding
from session_lint.project.project import Project
from session_lint.rules.registry import UNREADABLE
from session_lint.rules.unthreaded_call import RULE as UNTHREADED
from session_lint.rules.unused_suppression import RULE as UNUSED
from session_lint.source.text import Unreadable, decode

_SEEN_NOW = frozenset({"SES104", "SES301", "SES302"})
"""What a function may have done before, where nobody could see it: it, or its caller, held no session then."""

_NESTED = frozenset({"SES301", "SES302"})
"""What is worse than before in a function that took no session: one transaction inside of another, not beside it."""


class Unproven(Exception):
    """Work that would do harm, so that none of it is done; the text is sentences that say what to report.

    Args:
        text: the sentences.
        functions: the functions that are better left alone, by path and qualified name, with the reason.
    """

    def __init__(self, text: str, functions: Mapping[tuple[str, str], str] | None = None) -> None:
        super().__init__(text)
        self.functions = functions or {}


def prove_python(files: Mapping[str, Replacement]) -> None:
    """Raise when a changed file is not Python any more, where Python itself could read it before.

    LibCST's reading is proven with the findings: a file that it cannot parse has one.

    Raises:
        Unproven: with the file and the line.
    """
    for path, replacement in files.items():
        if _wrong(replacement.before) is None and (wrong := _wrong(replacement.after)) is not None:
            raise Unproven(f"{path}: would not be valid Python: {wrong}")


def _wrong(data: bytes) -> str | None:
    try:
        text = decode(data).text
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The symbol table finds what the grammar allows: a name that is a parameter twice, a return outside.
            compile(text, "file", "exec", dont_inherit=True)
    except (SyntaxError, Unreadable) as error:
        line = getattr(error, "lineno", None) or getattr(error, "line", 1)
        return f"line {line}, {getattr(error, 'msg', None) or error}"
    except (RecursionError, MemoryError, ValueError):
        return None  # it nests too deeply for the running Python; LibCST reads it
    return None


def prove_findings(
    before: Iterable[Finding],
    after: Iterable[Finding],
    listed: Collection[tuple[str, str]] = (),
    sessionless: Collection[tuple[str, str]] = (),
) -> list[ByHand]:
    """Return what has to be seen to: suppressions that silence nothing any more, and calls that are seen now.

    Args:
        before, after: what the checks say of the files as they were, and as they are to be.
        listed: functions, by path and qualified name, of whose calls something has been said already.
        sessionless: functions, by path and qualified name, that took no session before.

    Raises:
        Unproven: when other findings would come: with the files and findings.
    """
    new: list[Finding] = []
    idle: list[ByHand] = []
    for finding in _came(before, after):
        if finding.code == UNUSED.code:
            idle.append(ByHand.at(finding.path, finding.span, finding.message))
        elif finding.code == UNTHREADED.code and (finding.path, finding.function) in listed:
            continue
        elif finding.code in _SEEN_NOW and not (
            finding.code in _NESTED and (finding.path, finding.function) in sessionless
        ):
            idle.append(ByHand.at(finding.path, finding.span, f"{finding.code} is seen now: {finding.message}"))
        else:
            new.append(finding)
    if new:
        shown = [
            f"{one.path}: {one.code} in {one.function or 'the module'}, line {one.span.line} then: {one.message}"
            for one in new[:5]
        ]
        more = [f"and {len(new) - 5} more"] if len(new) > 5 else []
        functions = {
            (one.path, one.function): f"{one.code} would come in {one.function!r}: {one.message}" for one in new
        }
        raise Unproven("\n".join(["findings would come:", *shown, *more]), functions)
    return idle


def _came(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    # One that says the same is the same; of the others as many as there were in a function before.
    exact, known = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for finding in before:
        exact[*_key(finding), finding.message] += 1
        known[_key(finding)] += 1
    changed: list[Finding] = []
    for finding in after:
        words = (*_key(finding), finding.message)
        exact[words] -= 1
        if exact[words] >= 0:
            known[_key(finding)] -= 1
        else:
            changed.append(finding)
    came: list[Finding] = []
    for finding in changed:
        known[_key(finding)] -= 1
        if known[_key(finding)] < 0:
            came.append(finding)
    return came


def left(
    codemod: Codemod, project: Project, wanted: frozenset[str], by_hand: Iterable[ByHand], after: Iterable[Finding]
) -> list[ByHand]:
    """Return what else is left to a hand: findings that stay in functions of which nothing has been said.

    Args:
        codemod: whose findings count.
        project: the project as it was.
        wanted: the files that were to be repaired.
        by_hand: what has been said, by the lines of the files as they were.
        after: what the checks say of the files as they are to be; these lines count for what is returned.
    """
    said = listed(project, by_hand)
    found: list[ByHand] = []
    for finding in after:
        if finding.code in codemod.repairs and finding.path in wanted:
            place = (finding.path, finding.function)
            if place not in said:
                said.add(place)
                found.append(ByHand.at(finding.path, finding.span, f"{finding.code} stays: {finding.message}"))
    return found


def sessionless(project: Project, paths: Iterable[str]) -> set[tuple[str, str]]:
    """Return the functions of some files, by path and qualified name, that take no session."""
    return {
        (path, function.qualname)
        for path in paths
        for function in project.functions_in(project.modules[path])
        if not function.session_parameters
    }


def listed(project: Project, by_hand: Iterable[ByHand]) -> set[tuple[str, str]]:
    """Return the functions, by path and qualified name, of which something is left to a hand.

    Args:
        project: the project as it was.
        by_hand: what is left, by the lines of the files as they were.
    """
    places = _Places(project)
    return {(one.path, places.function(one.path, one.line)) for one in by_hand}


class _Places:
    """Which function a line belongs to, as near as names tell."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._functions: dict[str, list[tuple[int, str]]] = {}

    def function(self, path: str, line: int) -> str:
        if path not in self._functions:
            functions = self._project.functions_in(self._project.modules[path])
            self._functions[path] = sorted((one.symbol.function.span.line, one.qualname) for one in functions)
        found = self._functions[path]
        index = bisect_right(found, (line, "\U0010ffff"))
        return found[index - 1][1] if index else ""


def _key(finding: Finding) -> tuple[str, str, str]:
    return (finding.path, finding.code, finding.function if finding.code != UNREADABLE.code else "")
