"""Projects whose lines say what is reported on them: the bakery, and the labelled corpus."""

from pathlib import Path

import pytest

from session_lint.config_file import load
from session_lint.engine import Checker
from session_lint.selection import Selection
from session_lint.testing import annotated

PROJECT = Path(__file__).parents[1]
CORPUS = sorted(folder for folder in (Path(__file__).parent / "annotated").iterdir() if folder.is_dir())


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


def test_legacy_bakery():
    bakery = read(PROJECT / "examples")
    assert sum(text.count(b"# error: ") for text in bakery.values()) > 40
    annotated(bakery)


def test_legacy_bakery_under_the_repositorys_own_configuration():
    loaded = load([PROJECT / "examples" / "legacy_bakery"])
    assert loaded.root == PROJECT
    found = Checker(loaded, jobs=1, cached=False).check([PROJECT / "examples"], Selection(loaded)).findings
    announced = {
        (f"examples/{path}", number)
        for path, text in read(PROJECT / "examples").items()
        for number, line in enumerate(text.decode().splitlines(), 1)
        if "# error: " in line
    }
    assert {(finding.path, finding.span.line) for finding in found} == announced


@pytest.mark.parametrize("folder", CORPUS, ids=lambda folder: folder.name)
def test_corpus(folder: Path):
    own = folder / "session_lint.toml"
    annotated(read(folder), load([folder], own).config if own.is_file() else None)
