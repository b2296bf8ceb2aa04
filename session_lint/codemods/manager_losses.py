"""What managers wrote in sessions of their own and would be kept, or lost, in their callers': work that was thrown
away, and work that was to stay whatever came after it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from session_lint.codemods.census import Caller, Census
from session_lint.codemods.failed_commits import raises_something
from session_lint.codemods.folding import dotted
from session_lint.codemods.manager_methods import asks
from session_lint.codemods.managers import Family, Managers
from session_lint.codemods.sources import Sources
from session_lint.codemods.standing import standing
from session_lint.codemods.uses import bound_names, is_read, walk
from session_lint.facts.values import Literal
from session_lint.project.function import ProjectFunction

_ADDS = frozenset({"add", "add_all", "merge", "delete", "bulk_save_objects", "bulk_insert_mappings"})
_RUNS = frozenset({"insert", "update", "delete"})
_SETTLES = frozenset({"commit", "begin", "rollback", "expunge", "expunge_all", "make_transient"})


class Losses:
    """Answers for a whole project.

    Args:
        sources: the files.
        managers: the managers.
        census: every call.
    """

    def __init__(self, sources: Sources, managers: Managers, census: Census) -> None:
        self._sources = sources
        self._managers = managers
        self._census = census

    def thrown_away(self, family: Family, method: ProjectFunction, pairs: frozenset[str]) -> str:
        """Return why a method must not get its caller's session: what it writes there was never saved.

        Args:
            family: the managers.
            method: one of their methods.
            pairs: the methods that hand out a session and whether to close it.
        """
        tree = self._sources.function(method.path, method.symbol.function.span)
        if not any(asks(tree, name) for name in pairs) or not any(self._sessionless(family)):
            return ""
        sessions = {*_sessions(tree, pairs)}
        if not _writes(tree, sessions) or _settles(tree, sessions):
            return ""
        place = f"{method.path}:{method.symbol.function.span.line}"
        return (
            f"{method.qualname!r} ({place}) writes and does not commit: in a session of its own that was thrown away, "
            "and in its caller's it would be saved. Commit there first, or work on copies"
        )

    def relied_on(self, method: ProjectFunction) -> str:
        """Return why a method's commit has to stay: another manager raises an exception after it."""
        tree = self._sources.function(method.path, method.symbol.function.span)
        if not any(isinstance(part, cst.Attribute) and part.attr.value == "commit" for part in walk(tree.body)):
            return ""
        if not _writes(tree, bound_names(tree.body)):
            return ""
        for caller in self._census.of(method.symbol):
            if self._managers.of(caller.function.symbol) is not None and self._raises_after(caller):
                place = f"{caller.path}:{caller.line}"
                return f"an exception may follow on it at {place}, with which the owner would undo what it committed"
        return ""

    def _raises_after(self, caller: Caller) -> bool:
        tree = self._sources.function(caller.path, caller.function.symbol.function.span)
        found = standing(tree, self._sources.of(caller.path), caller.site.span)
        return found is not None and raises_something(found.after)

    def _sessionless(self, family: Family) -> Iterator[Caller]:
        for init in family.inits:
            name = init.session_parameters[0].parameter.name if init.session_parameters else family.parameter
            for caller in self._census.of(init.symbol):
                index = caller.argument(name)
                given = caller.gives(index).value if index is not None else Literal("None")
                if given == Literal("None") and self._managers.of(caller.function.symbol) is not family:
                    yield caller


def _sessions(tree: cst.FunctionDef, pairs: frozenset[str]) -> Iterator[str]:
    for part in walk(tree.body):
        match part:
            case cst.Assign(
                targets=[cst.AssignTarget(target=cst.Tuple(elements=[first, _]))], value=cst.Call(func=asked)
            ):
                if dotted(asked).rpartition(".")[2] in pairs:
                    yield dotted(first.value)
            case _:
                pass


def _writes(tree: cst.FunctionDef, sessions: set[str]) -> bool:
    loaded = {name for part in walk(tree.body) for name in _loaded(part, sessions)}
    for part in walk(tree.body):
        match part:
            case cst.Call(func=cst.Attribute(value=cst.Name(value=receiver), attr=cst.Name(value=method))) if (
                receiver in sessions
            ):
                if method in _ADDS or (method == "execute" and any(_runs(inner) for inner in walk(part))):
                    return True
            case cst.AssignTarget(target=cst.Attribute() as target) | cst.AugAssign(target=cst.Attribute() as target):
                if dotted(target).partition(".")[0] in loaded or _asked(target) in sessions:
                    return True
            case _:
                pass
    return False


def _loaded(part: cst.CSTNode, sessions: set[str]) -> Iterator[str]:
    match part:
        case cst.Assign(value=value) | cst.AnnAssign(value=value) | cst.NamedExpr(value=value) | cst.For(iter=value):
            if value is not None and any(is_read(value, name) for name in sessions):
                targets = part.targets if isinstance(part, cst.Assign) else (part,)
                yield from (one.target.value for one in targets if isinstance(one.target, cst.Name))
        case _:
            pass


def _asked(target: cst.Attribute) -> str:
    """Return what is asked for the object whose attribute is set: ``session`` of ``session.get_one(…).name``."""
    inner: cst.BaseExpression = target.value
    found = ""
    while isinstance(inner, (cst.Attribute, cst.Call, cst.Subscript, cst.Await)):
        match inner:
            case cst.Call(func=function):
                found, inner = dotted(function).partition(".")[0] or found, function
            case cst.Await(expression=awaited):
                inner = awaited
            case _:
                inner = inner.value
    return found


def _runs(part: cst.CSTNode) -> bool:
    return isinstance(part, cst.Call) and dotted(part.func).rpartition(".")[2] in _RUNS


def _settles(tree: cst.FunctionDef, sessions: set[str]) -> bool:
    """Tell whether a method ends what it wrote, or hands its session to somebody who may."""
    return any(
        isinstance(part, cst.Call)
        and (
            dotted(part.func).rpartition(".")[2] in _SETTLES
            or any(isinstance(one.value, cst.Name) and one.value.value in sessions for one in part.args)
        )
        for part in walk(tree.body)
    )
