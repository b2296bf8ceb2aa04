"""From a codemod to new bytes: what every door that repairs calls."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod
from session_lint.codemods.options import Options
from session_lint.codemods.proof import Unproven
from session_lint.codemods.sources import Sources
from session_lint.codemods.writer import Replacement, WriteError
from session_lint.project.project import Project


class Outcome(Struct, frozen=True):
    """What a codemod would do: new bytes by path relative to the root, what it leaves to a hand, and how much it is."""

    files: dict[str, Replacement]
    by_hand: tuple[ByHand, ...]
    counts: dict[str, int]


Told = Callable[[str, int, int], None]
"""Is told of a step, how much of it is done, and how much it is."""


def untold(_step: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def run(
    codemod: Codemod,
    project: Project,
    sources: Sources,
    wanted: frozenset[str],
    options: Options,
    tell: Told = untold,
) -> Outcome:
    """Return what a codemod would do in a project; nothing is written.

    Args:
        codemod: what is to be done.
        project: all files as one program.
        sources: the project's files.
        wanted: the files that are to be repaired, relative to the root; callers are repaired wherever they are.
        options: how sessions are called and opened.
        tell: told of the steps.

    Raises:
        ConfigError: when the options lack something that the codemod needs.
        WriteError: when a file changed since the project was read, or cannot hold what it is to hold.
        Unproven: when a file's other bytes would change.
    """
    tell("Planning", 0, 1)
    work = codemod.plan(project, sources, wanted, options)
    files: dict[str, Replacement] = {}
    for number, (path, rewrite) in enumerate(sorted(work.rewrites.items())):
        tell("Rewriting", number, len(work.rewrites))
        source = sources.of(path)
        if source.encoded(source.module) != source.data:
            raise Unproven(f"{path}: LibCST does not give back its bytes even when nothing changes")
        try:
            after = source.encoded(rewrite(source))
        except UnicodeEncodeError as error:
            raise WriteError(
                f"{source.path}: its encoding, {error.encoding}, has no {error.object[error.start : error.end]!r}, "
                "which it has to import; nothing was written. Save it as UTF-8"
            ) from error
        if after != source.data:
            files[path] = Replacement(source.data, after)
    return Outcome(files, tuple(sorted(set(work.by_hand))), work.counts)
