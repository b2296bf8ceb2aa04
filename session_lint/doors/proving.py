"""From a request for a codemod to work that is proven: read, plan, rewrite, check again with the new bytes."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, structs

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod
from session_lint.codemods.moved_lines import MovedLines
from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.proof import Unproven, left, listed, prove_findings, prove_python, sessionless
from session_lint.codemods.running import Outcome, Told, run
from session_lint.codemods.sources import Sources
from session_lint.config_file import Loaded
from session_lint.engine import Checker
from session_lint.project.project import Project
from session_lint.selection import Selection


class Request(Struct, frozen=True):
    """What is to be done: which codemod, in which files, with which scope function and which kind of parameter.

    ``writes`` tells whether the files are to be written, so that lines are named as they are then.
    """

    codemod: Codemod
    paths: tuple[Path, ...]
    scope: tuple[str, ...]
    keyword_only: bool
    jobs: int | None
    cached: bool
    writes: bool = True


Unread = tuple[tuple[str, str], ...]
"""Files that could not be read, with what is to be said of them."""


def proven(request: Request, loaded: Loaded, tell: Told) -> tuple[Outcome, Unread, Checker]:
    """Return what a codemod is going to do, the files that could not be read, and what the project was read with.

    Raises:
        ConfigError: as checking does, or when the codemod needs to be told something.
        WriteError: when a file changed meanwhile.
        Unproven: when the work would do harm.
    """
    left_alone: dict[tuple[str, str], str] = {}
    while True:
        try:
            return _proven(request, loaded, tell, left_alone)
        except Unproven as refusal:
            # What would do harm in a function is left alone, and everything is planned anew without it.
            more = {place: reason for place, reason in refusal.functions.items() if place not in left_alone}
            if not more:
                raise
            left_alone |= more


def _proven(
    request: Request, loaded: Loaded, tell: Told, left_alone: dict[tuple[str, str], str]
) -> tuple[Outcome, Unread, Checker]:
    checker = Checker(loaded, request.jobs, request.cached, lambda done, total: tell("Reading", done, total))

    def plan(project: Project) -> tuple[Outcome, frozenset[str], Project]:
        wanted = frozenset(path for path in project.modules if _is_below(loaded.root / path, request.paths))
        options = Options(openers_of(project, request.scope), request.keyword_only, left_alone)
        sources = Sources(loaded.root, digests=checker.digests)
        return run(request.codemod, project, sources, wanted, options, tell), wanted, project

    (outcome, wanted, project), _ = checker.ask(request.paths, plan)
    unreadable = tuple(
        (path, f"this file {module.facts.unreadable[0]}; it was left alone, and what it calls is unknown")
        for path, module in project.modules.items()
        if module.facts.unreadable is not None
    )
    rules = Selection(loaded)
    tell("Checking", 0, 1)
    before = checker.check([loaded.root], rules).findings
    after = before
    idle: list[ByHand] = []
    if outcome.files:
        prove_python(outcome.files)
        tell("Checking again", 0, 1)
        buffers = {loaded.root / path: replacement.after for path, replacement in outcome.files.items()}
        after = checker.check([loaded.root], rules, buffers).findings
        had_none = sessionless(project, outcome.files)
        idle = prove_findings(before, after, listed(project, outcome.by_hand), had_none)
    stays = left(request.codemod, project, wanted, outcome.by_hand, after)
    seen = {(one.path, one.line) for one in idle}
    old = set(outcome.by_hand)
    new = {*idle, *(one for one in stays if (one.path, one.line) not in seen)}
    lines = MovedLines(outcome.files, back=not request.writes)
    if request.writes:
        old = {lines.moved(one) for one in old}
    else:
        new = {lines.moved(one) for one in new}
    return structs.replace(outcome, by_hand=tuple(sorted(old | new))), unreadable, checker


def _is_below(path: Path, paths: tuple[Path, ...]) -> bool:
    return any(path == given or given in path.parents for given in {one.resolve() for one in paths})
