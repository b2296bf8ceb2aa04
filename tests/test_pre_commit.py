"""The hooks that this project offers, run by pre-commit on a repository."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

TOOL = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((TOOL / ".pre-commit-hooks.yaml").read_text("utf-8"))}

SERVICE = "from database import Db\n\n\ndef count(handle: Db | None = None) -> None:\n    handle.flush()\n"
FILES = {
    "database.py": "from sqlalchemy.orm import Session\n\nDb = Session\n",
    "services/event_service.py": SERVICE,
    "services/order_service.py": SERVICE,
    "services/clean_service.py": "x = 1\n",
    "notes.md": "no Python\n",
}
EVENT, ORDER = "services/event_service.py:4:11: SES101", "services/order_service.py:4:11: SES101"


def git(folder, *arguments):
    identity = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit_all(folder):
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--no-verify", "--message", "First")


def local(hook, *arguments):
    # The hook as it is offered, but with the tool that is installed here.
    command = hook["entry"].replace("session-lint", f"{shlex.quote(sys.executable)} -m session_lint", 1)
    return hook | {"entry": shlex.join([*shlex.split(command), *arguments]), "language": "system"}


@pytest.fixture
def repository(project, tmp_path, monkeypatch):
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / ".pre-commit-home"))
    hooks = [local(hook, "--output-format", "concise") for hook in HOOKS.values()]
    configuration = {"repos": [{"repo": "local", "hooks": hooks}]}
    folder = project(
        FILES | {".pre-commit-config.yaml": yaml.safe_dump(configuration), ".gitignore": ".pre-commit-home/\n"}
    )
    commit_all(folder)
    return folder


@pytest.fixture
def hook(repository, run_module):
    def run(name, *arguments):
        return run_module("pre_commit", "run", name, "--color=never", "--verbose", *arguments)

    return run


def reported(ran):
    return sorted(line.partition(" session")[0] for line in ran.lines if " SES" in line)


def test_what_is_offered():
    assert {name: hook["entry"] for name, hook in HOOKS.items()} == {
        "session-lint": "session-lint check",
        "session-lint-project": "session-lint check .",
        "session-lint-fix": "session-lint check --fix",
    }
    for offered in HOOKS.values():
        assert offered["language"] == "python"
        assert offered["require_serial"] is True
        assert offered["types_or"] == ["python", "pyi"]
    assert HOOKS["session-lint-project"]["pass_filenames"] is False


def test_the_hooks_are_valid(run_module):
    assert run_module("pre_commit", "validate-manifest", TOOL / ".pre-commit-hooks.yaml").status == 0


def test_passed_files_are_reported_with_the_project_known(hook):
    ran = hook("session-lint", "--files", "services/event_service.py", "services/clean_service.py")
    assert reported(ran) == [EVENT]
    assert ran.status == 1
    assert "exit code: 1" in ran.stdout


def test_all_files(hook):
    assert reported(hook("session-lint", "--all-files")) == [EVENT, ORDER]


def test_clean_file_passes(hook):
    ran = hook("session-lint", "--files", "services/clean_service.py")
    assert (ran.status, reported(ran)) == (0, [])


def test_nothing_to_check_is_skipped(hook):
    ran = hook("session-lint", "--files", "notes.md")
    assert ran.status == 0
    assert "Skipped" in ran.stdout


def test_project_hook_reports_everything(hook):
    ran = hook("session-lint-project", "--files", "services/clean_service.py")
    assert reported(ran) == [EVENT, ORDER]
    assert ran.status == 1


def test_staged_files_in_a_commit(hook, repository):
    (repository / "services/order_service.py").write_text(SERVICE + "\n# changed\n")
    git(repository, "add", "services/order_service.py")
    assert reported(hook("session-lint")) == [ORDER]


def test_fixing_hook_changes_files_and_fails_once(hook, repository):
    path = repository / "services/clean_service.py"
    path.write_text("x = 1  # noqa: SES204\n")
    git(repository, "add", "--all")
    ran = hook("session-lint-fix", "--files", "services/clean_service.py")
    assert ran.status == 1
    assert "exit code: 1" in ran.stdout
    assert "files were modified by this hook" in ran.stdout
    assert path.read_text() == "x = 1\n"
    git(repository, "add", "--all")
    assert hook("session-lint-fix", "--files", "services/clean_service.py").status == 0


def test_fixing_hook_reports_the_rest(hook, repository):
    ran = hook("session-lint-fix", "--files", "services/event_service.py")
    assert reported(ran) == [EVENT]
    assert (repository / "services/event_service.py").read_text() == SERVICE


def test_unreadable_file_fails_the_hook(hook, repository):
    (repository / "services/clean_service.py").write_text("def (\n")
    ran = hook("session-lint", "--files", "services/clean_service.py")
    assert "SES902" in ran.stdout
    assert "exit code: 3" in ran.stdout


def test_nothing_is_left_in_the_repository(hook, repository):
    hook("session-lint", "--all-files")
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


def test_installed_by_pre_commit(repository, run_module, tmp_path_factory):
    tool = tmp_path_factory.mktemp("tool")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(TOOL / name, tool)
    shutil.copytree(TOOL / "session_lint", tool / "session_lint", ignore=shutil.ignore_patterns("__pycache__"))
    commit_all(tool)
    ran = run_module(
        "pre_commit", "try-repo", tool, "session-lint", "--color=never", "--files", "services/event_service.py"
    )
    assert EVENT in ran.stdout
    assert ORDER not in ran.stdout
    assert ran.status == 1
