"""``add-required-session``: every service requires a session, and every caller passes one."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from session_lint.codemods.changes import ByHand, FileChanges
from session_lint.codemods.imports import with_imports, without_idle
from session_lint.codemods.mentions import Mentioned
from session_lint.codemods.options import Options
from session_lint.codemods.plan import Planner
from session_lint.codemods.rewriting import Rewriting
from session_lint.codemods.sources import Sources
from session_lint.codemods.writer import Replacement
from session_lint.project.project import Project


class Outcome(Struct, frozen=True):
    """What a codemod would do: new bytes by path relative to the root, what it leaves to a hand, and how much it is."""

    files: dict[str, Replacement]
    by_hand: tuple[ByHand, ...]
    functions: int
    calls: int
    scopes_added: int
    scopes_removed: int


def add_required_session(
    project: Project, root: Path, wanted: frozenset[str], options: Options
) -> Outcome:
    """Return what is to be done in a project.

    Args:
        project: all files as one program.
        root: the project's folder.
        wanted: the files whose services are to require sessions, relative to the root.
        options: names, types and scopes.

    Raises:
        ConfigError: when boundaries need a scope function and none is known.
    """
    sources = Sources(root)
    plan = Planner(project, options, sources).plan(wanted)
    mentioned = Mentioned(project)
    files: dict[str, Replacement] = {}
    by_hand = list(plan.by_hand)
    for path, changes in sorted(plan.files.items()):
        if changes.is_empty:
            continue
        after = _rewritten(project, sources, path, changes, mentioned, by_hand)
        if after != sources.of(path).data:
            files[path] = Replacement(sources.of(path).data, after)
    every = plan.files.values()
    return Outcome(
        files,
        tuple(sorted(by_hand)),
        sum(len(changes.functions) for changes in every),
        sum(len(changes.calls) for changes in every),
        len({scope for changes in every for scope in changes.scopes}),
        sum(len(change.scopes) for changes in every for change in changes.functions.values()),
    )


def _rewritten(
    project: Project, sources: Sources, path: str, changes: FileChanges, mentioned: Mentioned, by_hand: list[ByHand]
) -> bytes:
    source = sources.of(path)
    module = project.modules[path]
    tree = Rewriting(source, changes).module()
    tree = with_imports(tree, module, changes.imports)
    tree, kept = without_idle(source.module, tree, lambda name: mentioned.elsewhere(module, name))
    for name in kept:
        by_hand.append(ByHand(path, 1, f"the import of {name!r} is not used here any more, but others patch or import it"))
    return source.encoded(tree)
