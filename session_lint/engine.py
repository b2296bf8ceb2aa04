"""From paths to findings: what every door calls."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from session_lint.cache import Cache
from session_lint.config import TABLE, ConfigError
from session_lint.config_file import Loaded, table_of
from session_lint.deep import with_deep_stack
from session_lint.facts.program import FileFacts
from session_lint.findings import Finding, with_fingerprints
from session_lint.idle import idle_names, refuse_idle_patterns
from session_lint.project.files import Files
from session_lint.project.project import Project
from session_lint.reading import Progress, digest, read_facts, silent
from session_lint.rules.unused_suppression import RULE as UNUSED
from session_lint.selection import Selection
from session_lint.silencing import has_marks, unsilenced
from session_lint.source.text import Unreadable, decode, read_bytes

_T = TypeVar("_T")


class Problem(Struct, frozen=True):
    """What is to be said beside the findings: a file that could not be read but was not asked about, a second
    configuration.
    """

    path: str
    message: str


class Result(Struct, frozen=True):
    """What a run found: ``sources`` are the lines of the files with findings, for showing them."""

    root: Path
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    files: int
    suppressed: int
    sources: dict[str, list[str]]


class Checker:
    """Checks files of one project. The project is read when the first file is asked about, and then kept.

    Args:
        loaded: the configuration and the root.
        jobs: how many processes may parse; None for one a core.
        cached: whether facts are stored below the root.
        progress: told how many files are parsed, and how many there are to parse.
        sees_one_file: whether a configured name that matches nothing is a remark instead of an error: behind a door
            that is given one file, the project may be in the midst of a change.
    """

    def __init__(
        self,
        loaded: Loaded,
        jobs: int | None = None,
        cached: bool = True,
        progress: Progress = silent,
        *,
        sees_one_file: bool = False,
    ) -> None:
        self._loaded = loaded
        self._jobs = jobs
        self._progress = progress
        self._files = Files(loaded.root, loaded.config)
        self._cache = Cache(loaded.root if cached else None)
        self._facts: dict[Path, FileFacts] = {}
        self.digests: dict[Path, bytes] = {}
        """What tells whether a file is still the one that was read: by its path, without what was unreadable."""
        self._project: Project | None = None
        self._sees_one_file = sees_one_file
        self.remarks: tuple[Problem, ...] | None = None
        """What is to be said about the configuration, once the project was read."""

    def check(
        self,
        paths: Iterable[Path],
        rules: Selection,
        buffers: dict[Path, bytes] | None = None,
        noqa: bool = True,
    ) -> Result:
        """Check some paths; they limit what is reported, the whole project below the root is read.

        Args:
            paths: files and folders.
            rules: what to report where.
            buffers: bytes that stand in for a file's own, by its absolute path.
            noqa: whether ``# noqa`` comments count; flake8 counts them itself.

        Raises:
            ConfigError: when a path does not exist, or a configured pattern or name matches nothing.
        """
        return with_deep_stack(lambda: self._check(paths, rules, buffers or {}, noqa))

    def refuse_idle_patterns(self) -> None:
        """Raise for a configured path pattern that matches none of the project's files; no file is read for that.

        Raises:
            ConfigError: with the key and the pattern.
        """
        if not self._loaded.keys:
            return
        listed = [self._files.relative(path) for path in self._files.below(self._loaded.root)]
        refuse_idle_patterns(self._loaded, listed)

    def ask(self, paths: Iterable[Path], question: Callable[[Project], _T]) -> tuple[_T, tuple[Problem, ...]]:
        """Return the answer to a question about the project around some paths, and what of it could not be read.

        Args:
            paths: files and folders; the project is read whole.
            question: what is asked.

        Raises:
            ConfigError: when a path does not exist, or a configured pattern matches none.
        """

        def answer() -> tuple[_T, tuple[Problem, ...]]:
            project = self._joined(self._asked(paths, {}), {})
            return question(project), self._problems([])

        return with_deep_stack(answer)

    def _check(self, paths: Iterable[Path], rules: Selection, buffers: dict[Path, bytes], noqa: bool) -> Result:
        asked = self._asked(paths, buffers)
        project = self._joined(asked, buffers)
        findings: list[Finding] = []
        sources: dict[str, list[str]] = {}
        suppressed = 0
        for path in asked:
            relative = self._files.relative(path)
            module = project.modules[relative]
            chosen = rules.rules_for(relative)
            raw = [finding for rule in chosen for finding in rule.check(rule, module, project)]
            unreadable = module.facts.unreadable is not None
            if not raw and (unreadable or UNUSED not in chosen or not _marked(path, buffers)):
                continue
            lines = _lines(path, buffers)
            # A file that cannot be read cannot say that this is all right.
            kept = raw if unreadable else unsilenced(raw, lines, relative, chosen, noqa)
            suppressed += len(raw) - sum(finding.code != UNUSED.code for finding in kept)
            if kept:
                findings += with_fingerprints(kept, lines)
                sources[relative] = lines
        findings.sort(key=lambda finding: finding.place)
        return Result(self._loaded.root, tuple(findings), self._problems(asked), len(asked), suppressed, sources)

    def changed_meanwhile(self) -> list[Path]:
        """Return the files that are not what was read any more: changed, gone or new."""
        now: dict[Path, bytes] = {}
        for path in self._files.below(self._loaded.root):
            with contextlib.suppress(Unreadable):
                now[path] = digest(read_bytes(path))
        read = {path: seen for path, seen in self.digests.items() if path in now or not path.exists()}
        return sorted(path for path in {*now, *read} if now.get(path) != self.digests.get(path))

    def relative(self, path: Path) -> str:
        """Return how the project calls a file: its path relative to the root, with forward slashes."""
        return self._files.relative(path.parent.resolve() / path.name)

    def _joined(self, asked: list[Path], buffers: dict[Path, bytes]) -> Project:
        if not self._facts:
            everything = dict.fromkeys([*self._files.below(self._loaded.root), *asked])
            refuse_idle_patterns(self._loaded, [self._files.relative(path) for path in everything])
            self._facts = read_facts(everything, self._cache, self._jobs, buffers, self._progress, self.digests)
        else:
            changed = [path for path in asked if path not in self._facts or path in buffers]
            fresh = read_facts(changed, self._cache, self._jobs, buffers)
            if all(self._facts.get(path) == facts for path, facts in fresh.items()) and self._project is not None:
                return self._project
            self._facts |= fresh
            self._project = None
        if self._project is None:
            facts = {self._files.relative(path): facts for path, facts in self._facts.items()}
            self._project = Project(self._loaded.config, facts, self._loaded.root)
        if self.remarks is None:
            self.remarks = (*self._second_configurations(), *self._idle_names(self._project))
        return self._project

    def _idle_names(self, project: Project) -> list[Problem]:
        idle = idle_names(self._loaded, project)
        if idle and not self._sees_one_file:
            raise ConfigError("\n".join(idle))
        source = self._files.relative(self._loaded.source) if self._loaded.source else ""
        return [Problem(source, sentence.removeprefix(f"{self._loaded.name}: ").rstrip(".")) for sentence in idle]

    def _second_configurations(self) -> list[Problem]:
        found: list[Problem] = []
        for path in self._files.configurations:
            try:
                second = table_of(path) is not None
            except ConfigError:
                continue  # not ours to judge: another project's file, or a test's
            if second and path != self._loaded.source:
                folder = self._files.relative(path.parent)
                found.append(
                    Problem(
                        self._files.relative(path),
                        f"this [{TABLE}] is not read: {self._loaded.name} holds for everything below "
                        f"{self._loaded.root}. Check {folder}/ on its own (session-lint check {folder}), or write "
                        f'[[{TABLE}.overrides]] with paths = ["{folder}/"]',
                    )
                )
        return found

    def _asked(self, paths: Iterable[Path], buffers: dict[Path, bytes]) -> list[Path]:
        found: dict[Path, None] = {}
        for given in paths:
            # A link's own name counts, not where it leads: a loop leads nowhere.
            path = given.parent.resolve() / given.name if given.name not in ("", "..") else given.resolve()
            if path.is_dir() and path not in buffers:
                found.update(dict.fromkeys(self._files.below(path.resolve())))
            elif path in buffers or path.is_symlink() or path.exists():
                if not self._files.excludes(path):
                    found[path] = None
            else:
                raise ConfigError(f"{given}: no such file or folder.")
        return list(found)

    def _problems(self, asked: list[Path]) -> tuple[Problem, ...]:
        shown = set(asked)
        unread = [
            Problem(
                self._files.relative(path), f"this file {facts.unreadable[0]}; what it defines is unknown to the others"
            )
            for path, facts in self._facts.items()
            if facts.unreadable is not None and path not in shown
        ]
        return (*(self.remarks or ()), *unread)


def _marked(path: Path, buffers: dict[Path, bytes]) -> bool:
    try:
        return has_marks(buffers[path] if path in buffers else read_bytes(path))
    except Unreadable:
        return False


def _lines(path: Path, buffers: dict[Path, bytes]) -> list[str]:
    try:
        return decode(buffers[path] if path in buffers else read_bytes(path)).lines()
    except Unreadable:
        return []
