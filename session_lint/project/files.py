"""The project's Python files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pathspec

from session_lint.config import Config, path_patterns

ENDINGS = (".py", ".pyi", ".pyw")
_NEVER = {
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv", "venv", "__pycache__", "node_modules", ".eggs", ".mypy_cache",
    ".pytest_cache", ".ruff_cache", ".session_lint_cache",
}  # fmt: skip


class Files:
    """Which files a project has.

    Args:
        root: the project's folder, resolved.
        config: what is excluded.
    """

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.configurations: dict[Path, None] = {}
        """Every ``pyproject.toml`` that was seen below the root."""
        self._excluded = path_patterns(config.exclude)

    def excludes(self, path: Path) -> bool:
        """Tell whether the configuration excludes a file, however it was named."""
        return self._excluded.match_file(self.relative(path))

    def relative(self, path: Path) -> str:
        """Return a path relative to the root, with forward slashes; a path outside it stays absolute."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def below(self, folder: Path) -> Iterator[Path]:
        """Yield the Python files below a folder, sorted, without what is excluded, ignored by git or in an environment.

        Symbolic links to folders are not followed, so that a loop of them ends. A folder that cannot be listed is
        yielded itself: what is in it must not look clean.
        """
        yield from self._walk(folder, self._ignores_above(folder))

    def _ignores_above(self, folder: Path) -> list[tuple[Path, pathspec.GitIgnoreSpec]]:
        # git reads the .gitignore files from the repository's top down to the folder.
        found: list[tuple[Path, pathspec.GitIgnoreSpec]] = []
        for above in folder.parents:
            if (folder / ".git").exists():
                break
            if ignore := _ignore_file(above):
                found.insert(0, (above, ignore))
            if (above / ".git").exists():
                return found
        return []

    def _walk(self, folder: Path, ignores: list[tuple[Path, pathspec.GitIgnoreSpec]]) -> Iterator[Path]:
        if ignore := _ignore_file(folder):
            ignores = [*ignores, (folder, ignore)]
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            yield folder
            return
        for entry in entries:
            path = Path(entry.path)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder:
                if entry.name in _NEVER or _is_environment(path):
                    continue
            elif not entry.name.endswith(ENDINGS) or _is_something_else(entry):
                if entry.name == "pyproject.toml" and path.parent != self.root:
                    self.configurations[path] = None
                continue
            if _ignored(path, is_folder, ignores) or self._excluded.match_file(self._as_pattern(path, is_folder)):
                continue
            if is_folder:
                yield from self._walk(path, ignores)
            else:
                yield path

    def _as_pattern(self, path: Path, is_folder: bool) -> str:
        return self.relative(path) + ("/" if is_folder else "")


def _is_environment(folder: Path) -> bool:
    try:
        return (folder / "pyvenv.cfg").exists()
    except OSError:
        return False


def _is_something_else(entry: os.DirEntry[str]) -> bool:
    # A link to a folder, a pipe, a socket. A link that leads nowhere is a file that cannot be read.
    try:
        return not entry.is_file() and (entry.is_dir() or not entry.is_symlink())
    except OSError:
        return False


def _ignore_file(folder: Path) -> pathspec.GitIgnoreSpec | None:
    try:
        return pathspec.GitIgnoreSpec.from_lines((folder / ".gitignore").read_text("utf-8", "replace").splitlines())
    except (OSError, ValueError):
        return None


def _ignored(path: Path, is_folder: bool, ignores: list[tuple[Path, pathspec.GitIgnoreSpec]]) -> bool:
    # The deepest .gitignore that has a word to say decides.
    for folder, spec in reversed(ignores):
        name = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
        said = spec.check_file(name).include
        if said is not None:
            return said
    return False
