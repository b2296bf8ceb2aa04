"""What holds for a file, and because of what: what the ``config`` command prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from session_lint.config import Config, ConfigError, Override
from session_lint.config_file import DEFAULT, Loaded
from session_lint.engine import Checker
from session_lint.facts import walk
from session_lint.facts.values import Attribute, Name
from session_lint.project.function import ProjectFunction
from session_lint.project.modules import Module
from session_lint.project.project import Project
from session_lint.project.roles import Reason
from session_lint.project.symbols import ValueSymbol
from session_lint.selection import Selection


class Entry(Struct, frozen=True):
    """One entry of a key, and who said it: ``default``, a preset, or the configuration's file name."""

    entry: str
    origin: str


class Setting(Struct, frozen=True):
    """A key and what it holds."""

    key: str
    entries: tuple[Entry, ...]


class KnownSession(Struct, frozen=True):
    """Something in a function that is recognised as a session, or makes one."""

    what: str
    because: str


class FunctionHolds(Struct, frozen=True):
    """A function's role and its sessions."""

    function: str
    line: int
    role: str
    because: str
    sessions: tuple[KnownSession, ...]


class RuleHolds(Struct, frozen=True):
    """Whether a rule runs on the file."""

    code: str
    slug: str
    runs: bool
    because: str


class ProjectHolds(Struct, frozen=True):
    """What holds for the project: ``configuration`` is None for the defaults."""

    root: str
    root_because: str
    configuration: str | None
    preset: str
    settings: tuple[Setting, ...]


class FileHolds(Struct, frozen=True):
    """What holds for one file."""

    path: str
    source_root: str
    source_root_because: str
    module: str
    role: str
    because: str
    functions: tuple[FunctionHolds, ...]
    rules: tuple[RuleHolds, ...]
    remarks: tuple[str, ...]
    """What is to be said about the configuration: names that match nothing, a second one below the root."""


def of_project(loaded: Loaded) -> ProjectHolds:
    """Return what holds for a project, key by key."""
    source = str(loaded.source) if loaded.source else None
    return ProjectHolds(str(loaded.root), loaded.root_because, source, loaded.preset, tuple(_settings(loaded)))


def of_file(loaded: Loaded, file: Path, cached: bool = True) -> FileHolds:
    """Return what holds for a file; the project around it is read.

    Raises:
        ConfigError: for what is not a file of the project, and as checking does.
    """
    if file.is_dir():
        raise ConfigError(f"{file}: a folder. Name one file of it.")
    checker = Checker(loaded, cached=cached, sees_one_file=True)
    project, _ = checker.ask([file], lambda project: project)
    path = checker.relative(file)
    if path not in project.modules:
        entries = ", ".join(repr(entry) for entry in loaded.config.exclude)
        raise ConfigError(f"{file}: not part of the project: excluded by exclude = [{entries}] ({loaded.name}).")
    module = project.modules[path]
    reason = project.roles.reason_of_module(module)
    source_root, why = _source_root(loaded, module)
    decisions = Selection(loaded).decisions(path)
    return FileHolds(
        path,
        source_root,
        why,
        module.name,
        reason.role,
        _because(reason, loaded),
        tuple(_function(function, project, loaded) for function in project.functions_in(module)),
        tuple(RuleHolds(made.rule.code, made.rule.slug, made.on, made.because) for made in decisions),
        tuple(f"{remark.path}: {remark.message}." for remark in checker.remarks or ()),
    )


def _settings(loaded: Loaded) -> Iterator[Setting]:
    for field in msgspec.structs.fields(Config):
        value = getattr(loaded.config, field.name)
        if field.encode_name == "overrides":
            entries = [Entry(_written(override), loaded.name) for override in loaded.config.overrides]
        else:
            listed: tuple[str, ...] = (value,) if isinstance(value, str) else value
            entries = [Entry(entry, loaded.origin(field.encode_name, entry)) for entry in listed]
        yield Setting(field.encode_name, tuple(entries))


def _written(override: Override) -> str:
    said = {key: value for key, value in msgspec.to_builtins(override).items() if value}
    return ", ".join(f"{key} = {msgspec.json.encode(value).decode()}" for key, value in said.items())


def _because(reason: Reason, loaded: Loaded) -> str:
    if not reason.key:
        return reason.shape
    origin = f"[[overrides]] of {loaded.name}" if reason.key == "overrides" else loaded.origin(reason.key, reason.entry)
    key = "paths" if reason.key == "overrides" else reason.key
    return f"{key} = {reason.entry!r} ({origin})"


def _source_root(loaded: Loaded, module: Module) -> tuple[str, str]:
    parts = PurePosixPath(module.path).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    folder = "/".join(parts[: len(parts) - len(module.name.split("."))]) or "."
    if loaded.config.source_roots:
        return folder, f"source-roots ({loaded.name})"
    if (loaded.root / "src").is_dir() and folder == "src":
        return folder, "there is a src/ in the root"
    return folder, "the folder above the topmost package, or the root"


def _function(function: ProjectFunction, project: Project, loaded: Loaded) -> FunctionHolds:
    reason = project.roles.reason(function.symbol)
    sessions = dict.fromkeys([*_parameters(function, project), *_made(function), *_carried(function, project, loaded)])
    because = _because(reason, loaded)
    return FunctionHolds(function.qualname, function.symbol.function.span.line, reason.role, because, tuple(sessions))


def _parameters(function: ProjectFunction, project: Project) -> Iterator[KnownSession]:
    for found in function.session_parameters:
        why = found.evidence
        if found.injected:
            supplied = project.functions.injection.why(function.symbol, found.parameter)
            why += f"; supplied by {supplied or 'what its type carries'}"
        yield KnownSession(f"parameter {found.parameter.name}", f"{why}; {found.optional}" if found.optional else why)


def _made(function: ProjectFunction) -> Iterator[KnownSession]:
    for opening in function.flow.openings:
        yield KnownSession(opening.text, f"a scope that is opened in line {opening.span.line}")
    entered = {opening.span for opening in function.flow.openings}
    for made in function.flow.constructions:
        if made.span not in entered:
            yield KnownSession(made.text, f"it makes a session in line {made.span.line}")


def _carried(function: ProjectFunction, project: Project, loaded: Loaded) -> Iterator[KnownSession]:
    functions, symbol = project.functions, function.symbol
    scope, start = symbol.scope.inside(symbol.function), functions.start(symbol)
    for expression in walk.own_expressions(symbol.function.body):
        written = walk.dotted(expression)
        if not written or not isinstance(expression, Name | Attribute):
            continue
        if isinstance(expression, Name):
            meant = project.names.look_up(expression.id, scope)
            if not isinstance(meant, ValueSymbol) or meant.scope.around:
                continue
        found = [held for held in functions.values.of(expression, scope, start) if held.kind in ("session", "registry")]
        if not found or any(held.origin == "parameter" for held in found):
            continue
        why = "by what it is bound to" if isinstance(expression, Name) else "by the class that it is an attribute of"
        if isinstance(expression, Attribute):
            entry = functions.carriers.entry(expression, scope)
            if entry is not None:
                why = f"carriers = {entry!r} ({loaded.origin('carriers', entry)})"
            elif functions.carriers.is_used(expression, scope) and not any(held.certain for held in found):
                why = "its module uses it like a session"
        ambient = any(held.origin == "ambient" for held in found)
        yield KnownSession(written, f"{why}; {'everybody has it' if ambient else 'its carrier owns it'}")


def is_said(setting: Setting) -> bool:
    """Tell whether a key says something else than its default."""
    return any(entry.origin != DEFAULT for entry in setting.entries)
