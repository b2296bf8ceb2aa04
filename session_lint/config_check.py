"""What may be written in a configuration: keys, types, and entries that can mean something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from session_lint.config import NAME_KEYS, PATH_KEYS, TABLE, Config, ConfigError, Override, nearest
from session_lint.presets import PRESETS

EXTEND = "extend-"

_IN_WORDS = {
    " | null": "", "`array`": "a list", "`str`": "a string", "`int`": "a number", "`float`": "a number",
    "`bool`": "true or false", "`object`": "a table",
}  # fmt: skip

Table = dict[str, Any]  # what TOML holds, before it is checked


def refuse_wrong_keys(table: Table, path: Path) -> None:
    """Raise for what a table may not hold.

    Raises:
        ConfigError: with the file, the key, what was found and what to write instead.
    """
    fields = msgspec.structs.fields(Config)
    known = {field.encode_name for field in fields} | {"preset"}
    lists = {field.encode_name for field in fields if isinstance(field.default, tuple)} - {"overrides"}
    extending = {EXTEND + key for key in lists}
    for key in table:
        if key in ("session_lint", "session-lint", "tool"):
            raise ConfigError(f"{path}: unknown table [{key}]. Write [{TABLE}], or the keys at the top of the file.")
        if key.startswith(EXTEND) and key.removeprefix(EXTEND) in known - lists:
            plain = key.removeprefix(EXTEND)
            raise ConfigError(f"{path}: key {key!r} in [{TABLE}]: only lists can be extended. Write {plain!r}.")
        if key not in known | extending:
            near = nearest(key, sorted(known)) if not key.startswith("ext") else nearest(key, sorted(extending))
            raise ConfigError(f"{path}: unknown key {key!r} in [{TABLE}].{near}")
        if key in extending and key.removeprefix(EXTEND) in table:
            plain = key.removeprefix(EXTEND)
            raise ConfigError(
                f"{path}: key {key!r} in [{TABLE}]: {plain!r} stands beside it and replaces the defaults. "
                f"Put all entries into {plain!r}, or keep only {key!r}."
            )
    _check_preset(table, path)
    _check_overrides(table, path)
    rest = {key: value for key, value in table.items() if key not in ("preset", "overrides")}
    for key, value in rest.items():
        plain = key.removeprefix(EXTEND)
        where = f"{path}: key {key!r} in [{TABLE}]"
        _convert({plain: value}, Config, where)
        if plain in lists:
            _check_entries(plain, value, where)
        if key == "extend-money-names":
            raise ConfigError(f"{where}: by default every name is money ('*'), so that nothing can be added. "
                              "Write 'money-names'.")  # fmt: skip


def _check_entries(key: str, entries: list[str], where: str) -> None:
    for entry in entries:
        if not entry.strip():
            raise ConfigError(f"{where}: {entry!r} matches nothing. Take it out.")
        if key in PATH_KEYS and entry.startswith("#"):
            raise ConfigError(f"{where}: {entry!r} matches no path: '#' begins a comment there. Write '\\{entry}'.")
        if key == "source-roots" and "*" in entry:
            raise ConfigError(f"{where}: {entry!r}: a source root is a folder, not a pattern.")
        if key in NAME_KEYS and ("/" in entry or entry.endswith(".py")):
            paths = {"service-names": "services", "boundary-names": "boundaries"}.get(key, "")
            instead = f" Paths belong into {paths!r}." if paths else ""
            raise ConfigError(f"{where}: {entry!r} is a path, a dotted name is wanted: 'bakery.events.Store'.{instead}")


def _check_preset(table: Table, path: Path) -> None:
    preset = table.get("preset", "fastapi")
    if not isinstance(preset, str) or preset not in PRESETS:
        near = nearest(preset, sorted(PRESETS)) if isinstance(preset, str) else f" Write one of {sorted(PRESETS)}."
        raise ConfigError(f"{path}: key 'preset' in [{TABLE}]: no preset is called {preset!r}.{near}")


def _check_overrides(table: Table, path: Path) -> None:
    overrides = table.get("overrides", [])
    if not isinstance(overrides, list):
        raise ConfigError(f"{path}: 'overrides' in [{TABLE}] is not a list. Write [[{TABLE}.overrides]], in double "
                          "brackets, and its keys below it.")  # fmt: skip
    known = [field.encode_name for field in msgspec.structs.fields(Override)]
    for number, override in enumerate(cast("list[object]", overrides), 1):
        where = f"[[{TABLE}.overrides]] number {number}"
        if not isinstance(override, dict):
            raise ConfigError(f"{path}: {where} is not a table. Write [[{TABLE}.overrides]] and its keys below it.")
        said = cast("Table", override)
        for key in said:
            if key not in known:
                raise ConfigError(f"{path}: unknown key {key!r} in {where}.{nearest(key, known)}")
        if not said.get("paths"):
            raise ConfigError(f"{path}: {where} has no 'paths'. Say which files it is about.")
        if len(said) == 1:
            raise ConfigError(f"{path}: {where} says nothing about its paths. Give it 'select', 'ignore' or 'role'.")
        for key, value in said.items():
            in_key = f"{path}: key {key!r} in {where}"
            _convert({"paths": ["x"], key: value}, Override, in_key)
            if key == "paths":
                _check_entries("services", value, in_key)


def _convert(table: Table, kind: type[Struct], where: str) -> None:
    try:
        msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        (*_, key) = table
        what = re.sub(r" - at `.*", "", str(error))
        for theirs, ours in _IN_WORDS.items():
            what = what.replace(theirs, ours)
        what = f"{what}."
        if enum := re.search(r"Invalid enum value '(.*)'", what):
            what = f"{enum[1]!r} is not known.{nearest(enum[1], _choices(kind, key))}"
        elif isinstance(table[key], str):
            what = f"{what} Write [{table[key]!r}]."
        raise ConfigError(f"{where}: {what}") from error


def _choices(kind: type[Struct], key: str) -> list[str]:
    (field,) = [field for field in msgspec.structs.fields(kind) if field.encode_name == key]
    found: list[str] = []
    waiting = [msgspec.inspect.type_info(field.type)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.LiteralType):
            found += [str(value) for value in info.values]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += info.types
    return sorted(found)
