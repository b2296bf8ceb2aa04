"""From a codemod to new bytes: what every door that repairs calls."""

from __future__ import annotations

from msgspec import Struct

from session_lint.codemods.changes import ByHand
from session_lint.codemods.codemod import Codemod
from session_lint.codemods.options import Options
from session_lint.codemods.sources import Sources
from session_lint.codemods.writer import Replacement
from session_lint.project.project import Project


class Outcome(Struct, frozen=True):
    """What a codemod would do: new bytes by path relative to the root, what it leaves to a hand, and how much it is."""

    files: dict[str, Replacement]
    by_hand: tuple[ByHand, ...]
    counts: dict[str, int]


def run(codemod: Codemod, project: Project, sources: Sources, wanted: frozenset[str], options: Options) -> Outcome:
    """Return what a codemod would do in a project; nothing is written.

    Args:
        codemod: what is to be done.
        project: all files as one program.
        sources: the project's files.
        wanted: the files that are to be repaired, relative to the root; callers are repaired wherever they are.
        options: how sessions are called and opened.

    Raises:
        ConfigError: when the options lack something that the codemod needs.
    """
    work = codemod.plan(project, sources, wanted, options)
    files: dict[str, Replacement] = {}
    for path, rewrite in sorted(work.rewrites.items()):
        source = sources.of(path)
        after = source.encoded(rewrite(source))
        if after != source.data:
            files[path] = Replacement(source.data, after)
    return Outcome(files, tuple(sorted(set(work.by_hand))), work.counts)
