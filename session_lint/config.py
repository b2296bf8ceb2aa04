"""The configuration: ``[tool.session_lint]`` in ``pyproject.toml``, or a TOML file of its own.

Every key has a default that suits a project with none of it. What is wrong with a configuration is said before any
source file is read, with the file, the key, what was found and what to write instead.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
import pathspec
from msgspec import Struct

TABLE = "tool.session_lint"
_PATHS = ("exclude", "services", "boundaries", "infrastructure", "tests", "migrations", "dto_paths", "source_roots")


class ConfigError(Exception):
    """A configuration or an option that cannot be used; the text is a sentence for the user."""


class Config(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What holds for a project; keys are written with hyphens.

    Path patterns are those of ``.gitignore``, relative to the root. Dotted names are fully qualified
    (``bakery.database.session_scope``); a bare name matches the last part of any.
    """

    source_roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    services: tuple[str, ...] = ("services/", "service/", "*_service.py", "*_services.py", "service.py", "services.py")
    boundaries: tuple[str, ...] = ()
    infrastructure: tuple[str, ...] = ()
    tests: tuple[str, ...] = ("tests/", "test/", "testing/", "test_*.py", "*_test.py", "conftest.py")
    migrations: tuple[str, ...] = ("migrations/", "alembic/", "versions/env.py")
    session_types: tuple[str, ...] = ()
    session_names: tuple[str, ...] = ("session", "sess", "s", "db", "db_session", "dbsession", "sa_session")
    scope_functions: tuple[str, ...] = ("session_scope",)
    injectors: tuple[str, ...] = ()
    boundary_decorators: tuple[str, ...] = ()
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
    select: tuple[str, ...] = ("SES",)
    ignore: tuple[str, ...] = ()


class Loaded(Struct, frozen=True):
    """A configuration and where it comes from: ``source`` is None for the defaults, ``keys`` are those it sets."""

    config: Config
    root: Path
    source: Path | None = None
    keys: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.source or "the default configuration")


def load(paths: list[Path], config_file: Path | None = None) -> Loaded:
    """Find the root and read its configuration.

    The root is the folder of ``config_file``; else of the nearest ``pyproject.toml`` at or above the paths that has
    our table; else the nearest folder with ``.git``; else what the paths have in common.

    Raises:
        ConfigError: for a file that is missing, not TOML, or holds what the configuration does not know.
    """
    start = _common(paths)
    if config_file is not None:
        config_file = config_file.resolve()
        table = _table(config_file)
        if table is None:
            table = {} if config_file.name == "pyproject.toml" else _read(config_file)
        return Loaded(_convert(table, config_file), config_file.parent, config_file, frozenset(table))
    for folder in (start, *start.parents):
        candidate = folder / "pyproject.toml"
        if candidate.is_file() and (table := _table(candidate)) is not None:
            return Loaded(_convert(table, candidate), folder, candidate, frozenset(table))
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return Loaded(Config(), folder)
    return Loaded(Config(), start)


def refuse_idle_patterns(loaded: Loaded, paths: list[str]) -> None:
    """Raise for a path pattern that matches none of the project's files: it says something else than was meant.

    Args:
        loaded: the configuration; only patterns that it sets itself count, not the defaults.
        paths: all files, relative to the root.

    Raises:
        ConfigError: with the key and the pattern.
    """
    for key in _PATHS:
        if key.replace("_", "-") not in loaded.keys or key == "exclude":
            continue
        for pattern in getattr(loaded.config, key):
            if not any(path_patterns((pattern,)).match_files(paths)):
                raise ConfigError(
                    f"{loaded.name}: key {key.replace('_', '-')!r} in [{TABLE}]: {pattern!r} matches no file below "
                    f"{loaded.root}. Correct it or take it out."
                )


def matches(patterns: tuple[str, ...], name: str) -> bool:
    """Tell whether a qualified name bears one of the names: a bare one matches its last part."""
    return any(name == pattern or ("." not in pattern and name.rpartition(".")[2] == pattern) for pattern in patterns)


def path_patterns(patterns: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    """Return a matcher for paths relative to the root."""
    return pathspec.GitIgnoreSpec.from_lines(patterns)


def _common(paths: list[Path]) -> Path:
    # A link's own folder counts, not where it leads: a loop leads nowhere.
    folders = [given.resolve() if given.is_dir() else given.parent.resolve() for given in paths]
    common = folders[0] if folders else Path.cwd()
    for folder in folders[1:]:
        while not folder.is_relative_to(common):
            common = common.parent
    return common


def _read(path: Path) -> dict[str, Any]:  # what TOML holds, before it is checked
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: it is not UTF-8 (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from error


def _table(path: Path) -> dict[str, Any] | None:  # as above
    tool: object = _read(path).get("tool")
    tools = cast("dict[str, Any]", tool) if isinstance(tool, dict) else {}  # TOML's keys are text
    table = tools.get("session_lint")
    if table is None and "session-lint" in tools:
        raise ConfigError(f"{path}: [tool.session-lint] is not read. Write [{TABLE}], with an underscore.")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: {TABLE} is not a table. Write [{TABLE}] and its keys below it.")
    return cast("dict[str, Any] | None", table)


def _convert(table: dict[str, Any], path: Path) -> Config:  # as above
    known = msgspec.structs.fields(Config)
    for key in table:
        if key not in {field.encode_name for field in known}:
            if key in ("session_lint", "session-lint", "tool"):
                raise ConfigError(
                    f"{path}: unknown table [{key}]. Write [{TABLE}], or the keys at the top of the file."
                )
            near = nearest(key, [field.encode_name for field in known])
            raise ConfigError(f"{path}: unknown key {key!r} in [{TABLE}].{near}")
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        key = re.search(r"\$\.([\w-]+)", str(error))
        what = re.sub(r" - at `.*", "", str(error)).replace("`array`", "a list").replace("`str`", "a string")
        where = f"key {key[1]!r} in " if key else ""
        raise ConfigError(f"{path}: {where}[{TABLE}]: {what}.") from error
    for key in _PATHS:
        for pattern in getattr(config, key):
            if not pattern.strip() or pattern.startswith("#"):
                raise ConfigError(f"{path}: key {key.replace('_', '-')!r} in [{TABLE}]: {pattern!r} matches no path.")
    return config


def nearest(word: str, known: list[str], likeness: float = 0.6) -> str:
    """Return `` Did you mean …?`` for a mistyped word, or the known words when none is near enough (0 to 1)."""
    close = difflib.get_close_matches(word, known, 1, likeness)
    return f" Did you mean {close[0]!r}?" if close else f" Known: {', '.join(sorted(known))}."
