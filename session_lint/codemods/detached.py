"""Objects that are changed after the scope that they were loaded in: then they were detached, and now they are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from session_lint.codemods.folding import dotted
from session_lint.codemods.source import Source
from session_lint.codemods.uncertain import Uncertain
from session_lint.codemods.uses import binds, bound_names, is_read, walk


def refuse_changed_later(function: cst.FunctionDef, source: Source, scopes: Sequence[tuple[cst.With, str]]) -> None:
    """Raise when an object of a scope that goes is changed where that scope had ended.

    Args:
        function: the function as it is.
        source: its file.
        scopes: the scopes that go, each with what its session is called.

    Raises:
        Uncertain: with the object and the line.
    """
    if not scopes:
        return
    changed = [(_line(source, part), name) for part in walk(function.body) for name in _changed(part)]
    bound = [(_line(source, part), name) for part in walk(function.body) for name in binds(part)] if changed else []
    for scope, session in scopes if changed else ():
        inside = [span.line for part in walk(scope.body) if (span := source.span(part)) is not None]
        end = max(inside, default=0)
        loaded = {name for part in walk(scope.body) for name in _loaded(part, session)}
        for line, name in changed:
            if name not in loaded or line <= end:
                continue
            if not any(end < there <= line for there, other in bound if other == name):
                raise Uncertain(
                    f"{name!r} is changed in line {line}, after the scope that it was loaded in: that was not saved, "
                    "and would be now"
                )


def _loaded(part: cst.CSTNode, session: str) -> Iterator[str]:
    match part:
        case cst.Assign(value=value) | cst.AnnAssign(value=cst.BaseExpression() as value) if is_read(value, session):
            yield from bound_names(part)
        case cst.For(target=cst.Name(value=name), iter=iterated) if is_read(iterated, session):
            yield name
        case cst.Call(func=cst.Attribute(value=cst.Name(value=receiver), attr=cst.Name(value="add"))) if (
            receiver == session
        ):
            yield from (one.value.value for one in part.args if isinstance(one.value, cst.Name))
        case _:
            pass


def _changed(part: cst.CSTNode) -> Iterator[str]:
    match part:
        case cst.AssignTarget(target=cst.Attribute() as target) | cst.AugAssign(target=cst.Attribute() as target):
            root = dotted(target).partition(".")[0]
            if root:
                yield root
        case cst.Call(func=cst.Name(value="setattr"), args=[cst.Arg(value=cst.Name(value=name)), *_]):
            yield name
        case _:
            pass


def _line(source: Source, part: cst.CSTNode) -> int:
    return next((span.line for one in walk(part) if (span := source.span(one)) is not None), 0)
