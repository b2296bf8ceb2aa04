"""The verbs that rule tests speak: for our own tests, and for others who test their configuration.

``reports`` and ``clean`` take one file, or several by path, and check them as one project in memory. A line that ends
in ``# error: SES101`` is a line on which exactly that is expected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from session_lint.codemods.options import Options, openers_of
from session_lint.codemods.proof import Unproven, listed, prove_findings, sessionless
from session_lint.codemods.registry import find
from session_lint.codemods.running import run
from session_lint.codemods.sources import Sources
from session_lint.config import Config
from session_lint.deep import with_deep_stack
from session_lint.facts.extract import extract
from session_lint.findings import Finding, with_fingerprints
from session_lint.project.project import Project
from session_lint.rules.registry import UNREADABLE, selected
from session_lint.silencing import unsilenced
from session_lint.source.text import Text, decode

ROOT = Path("project").absolute()

DATABASE = """\
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite://")
SessionLocal = sessionmaker(engine)


@contextmanager
def session_scope():
    with SessionLocal.begin() as session:
        yield session


def get_db():
    with SessionLocal() as session:
        yield session


NEW_SESSION = None


def provide_session(function):
    def inner(*args, **kwargs):
        if "session" in kwargs:
            return function(*args, **kwargs)
        with session_scope() as session:
            return function(*args, session=session, **kwargs)

    return inner
"""
"""A database module that every checked project has, unless it brings its own ``database.py``."""

_EXPECTED = re.compile(r"#\s*error:\s*(?P<codes>[A-Z0-9, ]+)")


def findings(
    files: str | Mapping[str, str | bytes], path: str = "services/event_service.py", config: Config | None = None
) -> list[Finding]:
    """Return what all rules say about a project in memory.

    Args:
        files: one file's text, or texts by path.
        path: what a single file is called.
        config: the configuration; defaults hold without one.
    """
    encoded = _encoded({path: files} if isinstance(files, str) else files)
    project = project_of(encoded, config)
    found: list[Finding] = []
    rules = selected(project.config.select, project.config.ignore, "the test's configuration")
    for name, module in project.modules.items():
        raw = [finding for rule in rules for finding in rule.check(rule, module, project)]
        if module.facts.unreadable is not None:
            found += raw
            continue
        lines = decode(encoded[name]).lines()
        found += with_fingerprints(unsilenced(raw, lines, name, rules), lines)
    return found


def project_of(files: Mapping[str, str | bytes], config: Config | None = None) -> Project:
    """Return a project in memory, as the rules see it."""
    encoded = _encoded(files)
    facts = with_deep_stack(lambda: {name: extract(data) for name, data in encoded.items()})
    return Project(config or Config(), facts, ROOT)


def reports(
    code: str,
    files: str | Mapping[str, str | bytes],
    path: str = "services/event_service.py",
    config: Config | None = None,
) -> list[Finding]:
    """Assert that a project has findings of one code and of no other, and return them.

    Without a configuration the default holds, with that code's rule turned on.

    Raises:
        AssertionError: when it has none, or others.
    """
    found = findings(files, path, config or Config(select=("SES", code)))
    _must_be_python(found, code)
    assert found, f"nothing was reported, {code} was expected"
    assert {finding.code for finding in found} == {code}, _shown(found)
    return found


def clean(
    files: str | Mapping[str, str | bytes], path: str = "services/event_service.py", config: Config | None = None
) -> None:
    """Assert that a project has no finding.

    Raises:
        AssertionError: when it has one.
    """
    found = findings(files, path, config)
    assert not found, _shown(found)


def annotated(files: Mapping[str, str | bytes], config: Config | None = None) -> None:
    """Assert that a project's findings are exactly those that its ``# error:`` comments announce.

    Raises:
        AssertionError: with the lines that differ.
    """
    expected: Counter[tuple[str, int, str]] = Counter()
    for path, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        for number, line in enumerate(Text(data.decode("utf-8", "replace"), "").lines(), 1):
            if match := _EXPECTED.search(line):
                expected.update((path, number, code) for code in re.findall(r"SES\d{3}", match["codes"]))
    found = Counter((finding.path, finding.span.line, finding.code) for finding in findings(files, config=config))
    missing = [f"{path}:{line}: {code} was expected" for path, line, code in sorted((expected - found).elements())]
    surplus = [f"{path}:{line}: {code} was not expected" for path, line, code in sorted((found - expected).elements())]
    assert not missing + surplus, "\n" + "\n".join(missing + surplus)


def rewrites(
    codemod: str,
    before: str | Mapping[str, str | bytes],
    after: str | Mapping[str, str | bytes],
    by_hand: Iterable[str] = (),
    path: str = "services/event_service.py",
    config: Config | None = None,
    *,
    keyword_only: bool = True,
) -> None:
    """Assert that a codemod makes one project of another, has nothing left to do then, and that no finding came.

    Args:
        codemod: its name.
        before, after: one file's text, or texts by path; a file that is not in ``after`` stays as it is.
        by_hand: what is left to a hand, in words that the lines contain, in their order.
        path: what a single file is called.
        config: the configuration; defaults hold without one.
        keyword_only: whether sessions stand behind ``*``, or by position where they can.

    Raises:
        AssertionError: when something else comes out, or something that is not Python.
        Unproven: when findings came.
    """
    old = _encoded({path: before} if isinstance(before, str) else before)
    expected = old | _only({path: after} if isinstance(after, str) else after)
    new, left = _repaired(codemod, old, config, keyword_only)
    for name, data in expected.items():
        assert new[name].decode("utf-8", "replace") == data.decode("utf-8", "replace"), f"{name} differs"
        compile(data, name, "exec")
    words = list(by_hand)
    assert len(left) == len(words), left
    assert all(word in line for word, line in zip(words, left, strict=True)), left
    again, _ = _repaired(codemod, new, config, keyword_only)
    assert again == new, "a second run changes something"


def _repaired(
    name: str, files: Mapping[str, bytes], config: Config | None, keyword_only: bool = True
) -> tuple[dict[str, bytes], list[str]]:
    project = project_of(files, config)
    before = findings(files, config=config)
    left_alone: dict[tuple[str, str], str] = {}
    while True:
        options = Options(openers_of(project), keyword_only, left_alone)
        outcome = run(find(name), project, Sources(ROOT, files), frozenset(files), options)
        new = {**files, **{path: replacement.after for path, replacement in outcome.files.items()}}
        said, had_none = listed(project, outcome.by_hand), sessionless(project, outcome.files)
        try:
            seen = prove_findings(before, findings(new, config=config), said, had_none)
        except Unproven as refusal:
            if refusal.functions.keys() <= left_alone.keys():
                raise
            left_alone |= refusal.functions
        else:
            return new, [f"{one.path}:{one.line}: {one.reason}" for one in sorted({*outcome.by_hand, *seen})]


def _only(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}


def _encoded(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return _only({"database.py": DATABASE, **files})


def _must_be_python(found: list[Finding], code: str) -> None:
    unreadable = [finding for finding in found if finding.code == UNREADABLE.code]
    assert code == UNREADABLE.code or not unreadable, _shown(unreadable)


def _shown(found: list[Finding]) -> str:
    return "\n" + "\n".join(
        f"{finding.path}:{finding.span.line}: {finding.code} {finding.message}" for finding in found
    )
