"""What git says of files that are to be written: git is the undo."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from session_lint.codemods.writer import WriteError

_OR = "or say --allow-dirty (--undo takes the last run back, until the next one)"


def refuse_dirty_tree(root: Path, paths: Iterable[Path]) -> None:
    """Raise when git could not bring back what is to be written.

    That is so when a tracked file below the root has changes which are not committed, and when a file that is to be
    written is not tracked, or is in no repository.

    Args:
        root: the project's folder.
        paths: the files that are to be written.

    Raises:
        WriteError: with the files.
    """
    by_repository: dict[Path | None, list[Path]] = {}
    known: dict[Path, Path | None] = {}
    for path in paths:
        real = path.resolve()
        by_repository.setdefault(_repository(real.parent, known), []).append(real)
    for repository, files in by_repository.items():
        if repository is None:
            raise WriteError(f"{_some(files, root)}: in no git repository, so that nothing could bring it back. Put it "
                             f"into one, {_OR}")  # fmt: skip
        folder = root if root.is_relative_to(repository) else repository
        if changed := _asked(folder, "diff", "--name-only", "--relative", "-z", "HEAD", "--", "."):
            names = _some([folder / name for name in changed], root)
            raise WriteError(f"{names}: not committed. Commit or stash first, so that git can undo the codemod, {_OR}")
        tracked = {repository / name for name in _asked(repository, "ls-files", "-z", "--full-name")}
        if untracked := [path for path in files if path not in tracked]:
            raise WriteError(f"{_some(untracked, root)}: git does not track it, and could not bring it back. Add and "
                             f"commit it, {_OR}")  # fmt: skip


def _repository(folder: Path, known: dict[Path, Path | None]) -> Path | None:
    if folder not in known:
        if (folder / ".git").exists():
            known[folder] = folder
        else:
            known[folder] = _repository(folder.parent, known) if folder.parent != folder else None
    return known[folder]


def _asked(folder: Path, *arguments: str) -> list[str]:
    # Another repository's variables (a hook has them) would answer for that one.
    environment = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    try:
        run = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    except OSError as error:
        raise WriteError(f"git cannot be run ({error.strerror}), so that nobody knows what is committed. Install it, "
                         f"{_OR}") from error  # fmt: skip
    if run.returncode:
        said = os.fsdecode(run.stderr).strip().partition("\n")[0]
        raise WriteError(f"{folder}: git says {said!r}. Mend that, {_OR}")
    return [os.fsdecode(name) for name in run.stdout.split(b"\0") if name]


def _some(paths: list[Path], root: Path) -> str:
    names = [str(path.relative_to(root)) if path.is_relative_to(root) else str(path) for path in paths]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(sorted(names)[:3]) + more
