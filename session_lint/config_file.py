"""The root of a project and its configuration: found, read and checked before any source file is.

What is wrong is said in a sentence, with the file, the key, what was found and what to write instead.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from session_lint.config import TABLE, Config, ConfigError
from session_lint.config_check import EXTEND, Table, refuse_wrong_keys
from session_lint.presets import PRESETS

DEFAULT = "default"


class Loaded(Struct, frozen=True):
    """A configuration and where it comes from.

    ``source`` is None for the defaults, ``keys`` are those that it sets, as they are written; ``root_because`` says how
    the root was found, ``preset`` is the preset's name or empty, ``origins`` tell who said an entry of a key.
    """

    config: Config
    root: Path
    source: Path | None = None
    keys: frozenset[str] = frozenset()
    root_because: str = ""
    preset: str = ""
    origins: dict[tuple[str, str], str] = {}

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.source or "the default configuration")

    def origin(self, key: str, entry: str) -> str:
        """Return who said an entry of a key: ``default``, a preset, or the configuration's file name."""
        return self.origins.get((key, entry), DEFAULT)

    def is_own(self, key: str, entry: str) -> bool:
        """Tell whether an entry stands in the project's own configuration."""
        return self.source is not None and self.origin(key, entry) == self.source.name

    def in_key(self, key: str) -> str:
        """Return the words that begin a sentence about a key."""
        key = EXTEND + key if EXTEND + key in self.keys else key
        return f"{self.name}: key {key!r} in [{TABLE}]"


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
        table = table_of(config_file)
        if table is None:
            table = {} if config_file.name == "pyproject.toml" else _read(config_file)
        return _loaded(table, config_file, "the folder of --config")
    for folder in (start, *start.parents):
        candidate = folder / "pyproject.toml"
        if candidate.is_file() and (table := table_of(candidate)) is not None:
            return _loaded(table, candidate, f"the nearest folder whose pyproject.toml has [{TABLE}]")
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return Loaded(Config(), folder, root_because=f"the nearest folder with .git; no [{TABLE}] was found")
    because = f"what the paths have in common; neither [{TABLE}] nor .git was found"
    return Loaded(Config(), start, root_because=because)


def table_of(path: Path) -> Table | None:
    """Return our table of a ``pyproject.toml``, None when it has none.

    Raises:
        ConfigError: for a file that cannot be read, is not TOML, or writes the table's name differently.
    """
    tool: object = _read(path).get("tool")
    tools = cast("Table", tool) if isinstance(tool, dict) else {}  # TOML's keys are text
    table = tools.get("session_lint")
    if table is None and "session-lint" in tools:
        raise ConfigError(f"{path}: [tool.session-lint] is not read. Write [{TABLE}], with an underscore.")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: {TABLE} is not a table. Write [{TABLE}] and its keys below it.")
    return cast("Table | None", table)


def _loaded(table: Table, path: Path, root_because: str) -> Loaded:
    refuse_wrong_keys(table, path)
    preset = str(table.get("preset", ""))
    values = cast("Table", msgspec.to_builtins(Config()))
    origins: dict[tuple[str, str], str] = {}
    if preset:
        _add(PRESETS[preset], values, origins, f"preset {preset}")
    own = {key: value for key, value in table.items() if key != "preset"}
    _add(own, values, origins, path.name)
    return Loaded(msgspec.convert(values, Config), path.parent, path, frozenset(own), root_because, preset, origins)


def _add(said: Table, values: Table, origins: dict[tuple[str, str], str], source: str) -> None:
    for written, value in said.items():
        key = written.removeprefix(EXTEND)
        if isinstance(value, str):
            values[key] = value
            origins[key, value] = source
            continue
        if key == "overrides":
            values[key] = value
            continue
        before = list(values[key]) if written != key else []
        values[key] = before + [entry for entry in value if entry not in before]
        origins.update({(key, entry): source for entry in value if entry not in before})


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: it is not UTF-8 (byte {error.start}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}.") from error


def _common(paths: list[Path]) -> Path:
    # A link's own folder counts, not where it leads: a loop leads nowhere.
    folders = [given.resolve() if given.is_dir() else given.parent.resolve() for given in paths]
    common = folders[0] if folders else Path.cwd()
    for folder in folders[1:]:
        while not folder.is_relative_to(common):
            common = common.parent
    return common
