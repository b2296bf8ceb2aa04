"""What holds for a project: the keys of ``[tool.session_lint]``, their defaults, and how their patterns match.

Every key has a default that suits a project with none of it. :mod:`session_lint.config_file` reads them.
"""

from __future__ import annotations

import difflib
import functools
import re
from fnmatch import translate
from typing import Literal

import pathspec
from msgspec import Struct

TABLE = "tool.session_lint"

Role = Literal["service", "boundary", "infrastructure", "test", "migration", "other"]

PATH_KEYS = (
    "source-roots", "exclude", "services", "boundaries", "public-boundaries", "infrastructure", "tests", "migrations",
    "dto-paths",
)  # fmt: skip
"""The keys that hold path patterns."""

NAME_KEYS = (
    "service-names", "boundary-names", "infrastructure-names", "service-decorators", "boundary-decorators",
    "session-types", "scope-functions", "injectors", "carriers", "money-formatters",
)  # fmt: skip
"""The keys that hold names from the code."""


class ConfigError(Exception):
    """A configuration or an option that cannot be used; the text is a sentence for the user."""


class Override(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What holds for some paths instead: ``[[tool.session_lint.overrides]]``.

    ``select`` and ``ignore`` add to what holds for the project, ``role`` replaces the role that the paths would give.
    """

    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    role: Role | None = None

    def holds_for(self, path: str) -> bool:
        """Tell whether this is said of a file, by its path relative to the root."""
        return path_patterns(self.paths).match_file(path)


class Config(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What holds for a project; keys are written with hyphens.

    Path patterns are those of ``.gitignore``, relative to the root. Names match as :func:`matching` says.
    """

    source_roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    services: tuple[str, ...] = ("services/", "service/", "*_service.py", "*_services.py", "service.py", "services.py")
    service_names: tuple[str, ...] = ()
    service_decorators: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    boundary_names: tuple[str, ...] = ()
    boundary_decorators: tuple[str, ...] = ()
    public_boundaries: tuple[str, ...] = ()
    infrastructure: tuple[str, ...] = ()
    infrastructure_names: tuple[str, ...] = ()
    tests: tuple[str, ...] = ("tests/", "test/", "testing/", "test_*.py", "*_test.py", "conftest.py")
    migrations: tuple[str, ...] = ("migrations/", "alembic/", "versions/env.py")
    session_types: tuple[str, ...] = ()
    session_names: tuple[str, ...] = ("session", "sess", "s", "db", "db_session", "dbsession", "sa_session")
    scope_functions: tuple[str, ...] = ("session_scope",)
    injectors: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    dto_names: tuple[str, ...] = ("*DTO", "*Dto", "*Response")
    dto_paths: tuple[str, ...] = (
        "dto.py",
        "dtos.py",
        "dto_*.py",
        "*_dto.py",
        "*_dtos.py",
        "dto/",
        "dtos/",
        "schemas.py",
    )
    money_names: tuple[str, ...] = ("*",)
    money_formatters: tuple[str, ...] = ()
    pydantic_decimals: Literal["report", "allow"] = "report"
    services_without_session: Literal["allow", "report"] = "allow"
    select: tuple[str, ...] = ("SES",)
    ignore: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Tell whether a qualified name bears one of the patterns; see :func:`matching`."""
    return matching(patterns, name) is not None


def matching(patterns: tuple[str, ...], name: str) -> str | None:
    """Return the first pattern that a qualified name bears, None when it bears none.

    A pattern with a dot is held against the whole name, one without against its last part; ``*`` stands for anything,
    dots too.
    """
    if not patterns:
        return None
    exact, expressions = _prepared(patterns)
    last = name.rpartition(".")[2]
    for key in (name, last):
        if key in exact and (key == last or "." in key):
            return key
    for pattern, expression in expressions:
        if expression.match(name if "." in pattern else last):
            return pattern
    return None


def covering(patterns: tuple[str, ...], name: str) -> str | None:
    """Return the most specific pattern that a qualified name or what it stands in bears: its class, module, package."""
    found: str | None = None
    while name:
        pattern = matching(patterns, name)
        if pattern is not None and (found is None or specificity(pattern) > specificity(found)):
            found = pattern
        name = name.rpartition(".")[0]
    return found


def specificity(pattern: str) -> int:
    """Return how much a pattern says: the characters that are not ``*``."""
    return len(pattern) - pattern.count("*")


@functools.lru_cache(256)
def _prepared(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    plain = frozenset(pattern for pattern in patterns if "*" not in pattern)
    return plain, tuple((pattern, re.compile(translate(pattern))) for pattern in patterns if pattern not in plain)


@functools.lru_cache(256)
def path_patterns(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    """Return a matcher for paths relative to the root."""
    return pathspec.GitIgnoreSpec.from_lines(patterns)


def path_pattern(patterns: tuple[str, ...], path: str) -> str | None:
    """Return the pattern that decides that a path is one of them; None when it is not."""
    said = path_patterns(patterns).check_file(path)
    return patterns[said.index] if said.include and said.index is not None else None


def nearest(word: str, known: list[str], likeness: float = 0.6) -> str:
    """Return `` Did you mean …?`` for a mistyped word, or the known words when none is near enough (0 to 1)."""
    close = difflib.get_close_matches(word, known, 1, likeness)
    return f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(sorted(known))}."
