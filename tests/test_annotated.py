"""Projects whose lines say what is reported on them: the bakery, and the labelled corpus."""

from pathlib import Path

import pytest

from session_lint.config_file import load
from session_lint.testing import annotated

PROJECT = Path(__file__).parents[1]
CORPUS = sorted(folder for folder in (Path(__file__).parent / "annotated").iterdir() if folder.is_dir())


def read(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


def test_legacy_bakery():
    bakery = read(PROJECT / "examples")
    assert sum(text.count(b"# error: ") for text in bakery.values()) > 40
    annotated(bakery)


@pytest.mark.parametrize("folder", CORPUS, ids=lambda folder: folder.name)
def test_corpus(folder: Path):
    own = folder / "session_lint.toml"
    annotated(read(folder), load([folder], own).config if own.is_file() else None)
