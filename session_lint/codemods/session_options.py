"""How a project makes its sessions: whether a commit expires what is loaded, whether queries flush; and its keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from session_lint.facts import walk
from session_lint.facts.program import Bind
from session_lint.facts.values import Call, Expression, Literal, Mapping, Name
from session_lint.project.project import Project
from session_lint.project.symbols import classes_of

_FACTORIES = frozenset({"sessionmaker", "async_sessionmaker", "SQLAlchemy"})
_SESSIONS = frozenset({"Session", "AsyncSession"})
_COLLECTING = frozenset({"", "dict", "partial", "configure"})
"""What collects options for a factory; empty for a mapping that is written out."""


class SessionOptions:
    """Answers for a whole project.

    Tests make sessions of their own, which say nothing of the project's. Neither do those that are made without the
    factory that the project has.

    Args:
        project: all files as one program.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    @cached_property
    def expire_on_commit(self) -> bool | None:
        """Whether a commit expires what is loaded, as it does unless it is told not to; None for both."""
        found = _of_factories([*self._said("expire_on_commit")])
        return None if None in found or len(found) > 1 else found != {False}

    @cached_property
    def autoflush(self) -> bool:
        """Whether queries flush before they are asked, as they do unless some factory says otherwise."""
        known = _FACTORIES | _SESSIONS | _COLLECTING  # a call of a factory speaks of one session only
        return False not in _of_factories([one for one in self._said("autoflush") if one[0] in known])

    @cached_property
    def keys(self) -> frozenset[str]:
        """What primary keys are called: they are known after a flush, and stay what they are."""
        names = {"id"}
        for module in self._project.modules.values():
            for symbol in classes_of(module):
                for statement in walk.statements(symbol.definition.body):
                    if isinstance(statement, Bind) and statement.value is not None and _is_key(statement.value):
                        names |= {target.id for target in statement.targets if isinstance(target, Name)}
        return frozenset(names)

    def _said(self, option: str) -> Iterator[tuple[str, bool | None]]:
        # What makes sessions, and what it says of an option that holds unless it says so.
        for module in self._project.modules.values():
            if self._project.roles.of_module(module) in ("test", "migration"):
                continue
            for expression in walk.everything(module.facts.body):
                match expression:
                    case Call(function=function, arguments=arguments):
                        by = walk.dotted(function).rpartition(".")[2]
                        given = [one.value for one in arguments if one.keyword == option]
                        if given:
                            yield by, _truth(given[0])
                        elif by in _FACTORIES | _SESSIONS and not any(
                            one.keyword == "session_options" for one in arguments
                        ):
                            yield by, None if any(one.star == "**" for one in arguments) else True
                    case Mapping(entries=entries):
                        for entry in entries:
                            if isinstance(entry.key, Literal) and entry.key.text == option:
                                yield "", _truth(entry.value)
                    case _:
                        pass


def _of_factories(said: list[tuple[str, bool | None]]) -> set[bool | None]:
    return {truth for by, truth in said if by not in _SESSIONS} or {truth for _, truth in said}


def _truth(value: Expression) -> bool | None:
    return value == Literal("True") if value in (Literal("True"), Literal("False")) else None


def _is_key(value: Expression) -> bool:
    match value:
        case Call(arguments=arguments):
            return any(one.keyword == "primary_key" and one.value == Literal("True") for one in arguments)
        case _:
            return False
